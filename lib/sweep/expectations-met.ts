import { matches } from '../monitor/matching.ts';
import type { Expectation } from '../monitor/mutes.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { subjectOf } from '../monitor/sightings.ts';
import type { ObservedCount } from './observed-classes.ts';

/** Indexes of the expectations that this relay helps to meet; undefined if it can meet none. */
export function metBy(task: RelayTask, expected: readonly Expectation[]): readonly number[] | undefined {
  if (expected.length === 0 || task.status !== 'running') return undefined;
  const subject = subjectOf(task, task.taskId);
  return expected.flatMap(({ match }, place) => (matches(subject, match) ? [place] : []));
}

/** How many relays meet each expectation, in the order of the expectations. */
export function runningFor(expected: readonly Expectation[], counts: readonly ObservedCount[]): number[] {
  return expected.map((_, place) =>
    counts.reduce((sum, { meets, count }) => (meets.includes(place) ? sum + count : sum), 0),
  );
}
