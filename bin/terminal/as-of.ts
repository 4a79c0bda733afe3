import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import { isActive } from '../../lib/monitor/incident.ts';
import type { MetricName } from '../../lib/monitor/metric-catalogue.ts';
import type { LastPoints } from '../../lib/state/packed-points.ts';
import type { Snapshot } from '../../lib/state/snapshot.ts';
import { line, type Shown, WARNING } from './shown.ts';

/** How reliable a state is: its age, whether everything was seen, and whether relaywatch itself has a problem. */
export function asOfLines(snapshot: Snapshot | null, now: UtcDateTime): Shown[] {
  if (!snapshot?.watch) return [line`no sweep has saved its state yet`];
  const { asOf, incidents } = snapshot.watch;
  const last = snapshot.points;
  // a sweep saves its faults before it tells of them, but its metrics only at its end: older ones are from the previous
  // sweep
  const points = last !== null && last.at.toMillis() >= Date.parse(asOf) ? last : null;
  const age = parseUtc(asOf)?.toRelative({ base: now, locale: 'en' }) ?? 'of unknown age';
  const blind = incidents.filter((one) => one.verdict === 'monitor-blind' && isActive(one));
  return [
    line`as of ${asOf} (${age}), ${completeness(points)}`,
    ...blind.map(({ since, reason }) => line`${WARNING} monitor-blind since ${since}: ${reason}`),
    ...(numberOf(last, 'StateBroken') === 1
      ? [line`${WARNING} state-broken: the sweep could not load or save its state; \`relaywatch check\` says why`]
      : []),
  ];
}

function completeness(points: LastPoints | null): string {
  const complete = numberOf(points, 'SweepComplete');
  if (complete === undefined) return 'not known to be complete: the sweep has not come to its end';
  return complete === 1 ? 'complete' : 'incomplete: what was not seen may have changed';
}

function numberOf(last: LastPoints | null, name: MetricName): number | undefined {
  return last?.points.find((one) => one.name === name)?.value;
}
