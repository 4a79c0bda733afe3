import { type RawSnapshot, SNAPSHOT_VERSION } from '../../lib/state/snapshot-forms.ts';

/** A snapshot with something in every part; `page` tells one from another. */
export function aSnapshot(page = 1, parts: Partial<RawSnapshot> = {}): RawSnapshot {
  return {
    version: SNAPSHOT_VERSION,
    savedAt: '2026-03-01T08:00:00.000Z',
    cursor: { walk: 'cn-shanghai', page },
    pacers: { DescribeLivePullToPushList: { shortestMs: 70.5, samples: 12 } },
    lease: { holder: 's-20260301T080000000Z', expiresAt: '2026-03-01T08:01:00.000Z' },
    watch: { asOf: '2026-03-01T08:00:00.000Z', incidents: [{ key: 'a/b', name: '直播 "x" \u2028 <&>' }] },
    outbox: { pending: [], receipts: [], channels: [] },
    lists: { later: { x: [1, null, 'y'] } },
    ...parts,
  };
}
