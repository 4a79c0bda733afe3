import type { Hint } from '../monitor/hint.ts';
import { TASK_STATUSES, type TaskStatus } from '../monitor/relay-task.ts';
import { createRosterBox, type RosterBox } from './roster-box.ts';
import type { TextPlace } from './text-place.ts';

/** The hints that were received and not looked into yet. */
export interface HintBox {
  /**
   * Keeps a hint; it is durable once this returns. The same hint twice is one, so a callback that Live repeats costs
   * nothing. @throws StateError
   */
  add(hint: Hint, signal?: AbortSignal): Promise<void>;
  /** Up to so many waiting hints. @throws StateError */
  waiting(most: number, signal?: AbortSignal): Promise<readonly Hint[]>;
  /** Takes away hints that were looked into. @throws StateError */
  remove(hints: readonly Hint[], signal?: AbortSignal): Promise<void>;
  /** Notes that callbacks were refused. @param by tells apart who notes it, and when. @throws StateError */
  noteRefused(count: number, by: string, signal?: AbortSignal): Promise<void>;
  /** How many were refused since this was last asked. @throws StateError */
  takeRefused(signal?: AbortSignal): Promise<number>;
  /**
   * Settles when a hint is stored after this call, or when the signal fires; never fails. Absent where others receive, of
   * whom one does not hear.
   */
  next?(signal: AbortSignal): Promise<void>;
  /** Which relays there are, kept beside the hints. */
  readonly roster: RosterBox;
}

/**
 * Hints as texts in a place. All that a hint says is in its name: one listing finds a thousand of them, and the same
 * hint has the same name.
 */
export function createHintBox(place: TextPlace): HintBox {
  return {
    roster: createRosterBox(place),
    add: (hint, signal) => place.replace(hintName(hint), '{}\n', signal),
    async waiting(most, signal) {
      const names = await place.names({ prefix: HINT_PREFIX, most }, signal);
      return names.flatMap((name) => hintIn(name) ?? []);
    },
    async remove(hints, signal) {
      if (hints.length > 0) await place.remove(hints.map(hintName), signal);
    },
    noteRefused: (count, by, signal) => place.replace(`${REFUSED_PREFIX}${by}.${count}`, '{}\n', signal),
    async takeRefused(signal) {
      const names = await place.names({ prefix: REFUSED_PREFIX, most: MOST_REFUSED_NOTES }, signal);
      if (names.length > 0) await place.remove(names, signal);
      return names.reduce((sum, name) => sum + refusedIn(name), 0);
    },
  };
}

function refusedIn(name: string): number {
  return Number(/\.(\d{1,9})$/.exec(name)?.[1] ?? 0);
}

/** Names of what the receiver stores begin with these: it needs no right to any other. */
export const HINT_PREFIX = 'hint-';
export const REFUSED_PREFIX = 'refused-';
/** One listing of a bucket. */
const MOST_REFUSED_NOTES = 1_000;
const NAME = /^hint-([A-Za-z0-9_-]{1,55})\.([A-Za-z0-9-]{0,64})\.([a-z]+)\.(\d{0,13})\.(user|)$/;

/** What a hint is kept under; equal hints have one name. The parts have no dot, so they can be told apart. */
export function hintName({ taskId, region, status, eventSeconds, byUser }: Hint): string {
  return `${HINT_PREFIX}${[taskId, region ?? '', status, eventSeconds ?? '', byUser ? 'user' : ''].join('.')}`;
}

function hintIn(name: string): Hint | null {
  const [, taskId, region, status, seconds, user] = NAME.exec(name) ?? [];
  if (taskId === undefined || !isStatus(status)) return null;
  return {
    taskId,
    region: region || null,
    status,
    eventSeconds: seconds ? Number(seconds) : null,
    byUser: user === 'user',
  };
}

function isStatus(word: string | undefined): word is TaskStatus {
  return TASK_STATUSES.some((status) => status === word);
}
