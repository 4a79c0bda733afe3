import { clipChars, short } from '../../base/cut.ts';
import type { Endings, Notification, TimelineEntry } from '../../monitor/notification.ts';
import { type ToldReport, toldReport } from './report-facts.ts';

const NO_REASON = 'none';
const SEVERAL_REASONS = 'several';
const REGIONS_NAMED = 4;
const TIMELINE_SHOWN = 8;
const LABELS_SHOWN = 5;
const PLACE_CHARS = 63;

/** A moment as it is told: `12:01:30 UTC`, with the date when that is not the message's own. */
export interface Moment {
  readonly short: string;
  /** Always with the date. */
  readonly full: string;
}

/** What a notification says, every text visible and short enough for one line. Words in no language yet. */
export interface Facts {
  readonly kind: string;
  /** Where several accounts are watched; its labels as `customer: Example Media`, one an entry. */
  readonly account: { readonly name: string; readonly labels: readonly string[] } | null;
  readonly verdict: string;
  readonly severity: string;
  readonly scopeBy: string;
  /** The scope's host without scheme, or its name; empty when it has none. */
  readonly place: string;
  /** The scope as given, with the scheme. */
  readonly placeInFull: string;
  readonly affected: number;
  /** Null when it is not known, or smaller than `affected`. */
  readonly total: number | null;
  /** `cn-beijing, cn-shanghai`; empty when there is none. */
  readonly regions: string;
  readonly reason: string | null;
  readonly severalReasons: boolean;
  readonly since: Moment;
  readonly at: Moment;
  /** From `since` to this message, or to the end of a resolved cause; null when a time is malformed. */
  readonly seconds: number | null;
  /** How many relays were affected when this was last told; null when that is not known. */
  readonly toldBefore: number | null;
  /** Of a growth: it got more serious, rather than larger. */
  readonly worsened: boolean;
  readonly endings: Endings | null;
  readonly note: string | null;
  readonly insteadOf: { readonly channel: string; readonly problem: string | null } | null;
  readonly trouble: { readonly tries: number; readonly problem: string | null } | null;
  readonly acknowledged: { readonly by: string; readonly at: Moment; readonly comment: string } | null;
  /** Of a `report`. */
  readonly report: ToldReport | null;
  readonly degraded: boolean;
  readonly test: boolean;
  /** Hosts of the examples when they share one, else empty. */
  readonly source: string;
  readonly destination: string;
  readonly timeline: readonly TimelineFact[];
  /** Entries of the timeline that are not in `timeline`. */
  readonly timelineLeftOut: number;
}

export interface TimelineFact {
  readonly at: string;
  readonly event: string;
  readonly affected: number;
}

export function factsOf(notification: Notification): Facts {
  const { affected, total, examples, reason, insteadOf, trouble } = notification;
  const placeInFull = short(notification.scope.value, 120);
  const timeline = newestEntries(notification.timeline);
  return {
    kind: notification.kind,
    account: accountOf(notification),
    verdict: short(notification.verdict, 40),
    severity: short(notification.severity, 20),
    scopeBy: notification.scope.by,
    place: clipChars(withoutScheme(placeInFull), PLACE_CHARS),
    placeInFull,
    affected,
    total: total !== null && total >= affected ? total : null,
    regions: regionsOf(notification.regions),
    reason: reason === '' || reason === NO_REASON || reason === SEVERAL_REASONS ? null : short(reason, 60),
    severalReasons: reason === SEVERAL_REASONS,
    since: momentOf(notification.since, notification.at),
    at: momentOf(notification.at, notification.at),
    seconds: notification.durationSeconds ?? secondsBetween(notification.since, notification.at),
    toldBefore: toldBefore(notification),
    worsened: notification.timeline.at(-1)?.event === 'worsened',
    endings: notification.endings,
    note: notification.note === null || notification.note.trim() === '' ? null : short(notification.note, 500),
    insteadOf: insteadOf ? { channel: short(insteadOf.channel, PLACE_CHARS), problem: problemOf(insteadOf) } : null,
    trouble: trouble ? { tries: trouble.tries, problem: problemOf(trouble) } : null,
    acknowledged: acknowledgedOf(notification),
    report: notification.report ? toldReport(notification.report) : null,
    degraded: notification.degraded,
    test: notification.test,
    source: sharedHost(examples.map(({ source }) => source)),
    destination: sharedHost(examples.map(({ destination }) => destination)),
    timeline: timeline.map((entry) => timelineFact(entry, notification.at)),
    timelineLeftOut: notification.timeline.length - timeline.length,
  };
}

function accountOf({ account, labels = {} }: Notification): Facts['account'] {
  if (account === undefined) return null;
  const told = Object.entries(labels).map(([name, value]) => `${short(name, 40)}: ${short(value, 80)}`);
  return { name: short(account, 40), labels: told.slice(0, LABELS_SHOWN) };
}

function problemOf({ problem }: { readonly problem: string | null }): string | null {
  return problem === null ? null : short(problem, 300);
}

function acknowledgedOf({ acknowledged, at }: Notification): Facts['acknowledged'] {
  if (!acknowledged) return null;
  const { by = '', comment = '' } = acknowledged;
  return { by: short(by, PLACE_CHARS), at: momentOf(acknowledged.at, at), comment: short(comment, 200) };
}

/** The endings that occurred, counted. An ending that only another version knows keeps its name. */
export function countsOf(endings: Endings): { readonly ending: string; readonly count: number }[] {
  return Object.entries(endings).flatMap(([ending, count]) =>
    count > 0 ? [{ ending: short(ending, 40), count }] : [],
  );
}

/** Whether everything recovered, and nothing ended in another way. */
export function allRecovered(endings: Endings | null): boolean {
  return endings === null || countsOf(endings).every(({ ending }) => ending === 'recovered');
}

function withoutScheme(place: string): string {
  return place.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

function regionsOf(regions: readonly string[]): string {
  const named = regions.slice(0, REGIONS_NAMED).map((region) => short(region, 30));
  return regions.length > REGIONS_NAMED ? `${named.join(', ')} +${regions.length - REGIONS_NAMED}` : named.join(', ');
}

function sharedHost(places: readonly string[]): string {
  const [first = ''] = places;
  return places.every((place) => place === first) ? clipChars(withoutScheme(short(first, 120)), PLACE_CHARS) : '';
}

function momentOf(iso: string, atIso: string): Moment {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return { short: short(iso, 30), full: short(iso, 30) };
  const text = new Date(ms).toISOString();
  const full = `${text.slice(0, -14)} ${text.slice(-13, -5)} UTC`;
  const sameDay =
    !Number.isNaN(Date.parse(atIso)) && new Date(atIso).toISOString().slice(0, -14) === text.slice(0, -14);
  return { short: sameDay ? `${text.slice(-13, -5)} UTC` : full, full };
}

function secondsBetween(fromIso: string, toIso: string): number | null {
  const ms = Date.parse(toIso) - Date.parse(fromIso);
  return Number.isNaN(ms) ? null : Math.max(0, Math.round(ms / 1_000));
}

/** The first entry, which says how it began, and the newest ones. */
function newestEntries(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  if (timeline.length <= TIMELINE_SHOWN) return timeline;
  return [...timeline.slice(0, 1), ...timeline.slice(1 - TIMELINE_SHOWN)];
}

function timelineFact({ at, event, affected }: TimelineEntry, messageAt: string): TimelineFact {
  return { at: momentOf(at, messageAt).short, event: short(event, 30), affected };
}

/** A message gives the current number, so what the reader already knows is the number before it. */
function toldBefore({ timeline, at }: Notification): number | null {
  const earlier = timeline.filter((entry) => Date.parse(entry.at) < Date.parse(at));
  const told = earlier.filter(({ event }) => event === 'told' || event === 'stopped' || event === 'grew');
  return told.at(-1)?.affected ?? null;
}
