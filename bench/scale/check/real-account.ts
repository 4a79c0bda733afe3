import { join } from 'node:path';
import { isActive } from '../../../lib/monitor/incident.ts';
import { createFileStore } from '../../../lib/state/file/file.ts';
import { usableOf } from '../../../lib/state/snapshot.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { type AccountOutcome, endedOf, type Invoked, stopOutcome } from '../account-outcome.ts';
import { deathsOf } from '../deaths.ts';
import { regionsOf, type ScaleOptions } from '../options.ts';
import type { Stop } from '../stops.ts';
import type { Instance } from './instance.ts';

/** What an account shares with the others. */
export interface Surroundings {
  readonly options: ScaleOptions;
  readonly folder: string;
  /** Milliseconds since the run began. */
  readonly nowMs: () => number;
  readonly beganAt: number;
  readonly newInstance: () => Instance;
}

/** One account of the real run: its Live, its instances, and the relays that stop there. */
export class RealAccount {
  readonly name: string;
  readonly live: LiveStandIn;
  readonly regions: readonly string[];
  readonly #around: Surroundings;
  readonly #lives: readonly number[];
  readonly #stops: readonly Stop[];
  readonly #invoked: Invoked[] = [];
  readonly #busy = new Set<Promise<void>>();
  readonly #instances = new Set<Instance>();
  #free: Instance | null = null;

  private constructor(name: string, index: number, live: LiveStandIn, stops: readonly Stop[], around: Surroundings) {
    this.name = name;
    this.live = live;
    this.regions = regionsOf(around.options, index);
    this.#around = around;
    this.#lives = deathsOf(around.options, index);
    this.#stops = stops;
  }

  /** @param planned the stops of the simulation, whose places and times are taken over */
  static async open(name: string, index: number, planned: readonly Stop[], around: Surroundings): Promise<RealAccount> {
    const { relays, model } = around.options;
    const regions = regionsOf(around.options, index);
    const live = await startLiveStandIn({
      tasks: relays,
      regions,
      seed: index + 1,
      qps: model.qps,
      latency: model.latency,
      // so that a place in the list is that in the order of creation
      order: 'oldest',
    });
    return new RealAccount(name, index, live, ownHosts(live, planned), around);
  }

  /** Has the planned relays stop, each at its time; resolves when the last has. */
  async stopRelays(sleep: (ms: number) => Promise<void>): Promise<void> {
    for (const stop of this.#stops.toSorted((a, b) => a.fromMs - b.fromMs)) {
      await sleep(stop.fromMs - this.#around.nowMs());
      this.live.fleet.failSource(hostOf(stop), { count: 1, immediate: true });
    }
  }

  /** The engine took an invocation of it. */
  take(event: string, tick: number): void {
    const work = this.#run(event, tick);
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
  }

  async settled(): Promise<void> {
    await Promise.all(this.#busy);
  }

  async #run(event: string, tick: number): Promise<void> {
    const { nowMs, newInstance } = this.#around;
    const takenMs = nowMs();
    const isCold = this.#free === null;
    const instance = this.#free ?? newInstance();
    this.#instances.add(instance);
    this.#free = null;
    let startMs = takenMs;
    let death: NodeJS.Timeout | undefined;
    const answer = await new Promise<SweepSummary | null>((resolve) => {
      instance.invoke(event, {
        started: () => {
          startMs = nowMs();
          const lifeMs = this.#lives[tick] ?? Number.POSITIVE_INFINITY;
          if (Number.isFinite(lifeMs)) death = setTimeout(() => instance.kill(), lifeMs);
        },
        ended: (ended) => resolve(ended as SweepSummary),
        died: () => resolve(null),
      });
    });
    clearTimeout(death);
    const endMs = nowMs();
    if (answer === null) this.#instances.delete(instance);
    else this.#free = instance;
    if (answer !== null && !answer.sweep) throw new Error(`${this.name}: ${JSON.stringify(answer)}`);
    this.#invoked.push({ tick, takenMs, startMs, endMs, isCold, ...endedOf(answer) });
    await this.#noteTold();
  }

  /** As in the simulation: what a state says that was given back. */
  async #noteTold(): Promise<void> {
    const store = createFileStore(join(this.#around.folder, 'state/accounts', this.name));
    const { snapshot } = await store.load();
    const usable = usableOf(snapshot);
    if (!snapshot || snapshot.lease || !usable?.watch) return;
    const savedMs = Date.parse(snapshot.savedAt) - this.#around.beganAt;
    const active = new Set(usable.watch.incidents.filter(isActive).map(({ key }) => key));
    for (const stop of this.#stops) if (active.has(stop.key)) stop.toldMs ??= savedMs;
  }

  outcome(): AccountOutcome {
    const list = this.live.stats().operations.DescribeLivePullToPushList;
    return {
      invoked: this.#invoked,
      stops: this.#stops.map((one) => stopOutcome(one, this.#invoked, null)),
      unknown: 0,
      faults: [],
      calls: list?.calls ?? 0,
      throttled: list?.throttled ?? 0,
      mostInAnySecond: list?.mostInAnySecond ?? 0,
    };
  }

  async close(): Promise<void> {
    for (const instance of this.#instances) instance.kill();
    await this.live.close();
  }
}

const hostOf = ({ place }: Pick<Stop, 'place'>) => `stops-${place}.example.com`;

/** Gives each relay that will stop a source of its own: at its planned place, or at the next that runs. */
function ownHosts({ fleet }: LiveStandIn, planned: readonly Stop[]): Stop[] {
  const taken = new Set<number>();
  return planned.map((stop) => {
    const slots = fleet.slotsOf(stop.region) ?? [];
    for (let place = stop.place; ; place = (place + 1) % slots.length) {
      const task = fleet.task(slots[place] ?? 0);
      if (taken.has(place) || task.state.kind !== 'running' || task.definition.sourceType !== 'live') continue;
      taken.add(place);
      const url = `rtmp://${hostOf({ place })}/live/stream`;
      fleet.update(task.slot, { ...task.definition, sourceUrls: [url] });
      return { ...stop, place, key: `${stop.region}/${task.taskId}`, toldMs: null };
    }
  });
}
