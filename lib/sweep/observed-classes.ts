import { MOST_CLASSES } from '../live/census.ts';
import { FourKeys } from '../monitor/four-keys.ts';
import { hostOf } from '../monitor/grouping.ts';
import type { Verdict } from '../monitor/judge.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { ClassBook, type TaskClass } from '../monitor/tally.ts';

/** What relays have in common when they count the same in every number of a sweep. */
interface ObservedClass extends TaskClass {
  /** Hosts; empty when unknown, or when there are too many to distinguish. */
  readonly source: string;
  readonly destination: string;
  /** Indexes of the expectations that such a relay helps to meet. */
  readonly meets: readonly number[];
}

export interface ObservedCount extends ObservedClass {
  readonly count: number;
}

/** Hosts to distinguish on each side; a fleet with one host per relay must not fill memory. */
const MOST_HOSTS = 10_000;
/**
 * Number of classes up to which hosts are distinguished; the remaining numbers are reserved for the other parts of a
 * class.
 */
const MOST_WITH_HOSTS = MOST_CLASSES - 5_000;
/** Verdicts of relays that do not count towards a host, either no longer or not yet. */
export const OVER: ReadonlySet<Verdict['kind']> = new Set(['finished', 'stopped-by-user', 'scheduled']);
const NONE: readonly number[] = [];

/**
 * Gives each class of relays a small number, which is all that the census stores for a relay. All counts are then taken
 * from the census at the end, which has each relay once, in its latest state, however often and in however many scopes
 * it was seen.
 */
export class ObservedClasses {
  readonly #book = new ClassBook();
  readonly #numbers = new FourKeys<number>();
  readonly #classes: ObservedClass[] = [];
  readonly #hosts = { source: new Set<string>(), destination: new Set<string>() };

  /** @param meets indexes of the expectations that it helps to meet */
  numberOf(task: RelayTask, verdict: Verdict, meets: readonly number[] = NONE): number {
    const base = this.#book.numberOf(task, verdict);
    const isOver = OVER.has(verdict.kind);
    const source = isOver ? '' : (task.sources[0]?.origin ?? '');
    const destination = isOver ? '' : (task.destination?.origin ?? '');
    const met = meets.length === 0 ? '' : meets.join();
    return this.#numbers.get(base, source, destination, met) ?? this.#add(base, source, destination, meets);
  }

  classOf(number: number): ObservedClass {
    const known = this.#classes[number];
    if (!known) throw new RangeError(`no class has the number ${number}`);
    return known;
  }

  #add(base: number, source: string, destination: string, meets: readonly number[]): number {
    if (this.#classes.length >= MOST_WITH_HOSTS && (source !== '' || destination !== '')) {
      return this.#numbers.get(base, '', '', meets.join()) ?? this.#add(base, '', '', meets);
    }
    // there are never that many kinds of relay; if there were, the last class would represent the rest
    if (this.#classes.length >= MOST_CLASSES) return this.#classes.length - 1;
    const number = this.#classes.push({
      ...this.#book.classOf(base),
      source: this.#hostOf('source', source),
      destination: this.#hostOf('destination', destination),
      meets,
    });
    this.#numbers.add(base, source, destination, meets.join(), number - 1);
    return number - 1;
  }

  #hostOf(side: 'source' | 'destination', origin: string): string {
    const host = hostOf(origin);
    const known = this.#hosts[side];
    if (known.size >= MOST_HOSTS && !known.has(host)) return '';
    if (host !== '') known.add(host);
    return host;
  }
}
