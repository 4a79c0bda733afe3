import type { UtcDateTime } from '../base/time.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { type Cause, regionsOf, worstOf } from './cause.ts';
import type { News } from './decision.ts';
import type { Incident } from './incident.ts';
import { secondsFrom } from './instants.ts';
import { type ActiveMute, mutedBy } from './mutes.ts';
import { hasGrown, type Policy, policyFor } from './policy.ts';
import { severityRank } from './severity.ts';

interface NewsContext {
  readonly policy: Policy;
  readonly now: UtcDateTime;
  readonly mutes: readonly ActiveMute[];
  /** By the keys of their causes. */
  readonly acknowledged: ReadonlyMap<string, Acknowledgement>;
}

/**
 * Why on-call hears of a cause again, or does not. What is muted is no reason to tell, and stays one for when the mute is
 * over. Pure.
 */
export function newsOf(
  told: Cause,
  members: readonly Incident[],
  { policy, now, mutes, acknowledged }: NewsContext,
): News {
  const audible = audibleOf(members, mutes);
  if (audible.length === 0) return 'held-by-mute';
  if (severityRank(worstOf(audible)) > severityRank(told.severity)) return 'worsened';
  if (hasGrown(told.toldAffected, members.length, policy)) return 'grew';
  if (regionsOf(audible).some((region) => !told.toldRegions.includes(region))) return 'spread';
  if (secondsFrom(told.toldAt, now) >= repeatSeconds(audible, policy))
    return acknowledged.has(told.key) ? 'acknowledged' : 'reminder-due';
  return quietNews(told, members);
}

/** Why nothing is said. */
function quietNews({ flapping, toldAffected }: Cause, members: readonly Incident[]): News {
  if (flapping && !members.some(({ down }) => down)) return 'held-flapping';
  if (members.length > toldAffected) return 'grew-too-little';
  return members.length < toldAffected ? 'shrank' : 'unchanged';
}

/** Those that nothing mutes. */
export function audibleOf(members: readonly Incident[], mutes: readonly ActiveMute[]): readonly Incident[] {
  return mutes.length === 0 ? members : members.filter((one) => mutedBy(one, mutes) === null);
}

function repeatSeconds(members: readonly Incident[], policy: Policy): number {
  return members.reduce(
    (least, one) => Math.min(least, policyFor(one, one.verdict, policy).repeatEverySeconds),
    Number.POSITIVE_INFINITY,
  );
}
