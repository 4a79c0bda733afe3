import type { LatencyOptions } from '../../stand-ins/live/latency.ts';

/** The networks of the claims: round trip ± standard-deviation-like spread, as the stand-in plays them. */
export const NETWORKS = {
  calm: { rttMs: 70, jitterMs: 2 },
  WAN: { rttMs: 110, jitterMs: 15 },
  far: { rttMs: 270, jitterMs: 30 },
  /** Nothing but this machine: no wait is played. */
  loopback: { rttMs: 0, jitterMs: 0 },
  tail: { rttMs: 110, jitterMs: 15, tail: { share: 0.02, extraMs: 3_000 } },
} as const satisfies Record<string, LatencyOptions>;

export type NetworkName = keyof typeof NETWORKS;
