import { parseUtc, type UtcDateTime } from '../time.ts';
import type { Snapshot } from './snapshot.ts';
import type { LoadedState } from './store.ts';

export type Lease = NonNullable<Snapshot['lease']>;

export type LeaseAnswer =
  | { readonly acquired: true; readonly lease: Lease }
  /** Somebody else's, until that time (ISO 8601, UTC, by that one's clock). */
  | { readonly acquired: false; readonly until: string; readonly holder: string };

/** How far apart clocks may be before a lease is no longer believed. Services refuse signatures of about this age too. */
const LARGEST_SKEW_SECONDS = 15 * 60;

/**
 * Whether `holder` may sweep now. Pure: a lease is only held once it was saved, in the snapshot after `loaded`; that
 * this one can be created once is what decides between two that ask at the same time.
 *
 * An own lease is renewed, an expired one is taken over, and one that cannot be read, or that ends further ahead than
 * its `ttl` and any fair difference of clocks (15 minutes) allow, counts as expired.
 *
 * Clocks: the end was written by the holder's clock and is compared with ours. Where ours is ahead, a takeover comes
 * that much too early, and for so long two sweeps share the calls a second; neither can tear the state, as only one can
 * create the next snapshot. Where the holder's is ahead, a dead holder is waited for that much longer.
 */
export function leaseOf(
  loaded: Pick<LoadedState, 'snapshot'>,
  holder: string,
  now: UtcDateTime,
  ttl: { readonly seconds: number },
): LeaseAnswer {
  const held = loaded.snapshot?.lease ?? null;
  if (held && held.holder !== holder && isInForce(held, now, ttl.seconds)) {
    return { acquired: false, until: held.expiresAt, holder: held.holder };
  }
  return { acquired: true, lease: { holder, expiresAt: now.plus({ seconds: ttl.seconds }).toISO() } };
}

function isInForce({ expiresAt }: Lease, now: UtcDateTime, ttlSeconds: number): boolean {
  const end = parseUtc(expiresAt);
  if (end === null) return false;
  const leftSeconds = end.diff(now).as('seconds');
  return leftSeconds > 0 && leftSeconds <= ttlSeconds + LARGEST_SKEW_SECONDS;
}
