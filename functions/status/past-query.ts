import { NO_FILTER, type PastFilter } from '../../lib/answers/past-filter.ts';
import { GLOB_LENGTH_MAX } from '../../lib/monitor/matching.ts';
import { FAULT_KINDS } from '../../lib/monitor/policy.ts';
import { PERIODS, type Period } from '../../lib/status/past-documents.ts';

export type PastPage = 'history' | 'reliability';

/** What a query asks of the past. */
export interface PastQuery {
  readonly period: Period;
  /** Those that can be asked for. */
  readonly periods: readonly Period[];
  readonly wanted: PastFilter;
  readonly page: number;
  readonly cause: string | undefined;
  /** What could not be understood and was passed over: a program is told, a reader sees what is shown instead. */
  readonly problem: string | null;
}

const DAYS: Readonly<Record<Period, number>> = { '24h': 1, '7d': 7, '30d': 30 };
const PERIODS_OF: Readonly<Record<PastPage, readonly Period[]>> = {
  history: PERIODS.filter((period) => period !== '30d'),
  reliability: PERIODS,
};
/** Names in a query that a link to another page, period or language keeps. */
const KEPT = ['period', 'region', 'host', 'verdict', 'name', 'page', 'relay', 'cause', 'at'] as const;
const MOST_PAGES = 10_000;

export function daysOf(period: Period): number {
  return DAYS[period];
}

/** Times that the journal is kept for; the shortest in any case. */
export function periodsWithin(keepDays: number, all: readonly Period[] = PERIODS): readonly Period[] {
  return all.filter((period) => period === '24h' || DAYS[period] <= keepDays);
}

/** Reads a query. @param keepDays how long the journal is kept */
export function pastQueryOf(query: URLSearchParams, page: PastPage, keepDays: number): PastQuery {
  const periods = periodsWithin(keepDays, PERIODS_OF[page]);
  const period = oneOf(periods, query.get('period') ?? '24h');
  const verdict = oneOf(['', ...FAULT_KINDS], query.get('verdict') ?? '');
  const wanted = { ...NO_FILTER, ...globsIn(query), verdict: verdict ?? '' };
  const pageText = query.get('page') ?? '1';
  const number = /^\d{1,5}$/.test(pageText) ? Number(pageText) : 0;
  const isPage = number >= 1 && number <= MOST_PAGES;
  const problem =
    period === undefined
      ? `period has to be one of ${periods.join(', ')}`
      : verdict === undefined
        ? `verdict has to be one of ${FAULT_KINDS.join(', ')}`
        : isTooLong(query)
          ? `region, host and name have ${GLOB_LENGTH_MAX} characters at most`
          : isPage
            ? null
            : 'page has to be a number from 1';
  return {
    period: period ?? '24h',
    periods,
    wanted,
    page: isPage ? number : 1,
    cause: query.get('cause') ?? undefined,
    problem,
  };
}

/** The part of a query that links keep. */
export function keptQuery(query: URLSearchParams): string {
  const kept = KEPT.flatMap((name) => {
    const value = query.get(name) ?? '';
    return value === '' ? [] : [[name, value.slice(0, GLOB_LENGTH_MAX)]];
  });
  return new URLSearchParams(kept).toString();
}

function globsIn(query: URLSearchParams): Pick<PastFilter, 'region' | 'host' | 'name'> {
  // nobody means the blanks around a word
  const glob = (name: string) => (query.get(name) ?? '').trim().slice(0, GLOB_LENGTH_MAX);
  return { region: glob('region'), host: glob('host'), name: glob('name') };
}

function isTooLong(query: URLSearchParams): boolean {
  return ['region', 'host', 'name'].some((name) => (query.get(name) ?? '').trim().length > GLOB_LENGTH_MAX);
}

function oneOf<Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}
