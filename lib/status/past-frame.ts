import type { Language } from '../alerts/text/compose.ts';
import type { MonitorReport } from '../answers/report.ts';
import type { UtcDateTime } from '../base/time.ts';
import { isoOf } from '../monitor/instants.ts';
import type { PastDocument, Period, ReachView, WantedView } from './past-documents.ts';
import type { Show } from './showing.ts';

/** What is asked of the past. */
export interface PastView {
  readonly language: Language;
  readonly period: Period;
  readonly periods: readonly Period[];
  readonly wanted: WantedView;
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
}

const MOST_GAPS = 50;

/** What every document of the past begins with. */
export function pastFrame(
  { language, period, periods, wanted, from, until }: PastView,
  monitor: MonitorReport,
  show: Show,
): PastDocument {
  const { region, host, verdict, name } = wanted;
  return {
    version: 1,
    at: isoOf(until),
    language,
    period,
    periods,
    from: isoOf(from),
    until: isoOf(until),
    wanted: { region: show(region), host: show(host), verdict: show(verdict), name: show(name) },
    journal: reachView(monitor),
  };
}

function reachView({ begins, sweeps, incompleteSweeps, leftOut, gaps, watched }: MonitorReport): ReachView {
  const gapsLeftOut = Math.max(0, gaps.length - MOST_GAPS);
  return { begins, sweeps, incompleteSweeps, leftOut, gaps: gaps.slice(gapsLeftOut), gapsLeftOut, watched };
}
