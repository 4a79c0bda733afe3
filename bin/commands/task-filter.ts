import { present } from '../../lib/config/present.ts';
import type { TaskFilter } from '../../lib/live/request.ts';
import { longestLiteral, type Match, matches } from '../../lib/monitor/matching.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { checkMatch } from './filters.ts';

/** How the commands that look relay tasks up are told which. */
export interface TaskFilterFlags {
  readonly region?: string[];
  readonly taskId?: string;
  readonly name?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly dstUrl?: string;
  readonly status?: string[];
}

/** Live filters by one part of what is looked for, we filter by the rest. */
export interface LookedFor {
  readonly filter: TaskFilter;
  readonly match: Match;
  readonly statuses: ReadonlySet<string> | null;
  /** Whether Live's filters do not suffice. */
  readonly isOurs: boolean;
}

/** @throws UsageError for a pattern that the configuration would refuse, too */
export function lookedForBy(flags: TaskFilterFlags): LookedFor {
  const { taskId, name, dstUrl, source, destination } = flags;
  const statuses = flags.status ? new Set(flags.status) : null;
  const isPattern = name !== undefined && /[*?\\]/.test(name);
  const match: Match = { source, destination, ...(isPattern ? { name } : {}) };
  checkMatch(present(match));
  // Live finds parts of a text, ignoring case
  const part = isPattern ? longestLiteral(name) : name;
  const filter = present({ taskId, taskName: part || undefined, dstUrl });
  const isOurs = statuses !== null || isPattern || source !== undefined || destination !== undefined;
  return { filter, match, statuses, isOurs };
}

/** Whether a task that Live's filters let through is looked for. */
export function isLookedFor(task: RelayTask, { match, statuses }: LookedFor): boolean {
  const { region, name, sources, destination, status } = task;
  if (statuses !== null && !statuses.has(status)) return false;
  const places = sources.length > 0 ? sources.map(({ origin }) => origin ?? '') : [''];
  return places.some((source) => matches({ region, name, source, destination: destination?.origin ?? '' }, match));
}
