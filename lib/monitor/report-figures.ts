/** Seconds: how long it usually took and how long at worst, null without any; and of how many. */
export interface ReportTimes {
  readonly count: number;
  readonly median: number | null;
  readonly max: number | null;
}

/** What a relay, or the relays to one destination, lost. */
export interface ReportLoss {
  readonly name: string;
  readonly lostMinutes: number;
}

/** The figures of a time that a message carries: few enough for a chat, and as plain data for machines. */
export interface ReportFigures {
  /** Causes that were open at any time, and those of them that still were at the end. */
  readonly outages: number;
  readonly open: number;
  /** Relays as of the last sweep; null when there was none. */
  readonly relays: number | null;
  readonly lostMinutes: number;
  /** The part of the time that all relays together were up, 0 to 1; null when it is not known how many there are. */
  readonly availability: number | null;
  /** At most three each, the worst first. */
  readonly worstRelays: readonly ReportLoss[];
  readonly worstDestinations: readonly ReportLoss[];
  readonly detectSeconds: ReportTimes;
  readonly repairSeconds: ReportTimes;
  /** Messages that paged somebody. */
  readonly pages: number;
  readonly monitor: {
    /** The part of the time in which relaywatch is known to have looked, 0 to 1. */
    readonly watched: number;
    readonly incompleteSweeps: number;
    /** What the journal had no room for: with any, the figures may be too low. */
    readonly leftOut: number;
  };
}

/** What a report says of its time. */
export interface ReportFacts {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
  /** Null when the journal could not be read. */
  readonly figures: ReportFigures | null;
  /** Why it could not be read, without secrets; else null. */
  readonly problem: string | null;
}
