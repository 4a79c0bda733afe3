import type { AnswerEntry, CauseEntry, JournalEntry } from '../monitor/journal-entry.ts';
import type { CauseScope, NotificationKind } from '../monitor/notification.ts';
import { type MemberSpan, memberNoted } from './member-span.ts';
import { bySweep } from './sweeps.ts';
import { secondsBetween } from './times.ts';

/** A cause from its begin to its end. */
export interface Outage {
  readonly cause: string;
  readonly by: CauseScope['by'];
  readonly place: string;
  readonly verdict: string;
  readonly reason: string;
  /** The worst that it was judged. */
  readonly severity: string;
  /** ISO 8601, UTC: its first sighting. */
  readonly begin: string;
  /** Null while it goes on. */
  readonly end: string | null;
  /** Until its end, or the end of the report. */
  readonly seconds: number;
  /** Names of some of its relays, by key, and how many there were in all. */
  readonly relays: readonly string[];
  readonly relayCount: number;
  /** Relays that it had at most at the end of a sweep; a storm's single relays may have no room in the journal. */
  readonly most: number;
  /** From its first sighting to the first message that a channel took; null when none did. */
  readonly detectSeconds: number | null;
  /** Messages that channels took, by channel. */
  readonly told: Readonly<Record<string, number>>;
  /** Those of them that page. */
  readonly pages: number;
  readonly refused: number;
}

type At<Entry> = Entry & { readonly at: string };

/** An outage with all that the journal has of it. */
export interface OutageInFull {
  readonly outage: Outage;
  /** By key. */
  readonly members: readonly MemberSpan[];
  readonly events: readonly At<CauseEntry>[];
  readonly answers: readonly At<AnswerEntry>[];
}

interface Growing extends Omit<Outage, 'told'> {
  end: string | null;
  most: number;
  severity: string;
  verdict: string;
  reason: string;
  detectSeconds: number | null;
  pages: number;
  refused: number;
  /** By channel, which may have any name, `constructor` too. */
  readonly told: Map<string, number>;
  readonly members: Map<string, MemberSpan>;
  readonly events: At<CauseEntry>[];
  readonly answers: At<AnswerEntry>[];
}

const PAGES: ReadonlySet<NotificationKind> = new Set(['open', 'growth', 'reminder', 'flapping']);
const RELAYS_NAMED = 10;
const RANKS = ['none', 'info', 'warning', 'critical'];

/** Whether a message of this kind pages somebody. */
export function isPage({ message, accepted }: AnswerEntry): boolean {
  return accepted && PAGES.has(message);
}

/** Whether a channel did not take a message. Of one that a dying sweep sent, nobody knows. */
export function isRefused({ accepted, unclear }: AnswerEntry): boolean {
  return !accepted && unclear !== 'sweep-died';
}

/** The causes of a time, oldest first. A message that a channel takes after the end counts for the cause that ended. @param until ISO 8601 */
export function outagesInFull(entries: readonly JournalEntry[], until: string): OutageInFull[] {
  const all: Growing[] = [];
  const latest = new Map<string, Growing>();
  for (const { entries: found } of bySweep(entries)) {
    for (const one of found) if (one.kind === 'cause') take(one, all, latest);
    for (const one of found) {
      if (one.kind === 'incident' && one.causeKey !== null) memberNoted(latest.get(one.causeKey)?.members, one);
      if (one.kind === 'answer') answered(latest.get(one.dedupKey), one);
    }
  }
  return all
    .map((one) => finished(one, until))
    .toSorted(({ outage: a }, { outage: b }) => (a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : 0));
}

function take(entry: At<CauseEntry>, all: Growing[], latest: Map<string, Growing>): void {
  const known = latest.get(entry.key);
  const isNew = known === undefined || entry.event === 'began' || (known.end !== null && entry.event === 'changed');
  const outage = isNew ? begun(entry) : known;
  if (isNew) {
    all.push(outage);
    latest.set(entry.key, outage);
  }
  outage.events.push(entry);
  outage.most = Math.max(outage.most, entry.affected);
  if (entry.event === 'over') outage.end = entry.at;
  else {
    outage.verdict = entry.verdict;
    outage.reason = entry.reason;
    if (RANKS.indexOf(entry.severity) > RANKS.indexOf(outage.severity)) outage.severity = entry.severity;
  }
}

function begun({ key, scope, verdict, reason, severity, since }: CauseEntry): Growing {
  const place = { by: scope.by, place: scope.value };
  const counted = {
    seconds: 0,
    relays: [],
    relayCount: 0,
    most: 0,
    detectSeconds: null,
    told: new Map<string, number>(),
    pages: 0,
    refused: 0,
  };
  const found = { members: new Map(), events: [], answers: [] };
  return { cause: key, ...place, verdict, reason, severity, begin: since, end: null, ...counted, ...found };
}

function answered(outage: Growing | undefined, answer: At<AnswerEntry>): void {
  if (!outage) return;
  outage.answers.push(answer);
  if (!answer.accepted) {
    if (isRefused(answer)) outage.refused += 1;
    return;
  }
  outage.told.set(answer.channel, (outage.told.get(answer.channel) ?? 0) + 1);
  if (isPage(answer)) outage.pages += 1;
  // of a cause that began before the report, the first message is not in it
  if (isOpening(answer)) outage.detectSeconds ??= secondsBetween(outage.begin, answer.at);
}

function isOpening({ message }: AnswerEntry): boolean {
  return message === 'open' || message === 'flapping';
}

function finished({ members, events, answers, told, ...outage }: Growing, until: string): OutageInFull {
  const sorted = [...members]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    // of a relay whose own end had no room, the cause's end is known
    .map(([, member]) => ({ ...member, until: member.until ?? outage.end }));
  const names = sorted.map(({ entry: { name, key } }) => (name === '' ? key : name));
  const seconds = secondsBetween(outage.begin, outage.end ?? until);
  const relays = { relays: names.slice(0, RELAYS_NAMED), relayCount: sorted.length };
  return {
    outage: { ...outage, told: Object.fromEntries(told), seconds, ...relays },
    members: sorted,
    events,
    answers,
  };
}
