import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { asOfLines } from '../../../bin/terminal/as-of.ts';
import { textOf } from '../../../bin/terminal/shown.ts';
import { parseUtc, type UtcDateTime } from '../../../lib/base/time.ts';
import type { MetricName } from '../../../lib/monitor/metric-catalogue.ts';
import { packPoints } from '../../../lib/state/packed-points.ts';
import { usableOf } from '../../../lib/state/snapshot.ts';
import { aSnapshot } from '../../state/a-snapshot.ts';

const AS_OF = '2026-03-01T08:00:00.000Z';

function utc(text: string): UtcDateTime {
  const time = parseUtc(text);
  if (time === null) throw new Error(`${text} is no time`);
  return time;
}

const NOW = utc('2026-03-01T08:02:00Z');

function incident(phase: string) {
  const texts = { key: 'monitor', region: '', taskId: '', name: 'relaywatch', source: '', destination: '' };
  const times = { since: '2026-03-01T07:50:00.000Z', lastFaultAt: AS_OF, lastSeenAt: AS_OF };
  const fault = { verdict: 'monitor-blind', reason: 'page-failed', severity: 'warning', causeKey: null };
  return { ...texts, ...times, ...fault, phase, down: true, stops: [], stopCount: 0, lostSeconds: 0 };
}

interface Kept {
  readonly points?: Partial<Record<MetricName, number>>;
  readonly pointsAt?: string;
  readonly incidents?: readonly unknown[];
}

function said({ points, pointsAt = '2026-03-01T08:00:12Z', incidents = [] }: Kept, now = NOW): string[] {
  const rows = Object.entries(points ?? {}).map(([name, value]) => ({
    ...{ name: name as MetricName, value, unit: 'None' as const, dimensions: {} },
  }));
  const watched = { asOf: AS_OF, incidents, causes: [], silences: [], mutes: [] };
  const kept = points ? { points: packPoints({ at: utc(pointsAt), points: rows }) } : {};
  return asOfLines(usableOf(aSnapshot(1, { watch: watched, ...kept })), now).map((shown) =>
    stripVTControlCharacters(textOf(shown)),
  );
}

describe('what the incidents are as of', () => {
  it.each([
    ['a complete sweep', { points: { SweepComplete: 1 } }, 'complete'],
    ['an incomplete sweep', { points: { SweepComplete: 0 } }, 'incomplete: what was not seen may have changed'],
    ['a sweep without its numbers', {}, 'not known to be complete: the sweep has not come to its end'],
    [
      'numbers of the sweep before',
      { points: { SweepComplete: 1 }, pointsAt: '2026-03-01T07:59:00Z' },
      'not known to be complete: the sweep has not come to its end',
    ],
  ] as const)('is the time of the sweep, its age and whether it was complete: %s', (_, kept, verdict) => {
    expect(said(kept)).toEqual([`as of ${AS_OF} (2 minutes ago), ${verdict}`]);
  });

  it.each([
    ['2026-03-01T08:00:01Z', '1 second ago'],
    ['2026-03-01T11:30:00Z', '3 hours ago'],
    ['2026-03-05T08:00:00Z', '4 days ago'],
    ['2026-03-01T07:59:30Z', 'in 30 seconds'],
  ])('says the age at %s', (now, age) => {
    expect(said({ points: { SweepComplete: 1 } }, utc(now))).toEqual([`as of ${AS_OF} (${age}), complete`]);
  });

  it('says since when relaywatch is blind, once that is open', () => {
    const points = { SweepComplete: 0 };
    expect(said({ points, incidents: [incident('pending')] })).toHaveLength(1);
    expect(said({ points, incidents: [incident('quiet')] })).toHaveLength(1);
    expect(said({ points, incidents: [incident('open')] })[1]).toBe(
      '! monitor-blind since 2026-03-01T07:50:00.000Z: page-failed',
    );
  });

  it('says that the state was broken', () => {
    expect(said({ points: { SweepComplete: 1, StateBroken: 0 } })).toHaveLength(1);
    expect(said({ points: { SweepComplete: 1, StateBroken: 1 } })[1]).toBe(
      '! state-broken: the sweep could not load or save its state; `relaywatch check` says why',
    );
  });

  it('says that there was no sweep', () => {
    expect(asOfLines(null, NOW).map(textOf)).toEqual(['no sweep has saved its state yet']);
    expect(asOfLines(usableOf(aSnapshot(1, { watch: null })), NOW).map(textOf)).toEqual([
      'no sweep has saved its state yet',
    ]);
  });
});
