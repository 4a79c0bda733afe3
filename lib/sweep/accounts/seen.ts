import type { UtcDateTime } from '../../base/time.ts';
import type { AccountSeen } from '../../monitor/accounts-behind.ts';
import { lateAfterSeconds, UNDELIVERED_SECONDS } from '../../monitor/health-limits.ts';
import { isActive } from '../../monitor/incident.ts';
import { secondsFrom } from '../../monitor/instants.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import { undeliveredSince } from '../../monitor/outbox.ts';
import { type Snapshot, usableOf } from '../../state/snapshot.ts';
import type { StateStore } from '../../state/store.ts';

/** How an account is watched, by the state that its sweeps leave. Does not throw. */
export async function accountSeen(
  name: string,
  store: Pick<StateStore, 'load'>,
  intervalSeconds: number,
  now: UtcDateTime,
  signal?: AbortSignal,
): Promise<AccountSeen> {
  try {
    return { name, fault: faultOf(usableOf((await store.load(signal)).snapshot), intervalSeconds, now) };
  } catch {
    // what a store throws is for the account's own sweeps to tell
    return { name, fault: 'state-unreadable' };
  }
}

/** What only somebody outside of the account can see, worst first. Its own channels hear of the rest. */
function faultOf(snapshot: Snapshot | null, intervalSeconds: number, now: UtcDateTime): string | null {
  const last = snapshot?.points ?? null;
  if (snapshot === null || last === null) return 'never-swept';
  if (now.diff(last.at).as('seconds') > lateAfterSeconds(intervalSeconds)) return 'late';
  const incidents = snapshot.watch?.incidents ?? [];
  if (incidents.some((one) => one.verdict === 'monitor-blind' && isActive(one)))
    return commonestError(last.points) ?? 'blind';
  const waiting = undeliveredSince(snapshot.outbox).some((at) => secondsFrom(at, now) > UNDELIVERED_SECONDS);
  return waiting ? 'undelivered' : null;
}

/** Live's own code says more than that a list could not be read. */
function commonestError(points: readonly MetricPoint[]): string | null {
  const errors = points.filter(({ name, value }) => name === 'ApiErrors' && value > 0);
  const [most] = errors.toSorted((a, b) => b.value - a.value);
  if (most) return most.dimensions.Code ?? null;
  return points.some(({ name, value }) => name === 'ApiThrottles' && value > 0) ? 'throttled' : null;
}
