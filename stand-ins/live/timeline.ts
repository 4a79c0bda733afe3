import type { Fleet, Happenings } from './fleet.ts';
import { hash32 } from './random.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

/** Tasks that come and go by turns, so that the size of the fleet stays as it is. */
interface Churn {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly perSecond: number;
  done: number;
}

/** Plays a scenario and churn on a fleet, as far as the clock has come. */
export class Timeline implements Happenings {
  readonly #steps: readonly ScenarioStep[];
  readonly #baseMs: number;
  readonly #seed: number;
  readonly #churns: Churn[] = [];
  #played = 0;
  #changes = 0;

  constructor(scenario: Scenario, churnPerSecond: number, baseMs: number, seed: number) {
    this.#steps = scenario.toSorted((a, b) => a.at - b.at);
    this.#baseMs = baseMs;
    this.#seed = seed;
    if (churnPerSecond > 0) this.#addChurn(baseMs, Number.POSITIVE_INFINITY, churnPerSecond);
  }

  playUntil(fleet: Fleet, nowMs: number): void {
    for (;;) {
      const step = this.#steps[this.#played];
      if (step === undefined) break;
      const stepMs = this.#baseMs + step.at * 1000;
      if (stepMs > nowMs) break;
      this.#playChurns(fleet, stepMs);
      fleet.passTo(stepMs);
      this.#play(fleet, step, stepMs);
      this.#played++;
    }
    this.#playChurns(fleet, nowMs);
  }

  #play(fleet: Fleet, step: ScenarioStep, stepMs: number): void {
    switch (step.do) {
      case 'fail-source':
        fleet.failSource(step.host, step);
        return;
      case 'fail-destination':
        fleet.failDestination(step.host, step);
        return;
      case 'heal-source':
        fleet.healSource(step.host);
        return;
      case 'heal-destination':
        fleet.healDestination(step.host);
        return;
      case 'user-stop':
        fleet.userStop(step.taskIds === undefined ? { count: step.count ?? 0 } : { taskIds: step.taskIds });
        return;
      case 'storm':
        fleet.storm(step.count, step.reason);
        return;
      case 'restart':
        fleet.restartStopped();
        return;
      case 'churn':
        this.#addChurn(stepMs, stepMs + step.forSeconds * 1000, step.perSecond);
        return;
    }
  }

  #addChurn(fromMs: number, untilMs: number, perSecond: number): void {
    this.#churns.push({ fromMs, untilMs, perSecond, done: 0 });
  }

  #playChurns(fleet: Fleet, nowMs: number): void {
    for (const churn of this.#churns) {
      const due = Math.floor(((Math.min(nowMs, churn.untilMs) - churn.fromMs) / 1000) * churn.perSecond);
      for (; churn.done < due; churn.done++) {
        fleet.passTo(churn.fromMs + ((churn.done + 1) * 1000) / churn.perSecond);
        this.#change(fleet);
      }
    }
  }

  #change(fleet: Fleet): void {
    const turn = this.#changes++;
    if (turn % 2 === 1 || fleet.size === 0) {
      fleet.createSeeded();
      return;
    }
    let place = hash32(this.#seed, turn, 55) % fleet.size;
    for (const region of fleet.regions) {
      const slots = fleet.slotsOf(region) ?? [];
      const slot = slots[place];
      if (slot !== undefined) {
        fleet.remove(slot);
        return;
      }
      place -= slots.length;
    }
  }
}
