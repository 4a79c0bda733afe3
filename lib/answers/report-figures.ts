import { clipChars } from '../base/cut.ts';
import type { ReportFigures, ReportLoss, ReportTimes } from '../monitor/report-figures.ts';
import type { Lost } from './availability.ts';
import type { Quantiles } from './quantiles.ts';
import type { Report } from './report.ts';

const WORST_TOLD = 3;
const LONGEST_NAME = 120;

/** The few figures of a report that a message carries. */
export function figuresOf({ outages, relays, availability, detect, repair, noise, monitor }: Report): ReportFigures {
  return {
    outages: outages.length,
    open: outages.filter(({ end }) => end === null).length,
    relays,
    lostMinutes: minutesOf(availability.lostSeconds),
    availability: availability.share,
    worstRelays: worst(availability.worstRelays),
    worstDestinations: worst(availability.worstDestinations),
    detectSeconds: timesOf(detect),
    repairSeconds: timesOf(repair),
    pages: noise.pages,
    monitor: {
      watched: monitor.watched,
      incompleteSweeps: monitor.incompleteSweeps,
      leftOut: monitor.leftOut,
    },
  };
}

function worst(all: readonly Lost[]): ReportLoss[] {
  return all.slice(0, WORST_TOLD).map(({ name, lostSeconds }) => ({
    name: clipChars(name, LONGEST_NAME),
    lostMinutes: minutesOf(lostSeconds),
  }));
}

function timesOf({ count, median, max }: Quantiles): ReportTimes {
  return { count, median, max };
}

function minutesOf(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}
