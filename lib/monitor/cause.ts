import type { UtcDateTime } from '../base/time.ts';
import { NO_ENDINGS } from './endings.ts';
import { fingerprintHex } from './fingerprint.ts';
import { type Family, familyOf, regionReason, scopesOf } from './grouping.ts';
import type { Incident } from './incident.ts';
import { isoOf } from './instants.ts';
import { NO_REASON, type VerdictKind } from './judge.ts';
import type { CauseScope, Endings, TimelineEntry } from './notification.ts';
import { type Severity, severityRank, type ToldSeverity } from './severity.ts';

/** What a set of incidents has in common, over its life. Plain data: it is kept in the state. */
export interface Cause {
  /** The dedup key of all its messages. Made of what the cause is, so that it is the same even when state was lost. */
  readonly key: string;
  readonly scope: CauseScope;
  readonly family: Family;
  readonly flapping: boolean;
  readonly since: string;
  /** As last told, so that what got worse during a mute is news when the mute ends. It never drops while the cause lasts. */
  readonly severity: ToldSeverity;
  readonly verdict: VerdictKind;
  readonly reason: string;
  /** Most relays it had at once. */
  readonly most: number;
  /** As of the last message that paged. */
  readonly toldAt: string;
  readonly toldAffected: number;
  readonly toldRegions: readonly string[];
  /** Channels that were paged about it, or that were added later and need not be. Absent in states of an older relaywatch. */
  readonly toldTo?: readonly string[];
  readonly timeline: readonly TimelineEntry[];
  readonly endings: Endings;
  /**
   * It was told by a sweep that did not know the state, see adopted-cause.ts: when a sweep first saw every relay since; null before
   * that. Absent: it was not.
   */
  readonly adoptedAt?: string | null;
}

/** The dedup key of a cause. */
export function causeKey(scope: CauseScope, family: Family, flapping: boolean): string {
  return `${scope.by}-${fingerprintHex([scope.by, scope.value, family, flapping].join('\n'))}`;
}

/** What a new cause is, by its first incident. Its scope is found again, since incidents keep the key alone. */
export function identityOf(first: Incident): Pick<Cause, 'key' | 'scope' | 'family' | 'flapping'> {
  const family = familyOf(first);
  const flapping = first.phase === 'flapping';
  const scope = scopesOf(first).find((one) => causeKey(one, family, flapping) === first.causeKey);
  const key = first.causeKey ?? '';
  return { key, scope: scope ?? { by: 'region-reason', value: regionReason(first) }, family, flapping };
}

/** A cause that is told for the first time. @param toldTo the channels that hear of it */
export function newCause(
  { key, scope, family, flapping }: Pick<Cause, 'key' | 'scope' | 'family' | 'flapping'>,
  members: readonly Incident[],
  toldTo: readonly string[],
  now: UtcDateTime,
): Cause {
  const at = isoOf(now);
  // written out, since a storm may make ten thousand
  return {
    key,
    scope,
    family,
    flapping,
    since: members.reduce((first, { since }) => (since < first ? since : first), at),
    severity: worstOf(members),
    verdict: verdictOf(members),
    reason: reasonOf(members),
    most: members.length,
    toldAt: at,
    toldAffected: members.length,
    toldRegions: regionsOf(members),
    toldTo,
    timeline: [{ at, event: flapping ? 'flapping' : 'stopped', affected: members.length }],
    endings: NO_ENDINGS,
  };
}

export function worstOf(members: readonly Incident[]): ToldSeverity {
  const worst = members.reduce<Severity>(
    (most, { severity }) => (severityRank(severity) > severityRank(most) ? severity : most),
    'info',
  );
  return worst === 'none' ? 'info' : worst;
}

/** `stopped` when any is: it is the worse half of its family. */
export function verdictOf(members: readonly Incident[]): VerdictKind {
  return members.some(({ verdict }) => verdict === 'stopped') ? 'stopped' : (members[0]?.verdict ?? 'unknown');
}

export function reasonOf(members: readonly Incident[]): string {
  const reasons = new Set(members.map(({ reason }) => reason));
  return reasons.size === 1 ? (members[0]?.reason ?? NO_REASON) : 'several';
}

export function regionsOf(members: readonly Incident[]): string[] {
  return [...new Set(members.map(({ region }) => region).filter((region) => region !== ''))].sort();
}
