import { Census } from '../live/census.ts';
import type { Fingerprint } from '../monitor/fingerprint.ts';
import type { Sighting, Subject } from '../monitor/incident.ts';
import type { Verdict } from '../monitor/judge.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { sightingOf } from '../monitor/sightings.ts';
import type { Position } from '../monitor/standstill.ts';

/** The latest sighting of every task that is faulty or has an incident. */
export class FaultySightings {
  readonly #known: Set<string>;
  readonly #byKey = new Map<string, Sighting>();
  /** What the keys of incidents end in, so that most healthy tasks need no key. Its classes mean nothing. */
  readonly #knownIdentities = new Census();

  /** @param known keys of incidents: their tasks are kept even when they are healthy again */
  constructor(known: ReadonlySet<string>) {
    this.#known = new Set(known);
    for (const key of known) this.#enter(key);
  }

  /**
   * Whether a healthy task has to be noted; false for one that has no incident, and was not seen faulty before.
   * @param print of the identity @param first whether the task was not seen before at all
   */
  mayConcern(identity: string, print: Fingerprint, first: boolean): boolean {
    if (this.#byKey.size === 0 && this.#knownIdentities.size === 0) return false;
    return !first || this.#knownIdentities.has(print) || identity.trim() !== identity;
  }

  note(task: RelayTask, subject: Subject, verdict: Verdict, position: Position | null): void {
    const { key } = subject;
    if (verdict.severity === 'none' && !this.#known.has(key)) {
      this.#byKey.delete(key);
      return;
    }
    const sighting = sightingOf(task, subject, verdict);
    const stands = verdict.kind === 'healthy' && position !== null && position[2] > 0;
    this.#byKey.set(key, stands ? { ...sighting, standing: true } : sighting);
  }

  /** Notes what Live said when it was asked by id, which is newer than any page read so far. */
  noteAsked(sighting: Sighting): void {
    this.#known.add(sighting.key);
    this.#enter(sighting.key);
    this.#byKey.set(sighting.key, sighting);
  }

  /** Live does not know this relay any more, whatever an earlier page showed. */
  noteGone(key: string): void {
    this.#byKey.delete(key);
  }

  /** Returns all of them and forgets them: in a storm they are most of what a sweep holds in memory. */
  release(): Sighting[] {
    const sightings = [...this.#byKey.values()];
    this.#byKey.clear();
    return sightings;
  }

  #enter(key: string): void {
    this.#knownIdentities.observe(key.slice(key.indexOf('/') + 1), 0);
  }
}
