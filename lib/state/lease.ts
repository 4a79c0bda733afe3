import { parseUtc, type UtcDateTime } from '../base/time.ts';
import type { RawSnapshot } from './snapshot-forms.ts';
import type { LoadedState } from './store.ts';

export type Lease = NonNullable<RawSnapshot['lease']>;

export type LeaseAnswer =
  | { readonly acquired: true; readonly lease: Lease }
  /** Somebody else's, until that time at the latest (ISO 8601, UTC). */
  | { readonly acquired: false; readonly until: string; readonly holder: string };

/** How far apart clocks may be before a lease is no longer believed; no more than the lease itself. */
const LARGEST_SKEW_SECONDS = 60;

/**
 * Whether `holder` may sweep now. Pure: a lease is only held once it was saved, in the snapshot after `loaded`; that
 * this one can be created once is what decides between two that ask at the same time.
 *
 * An own lease is renewed, an expired one is taken over, and one that cannot be read, or that ends further ahead than
 * its `ttl` and any fair difference of clocks (a minute) allow, counts as expired. So nobody is ever waited for longer
 * than twice the `ttl`.
 *
 * Clocks: the end was written by the holder's clock and is compared with ours. Where ours is ahead, or the holder's is
 * ahead by more than that minute, a takeover comes too early, and for so long two sweeps share the calls a second;
 * neither can tear the state, as only one can create the next snapshot. No sweep for hours would be worse.
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

/** What `holder` may hold as of now. */
export function newLease(holder: string, now: UtcDateTime, ttl: { readonly seconds: number }): Lease {
  return { holder, expiresAt: now.plus({ seconds: ttl.seconds }).toISO() };
}

/** When it ends; null when it does not keep anybody out. */
function endInForce({ expiresAt }: Lease, now: UtcDateTime, ttlSeconds: number): UtcDateTime | null {
  const end = parseUtc(expiresAt);
  if (end === null) return null;
  const leftSeconds = end.diff(now).as('seconds');
  const fairSkew = Math.min(ttlSeconds, LARGEST_SKEW_SECONDS);
  return leftSeconds > 0 && leftSeconds <= ttlSeconds + fairSkew ? end : null;
}
