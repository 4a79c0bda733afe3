import { parseUtc, type UtcDateTime } from '../base/time.ts';
import type { RawSnapshot } from './snapshot-forms.ts';
import type { LoadedState } from './store.ts';

export type Lease = NonNullable<RawSnapshot['lease']>;

export type LeaseAnswer =
  | { readonly acquired: true; readonly lease: Lease }
  /** Held by another sweep, until this time at the latest (ISO 8601, UTC). */
  | { readonly acquired: false; readonly until: string; readonly holder: string };

/** The clock difference beyond which a lease is not believed; at most the length of the lease itself. */
const LARGEST_SKEW_SECONDS = 60;

/**
 * Whether `holder` may sweep now. Pure: a lease is only held once it has been saved in the snapshot after `loaded`.
 * Since that snapshot can be created only once, it decides between two sweeps that ask at the same time.
 *
 * A sweep renews its own lease and takes over an expired one. A lease counts as expired if it cannot be read, or if it
 * ends later than its `ttl` plus a reasonable clock difference (one minute) allows. So nobody ever waits longer than
 * twice the `ttl`.
 *
 * Clocks: the end was written by the holder's clock and is compared with ours. If ours is ahead, or if the holder's is
 * ahead by more than that minute, the takeover comes too early, and two sweeps share the call rate for a while. Neither
 * can corrupt the state, since only one can create the next snapshot. Having no sweep for hours would be worse.
 */
export function leaseOf(
  loaded: Pick<LoadedState, 'snapshot'>,
  holder: string,
  now: UtcDateTime,
  ttl: { readonly seconds: number },
): LeaseAnswer {
  const held = loaded.snapshot?.lease ?? null;
  const longest = now.plus({ seconds: ttl.seconds });
  const end = held && held.holder !== holder ? endInForce(held, now, ttl.seconds) : null;
  if (held && end) return { acquired: false, until: (end < longest ? end : longest).toISO(), holder: held.holder };
  return { acquired: true, lease: newLease(holder, now, ttl) };
}

/** The lease that `holder` may take now. */
export function newLease(holder: string, now: UtcDateTime, ttl: { readonly seconds: number }): Lease {
  return { holder, expiresAt: now.plus({ seconds: ttl.seconds }).toISO() };
}

/** When the lease ends; null when it does not keep anybody out. */
function endInForce({ expiresAt }: Lease, now: UtcDateTime, ttlSeconds: number): UtcDateTime | null {
  const end = parseUtc(expiresAt);
  if (end === null) return null;
  const leftSeconds = end.diff(now).as('seconds');
  const fairSkew = Math.min(ttlSeconds, LARGEST_SKEW_SECONDS);
  return leftSeconds > 0 && leftSeconds <= ttlSeconds + fairSkew ? end : null;
}
