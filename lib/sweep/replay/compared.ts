import { isRefused } from '../../answers/outages.ts';
import { gapsOf } from '../../answers/reach.ts';
import { storyInEnglish } from '../../answers/text/en.ts';
import { plainOf } from '../../answers/text/pieces.ts';
import { type WhyContext, whyOf as whyFactOf } from '../../answers/why.ts';
import type { UtcDateTime } from '../../base/time.ts';
import { relaysIn } from '../../monitor/counted-sightings.ts';
import type { Reason } from '../../monitor/decision.ts';
import type { IncidentEntry, JournalEntry, LeftOutEntry } from '../../monitor/journal-entry.ts';
import { EXPECTATION } from '../../monitor/sightings.ts';
import type { Replayed, ReplaySettings } from './replay.ts';

export interface Counts {
  /** Messages that channels took, as the journal has them. */
  readonly told: number;
  /** Messages that the other configuration would have sent. */
  readonly replayed: number;
}

export interface ComparedCause extends Counts {
  /** The dedup key of its messages. */
  readonly cause: string;
  /** Such as `source source-1.example.com`; empty when the journal does not say. */
  readonly about: string;
  readonly kinds: {
    readonly told: Readonly<Record<string, number>>;
    readonly replayed: Readonly<Record<string, number>>;
  };
  /** Why they differ; empty when they do not. */
  readonly why: readonly string[];
}

/** What was told, beside what another configuration would have told. Plain data: `replay --json` prints it. */
export interface Compared {
  readonly from: string;
  readonly until: string;
  /** Messages that page: open, growth, reminder and flapping, to each channel. */
  readonly pages: Counts;
  readonly messages: Counts;
  readonly channels: readonly ({ readonly channel: string } & Counts)[];
  readonly causes: readonly ComparedCause[];
  /** What the journal cannot tell. */
  readonly notKnown: readonly string[];
}

interface Told {
  readonly channel: string;
  readonly kind: string;
  readonly cause: string;
}

const PAGES: ReadonlySet<string> = new Set(['open', 'growth', 'reminder', 'flapping']);
/** Messages about channels and the state follow from how those worked, not from the configuration. */
const OWN = /^(?:channel-|state-)/;

/** Compares the two over a time. Pure. @param entries all that the journal has, oldest first */
export function compared(
  entries: readonly JournalEntry[],
  replayed: Replayed,
  { settings, from, until }: { settings: ReplaySettings; from: UtcDateTime; until: UtcDateTime },
): Compared {
  const isWithin = ({ at }: { readonly at: string }) => at >= from.toISO() && at <= until.toISO();
  const within = entries.filter(isWithin);
  const told = within.flatMap((one): Told[] =>
    one.kind === 'answer' && one.accepted && one.message !== 'update' && !OWN.test(one.dedupKey)
      ? [{ channel: one.channel, kind: one.message, cause: one.dedupKey }]
      : [],
  );
  const now = replayed.messages
    .filter(isWithin)
    .map(({ channel, kind, causeKey }): Told => ({ channel, kind, cause: causeKey }));
  const channels = [...new Set([...told, ...now].map(({ channel }) => channel))];
  const causes = [...new Set([...told, ...now].map(({ cause }) => cause))];
  const isPage = ({ kind }: Told) => PAGES.has(kind);
  const context = { within, replayed, settings, isWithin };
  return {
    from: from.toISO(),
    until: until.toISO(),
    pages: { told: told.filter(isPage).length, replayed: now.filter(isPage).length },
    messages: { told: told.length, replayed: now.length },
    channels: channels.map((channel) => ({ channel, ...countsOf(told, now, (one) => one.channel === channel) })),
    causes: causes.map((cause) => comparedCause(cause, told, now, context)),
    notKnown: [
      ...gapSentences(within, from, until),
      ...leftOutSentences(entries, isWithin),
      ...notKnown(within, replayed, settings),
    ],
  };
}

function countsOf(told: readonly Told[], now: readonly Told[], fits: (one: Told) => boolean): Counts {
  return { told: told.filter(fits).length, replayed: now.filter(fits).length };
}

interface Context {
  readonly within: readonly JournalEntry[];
  readonly replayed: Replayed;
  readonly settings: ReplaySettings;
  readonly isWithin: (one: { readonly at: string }) => boolean;
}

function comparedCause(cause: string, told: readonly Told[], now: readonly Told[], context: Context): ComparedCause {
  const ofIt = (one: Told) => one.cause === cause;
  const counts = countsOf(told, now, ofIt);
  const kinds = { told: kindsOf(told.filter(ofIt)), replayed: kindsOf(now.filter(ofIt)) };
  const scope = context.within.find((one) => one.kind === 'cause' && one.key === cause);
  const about = scope?.kind === 'cause' ? `${scope.scope.by} ${scope.scope.value}`.trim() : '';
  const isSame = JSON.stringify(kinds.told) === JSON.stringify(kinds.replayed);
  return { cause, about, ...counts, kinds, why: isSame ? [] : whyOf(cause, counts, context) };
}

function kindsOf(told: readonly Told[]): Record<string, number> {
  const kinds = [...new Set(told.map(({ kind }) => kind))].sort();
  return Object.fromEntries(kinds.map((kind) => [kind, told.filter((one) => one.kind === kind).length]));
}

function whyOf(cause: string, { told, replayed: now }: Counts, context: Context): string[] {
  if (now === 0) return whyNotNow(cause, context);
  if (told === 0) return whyNotThen(cause, context);
  const said = (reasons: readonly Reason[]) => [...new Set(reasons)].join(', ') || 'nothing';
  const before = context.within.flatMap((one) =>
    one.kind === 'decision' && one.causeKey === cause && one.message !== null && one.message !== 'update'
      ? one.reason
      : [],
  );
  const after = context.replayed.decisions
    .filter((one) => one.causeKey === cause && one.kind !== null && one.kind !== 'update' && context.isWithin(one))
    .map(({ reason }) => reason);
  return [
    `Told then because of: ${said(before)}; with this configuration because of: ${said(after)}. Channels that failed, and routes, count too.`,
  ];
}

function whyNotNow(cause: string, { within, replayed, settings }: Context): string[] {
  const relays = new Map<string, IncidentEntry>();
  for (const one of within) if (one.kind === 'incident' && one.causeKey === cause) relays.set(one.key, one);
  if (relays.size === 0) return ['With this configuration it has no such cause.'];
  const sentences = [...relays.values()].map((relay) => {
    const other = replayed.causes.get(relay.key);
    if (other === undefined)
      return 'With this configuration it is no fault that on-call hears of (severity none, or not watched).';
    if (other !== null && other !== cause) return `With this configuration it is told under the cause ${other}.`;
    const last = replayed.decisions.findLast((one) => one.incidentKey === relay.key || one.causeKey === cause);
    return last
      ? `With this configuration: ${whySentence(last.reason, { policy: settings.policy, relay, mute: null })}`
      : 'With this configuration the routes lead elsewhere.';
  });
  return [...new Set(sentences)];
}

function whyNotThen(cause: string, { within, replayed, settings }: Context): string[] {
  const refused = within.some((one) => one.kind === 'answer' && one.dedupKey === cause && isRefused(one));
  if (refused) return ['Then no channel took it.'];
  const keys = new Set([...replayed.causes].flatMap(([key, one]) => (one === cause ? key : [])));
  const reasons = within.flatMap((one) =>
    one.kind === 'decision' && one.message === null && keys.has(one.incidentKey ?? '') ? one.reason : [],
  );
  const others = within.flatMap((one) =>
    one.kind === 'incident' && keys.has(one.key) && one.causeKey !== null && one.causeKey !== cause ? one.causeKey : [],
  );
  const context = { policy: settings.policy, relay: null, mute: null };
  const why = [
    ...[...new Set(reasons)].map((one) => `Then nobody was told: ${whySentence(one, context)}`),
    ...[...new Set(others)].map((one) => `Then it was told under the cause ${one}.`),
  ];
  return why.length > 0 ? why : ['Then it was no fault that on-call heard of, or its message is not in the journal.'];
}

function whySentence(reason: Reason, context: WhyContext): string {
  return plainOf(storyInEnglish.why(whyFactOf(reason, context)));
}

function gapSentences(within: readonly JournalEntry[], from: UtcDateTime, until: UtcDateTime): string[] {
  return gapsOf(within, from, until).map((gap) => plainOf(storyInEnglish.gap(gap)));
}

/** What was left out before this time counts as well: it may still have been open in it. */
function leftOutSentences(entries: readonly JournalEntry[], isWithin: (one: JournalEntry) => boolean): string[] {
  const leftOut = entries.flatMap((one) => (one.kind === 'left-out' ? one : []));
  const inTime = counted(leftOut.filter(isWithin));
  const lost = leftOut.reduce((sum, { relays = 0 }) => sum + relays, 0) - counted(leftOut);
  return [
    ...(inTime > 0
      ? [
          `Changes of relays that the journal only counts, since it had no room for more: ${inTime}. The replay has as many relays there, but not which they are.`,
        ]
      : []),
    ...(lost > 0
      ? [
          `Changes of relays that the journal had no room for at all, up to the end of this time: ${lost}. The replay takes these relays to be as they were, so it may tell of too few.`,
        ]
      : []),
  ];
}

function counted(some: readonly LeftOutEntry[]): number {
  return some.flatMap(({ sighted = [] }) => sighted).reduce((sum, one) => sum + relaysIn(one), 0);
}

function notKnown(within: readonly JournalEntry[], replayed: Replayed, settings: ReplaySettings): string[] {
  const { policy, expectations } = settings;
  const isOld = within.some((one) => one.kind === 'sweep' && one.before === undefined);
  const noted = new Set(within.flatMap((one) => (one.kind === 'sighted' ? one.relays.map(([id]) => id) : [])));
  const unseen = expectations.filter(({ name }) => !noted.has(EXPECTATION + name)).map(({ name }) => name);
  return [
    ...(isOld
      ? [
          'A part of the journal was written by an older relaywatch, without what relays looked like: it cannot be judged anew.',
        ]
      : []),
    ...(replayed.sweeps.assumed > 0
      ? [
          `Sweeps without news are not in the journal: ${replayed.sweeps.assumed} are assumed, at the pace of those beside them.`,
        ]
      : []),
    ...(replayed.changesNotRepeated > 0
      ? [`Silences that the journal does not describe, so that they mute nothing here: ${replayed.changesNotRepeated}.`]
      : []),
    ...(unseen.length > 0
      ? [`The journal does not say how many relays met what is expected here: ${unseen.join(', ')}.`]
      : []),
    ...(policy.endingSoonSeconds > 0 || policy.stalledAfterSweeps > 0
      ? [
          'Relays that were well then are not in the journal: endingSoonSeconds and stalledAfterSweeps find none of these.',
        ]
      : []),
    'A relay that was waiting for its start is not in the journal: a shorter startGraceSeconds would have told of it earlier than shown.',
  ];
}
