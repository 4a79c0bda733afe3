import { Census, MOST_CLASSES } from '../live/census.ts';
import type { Place } from '../live/pages.ts';
import type { Walk } from '../live/walk.ts';
import { fingerprint } from '../monitor/fingerprint.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { CONFLICT } from '../monitor/sightings.ts';

/** A second running task with the URL of one seen earlier. */
export interface Suspicion {
  readonly later: RelayTask;
  /** Where the first one was seen. */
  readonly walk: Walk;
  readonly page: number;
}

/** Finds running tasks that push to the same URL, in two bytes per destination. */
export class ConflictWatch {
  /** Conflicts that are already known, with the running tasks seen for each. */
  readonly seen = new Map<string, RelayTask[]>();
  readonly suspicions = new Map<string, Suspicion>();
  /** For each destination, the number of the place where its first running task was seen. */
  readonly #firstPlaces = new Census();
  readonly #walks = new Set<string>();
  readonly #places: { readonly walk: Walk; readonly page: number }[] = [];

  /** @param known keys of all incidents */
  constructor(known: ReadonlySet<string>) {
    for (const key of known) if (key.startsWith(CONFLICT)) this.seen.set(key.slice(CONFLICT.length), []);
  }

  /** Keys of proven conflicts: two tasks were seen that push to the same URL. */
  proven(): string[] {
    return [...this.seen].flatMap(([key, { length }]) => (length > 1 ? [CONFLICT + key] : []));
  }

  /** Stops looking for those of these incidents that are conflicts. */
  letGo(keys: Iterable<string>): void {
    for (const key of keys) if (key.startsWith(CONFLICT)) this.seen.delete(key.slice(CONFLICT.length));
  }

  /** To be called when nothing more is read: it has as much as the census of all relays. */
  forgetPlaces(): void {
    this.#firstPlaces.clear();
  }

  note(task: RelayTask, walk: Walk, { page, first, of }: Place): void {
    const { destinationKey, taskId } = task;
    if (destinationKey === null || taskId === '') return;
    const known = this.seen.size > 0 ? this.seen.get(destinationKey) : undefined;
    if (known) {
      this.seen.set(destinationKey, withLatest(known, task));
      return;
    }
    // a task that was seen before in its region is not a second one
    if (!first || task.status !== 'running') return;
    this.#firstPlaces.observe(fingerprint(destinationKey), (place) => {
      if (place === null) return this.#placeOf(walk, page, of);
      const firstSeen = this.#places[place] ?? { walk, page };
      if (!this.suspicions.has(destinationKey)) this.suspicions.set(destinationKey, { later: task, ...firstSeen });
      return place;
    });
  }

  #placeOf(walk: Walk, page: number, of: number): number {
    const last = this.#places.at(-1);
    if (!this.#walks.has(walk.key)) {
      this.#walks.add(walk.key);
      this.#firstPlaces.expect(of);
    }
    const isNew = last?.walk !== walk || last.page !== page;
    if (isNew && this.#places.length < MOST_CLASSES) this.#places.push({ walk, page });
    return this.#places.length - 1;
  }
}

function withLatest(tasks: readonly RelayTask[], task: RelayTask): RelayTask[] {
  const others = tasks.filter(({ taskId, region }) => taskId !== task.taskId || region !== task.region);
  return task.status === 'running' ? [...others, task] : others;
}
