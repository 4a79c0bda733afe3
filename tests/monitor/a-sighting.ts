import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { Incident, Sighting } from '../../lib/monitor/incident.ts';
import { advance, type Evidence } from '../../lib/monitor/incidents.ts';
import type { Verdict } from '../../lib/monitor/judge.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/monitor/policy.ts';

export const NOON = parseUtc('2026-03-02T12:00:00Z') as UtcDateTime;

/** An instant, in seconds after noon. */
export const later = (seconds: number): UtcDateTime => NOON.plus({ seconds });

export const VERDICTS = {
  healthy: { kind: 'healthy', severity: 'none', reason: 'none' },
  stopped: { kind: 'stopped', severity: 'critical', reason: 'UnknownError' },
  pull: { kind: 'stopped', severity: 'critical', reason: 'PullStreamFailed' },
  push: { kind: 'stopped', severity: 'critical', reason: 'PushStreamFailed' },
  unexplained: { kind: 'stopped', severity: 'critical', reason: 'none' },
  recovering: { kind: 'recovering', severity: 'warning', reason: 'none' },
  missed: { kind: 'missed-start', severity: 'critical', reason: 'none' },
  byUser: { kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' },
  finished: { kind: 'finished', severity: 'none', reason: 'none' },
  unknown: { kind: 'unknown', severity: 'warning', reason: 'status 7' },
} as const satisfies Record<string, Verdict>;

/** A relay as it was seen: started long ago, ending long after. */
export function aSighting(id: string, verdict: Verdict, parts: Partial<Sighting> = {}): Sighting {
  const region = parts.region ?? 'cn-shanghai';
  return {
    key: `${region}/${id}`,
    region,
    taskId: id,
    name: id,
    source: 'rtmp://source-1.example.com',
    destination: 'rtmp://push-1.example.com',
    verdict,
    retryBudgetSeconds: null,
    startMs: NOON.minus({ days: 1 }).toMillis(),
    endMs: NOON.plus({ days: 30 }).toMillis(),
    ...parts,
  };
}

export const evidence = (sightings: readonly Sighting[], gone: readonly string[] = []): Evidence => ({
  sightings,
  gone: new Set(gone),
});

export interface Moment {
  /** Seconds after noon. */
  readonly at: number;
  /** What is seen of relay `r`; absent: it is not observed. */
  readonly sees?: Verdict | Sighting;
  readonly gone?: boolean;
  readonly trusted?: boolean;
  /** As of now; absent: that of the whole life. */
  readonly policy?: Policy;
}

/** One relay over time: what became of its incident at each moment. */
export function live(
  moments: readonly Moment[],
  { policy = DEFAULT_POLICY, firstSweep = false }: { readonly policy?: Policy; readonly firstSweep?: boolean } = {},
) {
  let incidents: readonly Incident[] = [];
  return moments.map(({ at, sees, gone = false, trusted = true, policy: newer }, index) => {
    const sightings = sees === undefined ? [] : ['key' in sees ? sees : aSighting('r', sees)];
    const seen = evidence(sightings, gone ? ['cn-shanghai/r'] : []);
    const advanced = advance(incidents, seen, newer ?? policy, later(at), {
      firstSweep: firstSweep && index === 0,
      trusted,
    });
    incidents = advanced.incidents;
    const [incident = null] = incidents;
    return {
      incident,
      phase: incident?.phase ?? null,
      opened: advanced.opened.length > 0,
      ending: advanced.ended[0]?.ending ?? null,
    };
  });
}
