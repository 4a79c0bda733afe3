import type { Language } from '../alerts/text/compose.ts';
import type { CauseScope } from '../monitor/notification.ts';

/*
 * What `/api/v1/history` and `/api/v1/reliability` give and their pages show: the same figures. docs/status.md describes them; within
 * version 1 fields are only added. Times are ISO 8601 in UTC. Texts from outside are one visible line each, and still no markup.
 */

/** Times to look back, the longest last. */
export const PERIODS = ['24h', '7d', '30d'] as const;
export type Period = (typeof PERIODS)[number];

/** Of which relays and causes; empty texts want all. */
export interface WantedView {
  readonly region: string;
  readonly host: string;
  readonly verdict: string;
  readonly name: string;
}

/** What both have in common. */
export interface PastDocument {
  readonly version: 1;
  readonly at: string;
  readonly language: Language;
  readonly period: Period;
  /** Those that can be asked for: no longer than the journal is kept. */
  readonly periods: readonly Period[];
  readonly from: string;
  readonly until: string;
  readonly wanted: WantedView;
  readonly journal: ReachView;
}

/** How far the journal reaches. */
export interface ReachView {
  /** Its first entry; null when it has none of this time. */
  readonly begins: string | null;
  readonly sweeps: number;
  readonly incompleteSweeps: number;
  /** Entries about single relays, mostly, that there was no room for. */
  readonly leftOut: number;
  /** Times without a sweep, the last ones. */
  readonly gaps: readonly { readonly from: string; readonly until: string }[];
  readonly gapsLeftOut: number;
  /** The part of the time in which it is known that relaywatch looked, 0 to 1. */
  readonly watched: number;
}

export interface HistoryDocument extends PastDocument {
  /** The cause that was asked for alone; null for all. */
  readonly cause: string | null;
  /** The newest first. */
  readonly causes: readonly PastCause[];
  /** Causes of this time that fit, on all pages. */
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Faults of relays that belong to no cause: a mute held them, or they were there before watching began. The newest first. */
  readonly relays: readonly PastRelay[];
  readonly relaysLeftOut: number;
  /** Regions that occur, for a choice. */
  readonly regions: readonly string[];
}

export interface PastCause {
  readonly key: string;
  readonly scope: CauseScope;
  readonly severity: string;
  readonly verdict: string;
  readonly reason: string;
  readonly since: string;
  /** Null while it goes on. */
  readonly until: string | null;
  readonly seconds: number;
  /** Relays that it had at most at once, or in all where more are known by name. */
  readonly affected: number;
  readonly members: readonly PastRelay[];
  readonly membersLeftOut: number;
  /** Messages that channels took, by channel. */
  readonly told: readonly { readonly channel: string; readonly messages: number }[];
  readonly pages: number;
  /** Messages that channels did not take. */
  readonly refused: number;
  readonly detectSeconds: number | null;
  /** Of a cause that is asked for alone, else empty: what happened, oldest first. */
  readonly events: readonly PastEvent[];
  readonly eventsLeftOut: number;
}

export interface PastRelay {
  /** Region and task id. */
  readonly key: string;
  readonly region: string;
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  readonly verdict: string;
  readonly reason: string;
  readonly severity: string;
  readonly since: string;
  readonly until: string | null;
}

/** What happened to a cause, or how a channel answered to a message about it. */
export type PastEvent =
  | {
      readonly at: string;
      readonly event: 'began' | 'changed' | 'over';
      readonly affected: number;
      readonly severity: string;
    }
  | {
      readonly at: string;
      /** `unclear`: it was not taken, but may have been heard. */
      readonly event: 'told' | 'refused' | 'unclear';
      readonly channel: string;
      readonly message: string;
      /** The receipt, or why it was not taken. */
      readonly said: string;
    };

/** In seconds. */
export interface TimesView {
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly max: number | null;
}

export interface LostView {
  readonly name: string;
  readonly lostSeconds: number;
  readonly relays: number;
}

export interface ReliabilityDocument extends PastDocument {
  /** As of the last sweep; null when not known, and of a choice. */
  readonly relays: number | null;
  readonly causes: number;
  /** From a cause's first sighting to the first message that a channel took; to its end. */
  readonly detect: TimesView;
  readonly repair: TimesView;
  readonly noise: {
    readonly pages: number;
    readonly pagesPerCause: number | null;
    readonly causesPerDay: number;
    readonly byChannel: readonly { readonly channel: string; readonly pages: number; readonly refused: number }[];
  };
  readonly availability: {
    readonly lostSeconds: number;
    /** 0 to 1; null when not known how many relays there are, and of a choice. */
    readonly share: number | null;
    readonly worstRelays: readonly LostView[];
    readonly worstDestinations: readonly LostView[];
  };
}
