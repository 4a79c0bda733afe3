import type { UtcDateTime } from '../base/time.ts';
import { type Cause, regionsOf, worstOf } from './cause.ts';
import type { Incident } from './incident.ts';
import { secondsFrom } from './incidents.ts';
import { type ActiveMute, mutedBy } from './mutes.ts';
import type { NotificationKind, Why } from './notification.ts';
import { type Policy, policyFor, severityRank } from './policy.ts';

/** Why something is said of a cause that goes on. */
export type News = Extract<Why, 'worsened' | 'grew' | 'spread' | 'reminder-due' | 'muted' | 'nothing-new'>;

export const KIND_OF_NEWS: Readonly<Record<News, NotificationKind>> = {
  worsened: 'growth',
  grew: 'growth',
  spread: 'growth',
  'reminder-due': 'reminder',
  muted: 'update',
  'nothing-new': 'update',
};

interface NewsContext {
  readonly policy: Policy;
  readonly now: UtcDateTime;
  readonly mutes: readonly ActiveMute[];
}

/**
 * What is new about a cause, against what was last told of it. The gravest reason is given. What is muted is no reason, and
 * stays one for when the mute is over.
 */
export function newsOf(told: Cause, members: readonly Incident[], { policy, now, mutes }: NewsContext): News {
  const audible = audibleOf(members, mutes);
  if (audible.length === 0) return 'muted';
  if (severityRank(worstOf(audible)) > severityRank(told.severity)) return 'worsened';
  if (members.length >= told.toldAffected * policy.growth.factor && members.length >= policy.growth.least)
    return 'grew';
  if (regionsOf(audible).some((region) => !told.toldRegions.includes(region))) return 'spread';
  return secondsFrom(told.toldAt, now) >= repeatSeconds(audible, policy) ? 'reminder-due' : 'nothing-new';
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
