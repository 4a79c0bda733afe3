import { short } from '../../base/cut.ts';
import type { ReportFacts, ReportFigures, ReportLoss } from '../../monitor/report-figures.ts';

/** A report as texts tell it: times and shares written out, every text visible and short. */
export interface ToldReport {
  /** `2026-03-02 01:00`, UTC. */
  readonly from: string;
  readonly until: string;
  readonly figures: ToldFigures | null;
  readonly problem: string | null;
}

export interface ToldFigures
  extends Pick<ReportFigures, 'outages' | 'open' | 'relays' | 'detectSeconds' | 'repairSeconds' | 'pages'> {
  readonly lostMinutes: string;
  /** `99.998 %`; null when not known. */
  readonly availability: string | null;
  readonly worstRelays: readonly ToldLoss[];
  readonly worstDestinations: readonly ToldLoss[];
  readonly watched: string;
  readonly incompleteSweeps: number;
  readonly leftOut: number;
}

export interface ToldLoss {
  readonly name: string;
  readonly minutes: string;
}

const WORST_TOLD = 3;

export function toldReport({ from, until, figures, problem }: ReportFacts): ToldReport {
  return {
    from: minuteOf(from),
    until: minuteOf(until),
    figures: figures && toldFigures(figures),
    problem: problem === null ? null : short(problem, 300),
  };
}

function toldFigures(figures: ReportFigures): ToldFigures {
  const { lostMinutes, availability, worstRelays, worstDestinations, monitor, ...counts } = figures;
  return {
    ...counts,
    lostMinutes: lostMinutes.toFixed(1),
    availability: availability === null ? null : percent(availability),
    worstRelays: worstRelays.slice(0, WORST_TOLD).map(toldLoss),
    worstDestinations: worstDestinations.slice(0, WORST_TOLD).map(toldLoss),
    watched: percent(monitor.watched),
    incompleteSweeps: monitor.incompleteSweeps,
    leftOut: monitor.leftOut,
  };
}

function toldLoss({ name, lostMinutes }: ReportLoss): ToldLoss {
  return { name: short(name, 80), minutes: lostMinutes.toFixed(1) };
}

/** More than binary numbers are wrong by, and less than the loss of one second in a year of a million relays. */
const ROUNDING = 1e-9;

/** Never 100 % when something was lost. */
export function percent(share: number): string {
  return `${(Math.floor(share * 100_000 + ROUNDING) / 1_000).toFixed(3)} %`;
}

export function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
