import type { UtcDateTime } from '../base/time.ts';
import type { AnswerEntry, JournalEntry } from '../monitor/journal-entry.ts';
import { type Availability, availabilityOf } from './availability.ts';
import { isPage, isRefused, type Outage, type OutageInFull, outagesInFull } from './outages.ts';
import { isFiltering, isWantedOutage, isWantedRelay, NO_FILTER, type PastFilter } from './past-filter.ts';
import { type Quantiles, quantilesOf } from './quantiles.ts';
import { type Reach, reachOf } from './reach.ts';
import { withStanding } from './standing.ts';
import { secondsBetween } from './times.ts';

/** How much on-call was bothered. */
export interface Noise {
  /** Messages that page, as channels took them: the same message to two channels counts twice. */
  readonly pages: number;
  readonly pagesPerCause: number | null;
  readonly causesPerDay: number;
  readonly byChannel: readonly { readonly channel: string; readonly pages: number; readonly refused: number }[];
}

/** How well relaywatch itself looked. */
export interface MonitorReport extends Reach {
  /** Sweeps in the journal: those with news, one an hour, and those that were not complete. */
  readonly sweeps: number;
  /** The part of the time in which it is known that it looked, 0 to 1. */
  readonly watched: number;
}

/** What `report --format json` prints. docs/operations.md describes it; within version 1 fields are only added. */
export interface Report {
  readonly version: 1;
  readonly from: string;
  readonly until: string;
  /** As of the last sweep; null when there was none. */
  readonly relays: number | null;
  readonly outages: readonly Outage[];
  /** In seconds: from a cause's first sighting to the first message that a channel took; to its end. */
  readonly detect: Quantiles;
  readonly repair: Quantiles;
  readonly noise: Noise;
  readonly availability: Availability;
  readonly monitor: MonitorReport;
}

const SECONDS_A_DAY = 86_400;

export interface ReportParts {
  /** What is open without any news in this time; see `standingEntries`. */
  readonly standing?: readonly JournalEntry[];
  /** Only what fits: then `relays` and the share of availability are not known. What is of the monitor stays whole. */
  readonly filter?: PastFilter;
}

/** What happened in a time, as the journal has it. Pure. @param entries oldest first */
export function reportOf(
  entries: readonly JournalEntry[],
  from: UtcDateTime,
  until: UtcDateTime,
  { standing = [], filter = NO_FILTER }: ReportParts = {},
): Report {
  const [start, end] = [from.toISO(), until.toISO()];
  const all = withStanding(entries, standing);
  const inFull = outagesInFull(all, end).filter((one) => isWantedOutage(one, filter));
  const outages = inFull.map(({ outage }) => outage);
  const relays = isFiltering(filter) ? null : (entries.findLast((one) => one.kind === 'sweep')?.relays ?? null);
  const wanted = isFiltering(filter) ? all.filter((one) => one.kind === 'incident' && isWantedRelay(one, filter)) : all;
  return {
    version: 1,
    from: start,
    until: end,
    relays,
    outages,
    detect: quantilesOf(outages.flatMap(({ detectSeconds }) => detectSeconds ?? [])),
    repair: quantilesOf(outages.filter((one) => one.end !== null).map(({ seconds }) => seconds)),
    noise: noiseOf(answersIn(all, inFull, filter), outages, secondsBetween(start, end)),
    availability: availabilityOf(wanted, { from: start, until: end, relays }),
    monitor: monitorOf(entries, from, until),
  };
}

/** Messages about no cause of the journal (a broken channel, the summary) count as well, unless some are wanted alone. */
function answersIn(
  entries: readonly JournalEntry[],
  wanted: readonly OutageInFull[],
  filter: PastFilter,
): readonly AnswerEntry[] {
  if (isFiltering(filter)) return wanted.flatMap(({ answers }) => answers);
  return entries.filter((one) => one.kind === 'answer');
}

function noiseOf(answers: readonly AnswerEntry[], outages: readonly Outage[], seconds: number): Noise {
  const byChannel = noiseByChannel(answers);
  const pages = byChannel.reduce((sum, one) => sum + one.pages, 0);
  const ofCauses = outages.reduce((sum, one) => sum + one.pages, 0);
  return {
    pages,
    pagesPerCause: outages.length === 0 ? null : ofCauses / outages.length,
    causesPerDay: seconds === 0 ? 0 : outages.length / (seconds / SECONDS_A_DAY),
    byChannel,
  };
}

/** The loudest first. */
function noiseByChannel(answers: readonly AnswerEntry[]): Noise['byChannel'] {
  const channels = new Map<string, { channel: string; pages: number; refused: number }>();
  for (const one of answers) {
    const { channel } = one;
    const count = channels.get(channel) ?? { channel, pages: 0, refused: 0 };
    if (isPage(one)) count.pages += 1;
    if (isRefused(one)) count.refused += 1;
    channels.set(channel, count);
  }
  return [...channels.values()].toSorted((a, b) => b.pages - a.pages || (a.channel < b.channel ? -1 : 1));
}

/** How well relaywatch looked in a time. */
export function monitorOf(entries: readonly JournalEntry[], from: UtcDateTime, until: UtcDateTime): MonitorReport {
  const reach = reachOf(entries, until);
  const whole = secondsBetween(from.toISO(), until.toISO());
  const before = secondsBetween(from.toISO(), reach.begins ?? until.toISO());
  const gaps = reach.gaps.reduce((sum, gap) => sum + secondsBetween(gap.from, gap.until), 0);
  const sweeps = entries.filter(({ kind }) => kind === 'sweep').length;
  return { ...reach, sweeps, watched: whole === 0 ? 0 : Math.max(0, 1 - (before + gaps) / whole) };
}
