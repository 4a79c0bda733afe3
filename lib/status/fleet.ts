import { isoOf } from '../monitor/instants.ts';
import { VERDICT_KINDS } from '../monitor/judge.ts';
import { TASK_STATUSES, type TaskStatus } from '../monitor/relay-task.ts';
import type { LastPoints } from '../state/packed-points.ts';
import type { FleetView, RegionView } from './document.ts';
import { pointsOf } from './numbers.ts';
import type { Show } from './showing.ts';

type ByStatus = RegionView['byStatus'];

/** The fleet of the last sweep, by region and status. Regions that it could not read are not there. */
export function fleetOf({ at, points }: LastPoints, show: Show): FleetView {
  const tasks = pointsOf(points, 'RelayTasks');
  const regions = [...new Set(tasks.map(({ dimensions }) => dimensions.Region ?? ''))].sort();
  const views = regions.map((region): RegionView => {
    const byStatus = countsBy(tasks.filter(({ dimensions }) => dimensions.Region === region));
    const stopped = pointsOf(points, 'StoppedRelays').filter(
      ({ dimensions, value }) => dimensions.Region === region && value > 0,
    );
    return {
      region: show(region),
      total: sumOf(byStatus),
      byStatus,
      stoppedByReason: Object.fromEntries(
        stopped.map(({ dimensions, value }) => [show(dimensions.Reason ?? ''), value]),
      ),
    };
  });
  const byStatus = countsBy(tasks);
  const verdicts = pointsOf(points, 'RelaysByVerdict').filter(
    ({ dimensions, value }) => value > 0 && VERDICT_KINDS.some((kind) => kind === dimensions.Verdict),
  );
  return {
    at: isoOf(at),
    total: sumOf(byStatus),
    byStatus,
    regions: views,
    byVerdict: Object.fromEntries(verdicts.map(({ dimensions, value }) => [dimensions.Verdict, value])),
  };
}

function countsBy(tasks: ReturnType<typeof pointsOf>): ByStatus {
  const counts: Partial<Record<TaskStatus, number>> = {};
  for (const status of TASK_STATUSES) {
    const here = tasks.filter(({ dimensions }) => dimensions.Status === status);
    counts[status] = here.reduce((sum, { value }) => sum + value, 0);
  }
  return counts;
}

function sumOf(byStatus: ByStatus): number {
  return Object.values(byStatus).reduce((sum, count) => sum + count, 0);
}
