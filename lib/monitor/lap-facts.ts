import { durationMsOf, type Lap, type LastLap, type ListProblem, pagesOf, standingOf } from './lap.ts';

/** How far the lap has come, and what the last one took. */
export interface LapProgress {
  /** ISO 8601, UTC. */
  readonly beganAt: string;
  readonly sweeps: number;
  readonly pagesRead: number;
  /** By the latest Totals; those of lists that no lap has read yet are not in it. */
  readonly pagesToRead: number;
  readonly ageSeconds: number;
  /** Null before the first one has ended. */
  readonly last: {
    readonly seconds: number;
    readonly sweeps: number;
    readonly pages: number;
    readonly complete: boolean;
    readonly overlooked: number;
  } | null;
  /**
   * From a change until the lists show it, at most, as the laps are now: the longer of the last lap and the one that is
   * under way. Null before the first one has ended.
   */
  readonly seenWithinSeconds: number | null;
}

export interface LapFigures extends LapProgress {
  /** Relays that matter more than the rest, and how many of them were asked for by id, beside the lists. */
  readonly priority: { readonly wanted: number; readonly asked: number };
}

export interface LapFacts {
  readonly complete: boolean;
  readonly problems: readonly ListProblem[];
  readonly figures: LapFigures;
  /** The lap whose counts are published; null before the first one has ended. */
  readonly counted: LastLap | null;
}

interface SweptLap {
  readonly longestMs: number;
  /** Places of a page. */
  readonly pageSize: number;
  readonly priority: LapFigures['priority'];
}

/** What a sweep says of the laps. Pure. */
export function lapFactsOf(lap: Lap, nowMs: number, { longestMs, pageSize, priority }: SweptLap): LapFacts {
  return {
    ...standingOf(lap, nowMs, longestMs),
    figures: { ...lapProgressOf(lap, nowMs, pageSize), priority },
    counted: lap.last,
  };
}

/** The facts of a sweep that are told of laps: a part of the lists says little by itself. */
export function sweepFactsOf({ complete, problems, counted, figures }: LapFacts) {
  return {
    complete,
    exact: counted?.exact ?? false,
    overlooked: counted?.overlooked ?? 0,
    countedRegions: [...new Set(counted?.counts.classes.map(({ region }) => region))],
    lap: figures,
    lapProblems: problems,
  };
}

/** How a lap stands at a time. @param pageSize places of a page */
export function lapProgressOf({ beganAt, sweeps, lists, last }: Lap, nowMs: number, pageSize: number): LapProgress {
  const ageSeconds = Math.max(0, Math.round((nowMs - Date.parse(beganAt)) / 1_000));
  const seconds = last && Math.round(durationMsOf(last) / 1_000);
  const isUnderWay = Object.values(lists).some(({ next }) => next !== null);
  return {
    beganAt,
    sweeps,
    pagesRead: pagesOf(lists),
    pagesToRead: Object.values(lists).reduce((sum, { soFar }) => sum + Math.ceil((soFar?.total ?? 0) / pageSize), 0),
    ageSeconds,
    last: last && {
      seconds: seconds ?? 0,
      sweeps: last.sweeps,
      pages: last.pages,
      complete: last.complete,
      overlooked: last.overlooked,
    },
    seenWithinSeconds: seconds === null ? null : Math.max(seconds, isUnderWay ? ageSeconds : 0),
  };
}
