import type { Log } from '../../base/log.ts';
import type { UtcDateTime } from '../../base/time.ts';
import type { Sighting } from '../../monitor/incident.ts';
import type { Target } from '../../monitor/look-targets.ts';
import { type AskingDeps, askFor } from '../ask.ts';
import type { StateSession } from '../session/state-session.ts';
import { idsStoppedByUser, isBare, withIntent } from './intent.ts';

/** What Live said of one relay. */
export interface Answer {
  readonly target: Target;
  /** Null when it is gone, or could not be asked for. */
  readonly sighting: Sighting | null;
  readonly isGone: boolean;
  /** Live says that it is stopped and not why, and a callback that a user did it. */
  readonly byUser: boolean;
  /** Why it could not be asked for; null when it could. */
  readonly problem: string | null;
}

interface AnswerDeps extends AskingDeps {
  readonly log: Log;
  readonly session: Pick<StateSession, 'looks'>;
}

/** Asks for each of the relays, side by side, at the pace of the account. */
export function answersTo(targets: readonly Target[], now: UtcDateTime, deps: AnswerDeps): Promise<Answer[]> {
  const known = new Set(deps.session.looks.stoppedByUser);
  return Promise.all(targets.map((target) => answerTo(target, now, known, deps)));
}

async function answerTo(
  target: Target,
  now: UtcDateTime,
  stoppedByUser: ReadonlySet<string>,
  deps: AnswerDeps,
): Promise<Answer> {
  try {
    const sighting = await askFor(target, now, deps);
    if (sighting === null) return { target, sighting, isGone: true, byUser: false, problem: null };
    const byUser = idsStoppedByUser(target.hints).size > 0 || stoppedByUser.has(sighting.key);
    const intended = byUser ? withIntent(sighting) : sighting;
    return { target, sighting: intended, isGone: false, byUser: byUser && isBare(sighting), problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.name : 'unknown';
    if (!deps.signal.aborted) deps.log.warn('relay_not_confirmed', { taskId: target.taskId, problem });
    return { target, sighting: null, isGone: false, byUser: false, problem };
  }
}

/** Whether a callback was right that something changed: a fault that is not known, or a known one that is over. */
export function isConfirmed({ target, sighting, isGone, byUser }: Answer): boolean {
  if (target.hints.length === 0) return false;
  const isFaulty = sighting !== null && sighting.verdict.severity !== 'none';
  return target.key === null ? isFaulty || byUser : isGone || (sighting !== null && !isFaulty);
}
