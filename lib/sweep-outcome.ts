import type { Delivery } from './alerts/deliver.ts';
import type { PagesResult } from './live/pages.ts';
import type { Log } from './log.ts';
import type { PublishResult } from './metrics/backend.ts';
import { isActive } from './monitor/causes.ts';
import type { SweepFacts } from './monitor/metric-points.ts';
import type { Tally } from './monitor/tally.ts';
import type { Watched } from './monitor/watch.ts';
import type { SweepSummary } from './sweep-summary.ts';

interface Deps {
  readonly log: Log;
}

/** What a sweep that came to its end has to say. */
export function summaryOf(
  tally: Tally,
  pages: PagesResult,
  facts: SweepFacts,
  watched: Watched,
  metrics: readonly PublishResult[],
  deliveries: readonly Delivery[],
): SweepSummary {
  const reasons = pages.walks.flatMap(({ walk, incompleteness }) =>
    incompleteness.map(({ code, text }) => `${walk.key}: ${code}: ${text}`),
  );
  const { complete, pages: pageCount, calls, throttled, durationMs } = facts;
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete, reasons, pages: pageCount, calls, throttled, durationMs },
    incidents: {
      open: watched.state.incidents.filter(isActive).length,
      opened: watched.opened.length,
      resolved: watched.ended.length,
    },
    metrics: metrics.map(({ rejected: _, ...outcome }) => outcome),
    alerts: deliveries.map(({ type, channel, sent, problem }) => ({
      type,
      ...(channel === type ? {} : { name: channel }),
      ok: problem === null,
      sent,
      ...(problem === null ? {} : { problem }),
    })),
  };
}

const NOTHING_SEEN: Pick<SweepSummary, 'metrics' | 'alerts' | 'incidents'> = {
  incidents: { open: 0, opened: 0, resolved: 0 },
  metrics: [],
  alerts: [],
};

/** Two sweeps must not share the ten calls a second: the second one leaves at once, and does not count as complete. */
export function heldByAnother(until: string, deps: Deps): SweepSummary {
  return skipped(`another sweep is under way (its lease ends at ${until})`, deps);
}

/** Platforms repeat timer events: what was told once is not told, counted or paid for twice. */
export function handledBefore(deps: Deps): SweepSummary {
  return skipped('an earlier sweep handled this timer event to its end', deps);
}

function skipped(reason: string, { log }: Deps): SweepSummary {
  log.warn('sweep_skipped', { problem: reason });
  const byStatus = { idle: 0, running: 0, recovering: 0, stopped: 0, exited: 0, unknown: 0 };
  return {
    tasks: { total: 0, byStatus, stoppedByReason: {} },
    sweep: { complete: false, reasons: [reason], pages: 0, calls: 0, throttled: 0, durationMs: 0 },
    ...NOTHING_SEEN,
  };
}

/** Another sweep took the lease over while this one ran: it tells, and this one stays silent. */
export function superseded(
  tally: Tally,
  { pages, calls, throttled, durationMs }: SweepFacts,
  { log }: Deps,
): SweepSummary {
  const reason = 'another sweep took over before this one could save; nothing was told';
  log.warn('sweep_superseded', { problem: reason });
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete: false, reasons: [reason], pages, calls, throttled, durationMs },
    ...NOTHING_SEEN,
  };
}
