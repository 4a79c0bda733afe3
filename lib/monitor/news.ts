import type { UtcDateTime } from '../time.ts';
import { type Cause, regionsOf, worstOf } from './cause.ts';
import { type Incident, secondsFrom } from './incidents.ts';
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

/** What is new about a cause, against what was last told of it. The gravest reason is given. */
export function newsOf(told: Cause, members: readonly Incident[], { policy, now, mutes }: NewsContext): News {
  if (members.every((one) => mutedBy(one, mutes) !== null)) return 'muted';
  if (severityRank(worstOf(members)) > severityRank(told.severity)) return 'worsened';
  if (members.length >= told.toldAffected * policy.growth.factor && members.length >= policy.growth.least)
    return 'grew';
  if (regionsOf(members).some((region) => !told.toldRegions.includes(region))) return 'spread';
  return secondsFrom(told.toldAt, now) >= repeatSeconds(members, policy) ? 'reminder-due' : 'nothing-new';
}

function repeatSeconds(members: readonly Incident[], policy: Policy): number {
  return members.reduce(
    (least, one) => Math.min(least, policyFor(one, one.verdict, policy).repeatEverySeconds),
    Number.POSITIVE_INFINITY,
  );
}
