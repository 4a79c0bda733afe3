import type { SweepOf } from '../../answers/sweeps.ts';
import { bySweep } from '../../answers/sweeps.ts';
import { parseUtc, type UtcDateTime } from '../../base/time.ts';
import type { Decision } from '../../monitor/decision.ts';
import { hostOf } from '../../monitor/grouping.ts';
import {
  acknowledging,
  endingSilence,
  type HandChange,
  silencing,
  unacknowledging,
} from '../../monitor/hand-change.ts';
import type { Incident, Sighting } from '../../monitor/incident.ts';
import type { ChangeEntry, JournalEntry, SightedEntry, SweepEntry } from '../../monitor/journal-entry.ts';
import { NO_REASON } from '../../monitor/judge.ts';
import { expectationsDue } from '../../monitor/mutes.ts';
import type { NotificationKind } from '../../monitor/notification.ts';
import { EMPTY_OUTBOX, enqueue, type Outbox, receiptOf } from '../../monitor/outbox.ts';
import type { Severity } from '../../monitor/severity.ts';
import { bareSighting, CONFLICT, EXPECTATION, isRelayKey } from '../../monitor/sightings.ts';
import { type Watched, watch } from '../../monitor/watch.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import { couldBeListed } from '../coverage.ts';
import type { SweepSettings } from '../sweep-run.ts';
import { unwatchedOf } from '../unwatched.ts';
import { Crowd } from './crowd.ts';
import { type Seen, seenIn, sightingAgain } from './seen.ts';
import { timesBetween } from './times.ts';

/** What of a configuration decides who is told. */
export interface ReplaySettings
  extends Pick<SweepSettings, 'policy' | 'maintenance' | 'expectations' | 'routes' | 'regions' | 'scopes'> {
  /** Names of the channels. */
  readonly channels: readonly string[];
}

/** One message to one channel that on-call would have got. */
export interface ReplayedMessage {
  /** ISO 8601, UTC: the sweep that decides it. */
  readonly at: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly causeKey: string;
  readonly severity: Severity;
  readonly affected: number;
}

export interface ReplayedDecision extends Decision {
  readonly at: string;
}

export interface Replayed {
  readonly messages: readonly ReplayedMessage[];
  readonly decisions: readonly ReplayedDecision[];
  /** The cause that each fault was told under, the latest; null: none. By the key of the relay. */
  readonly causes: ReadonlyMap<string, string | null>;
  /** Sweeps of the journal, and those that it does not have, at the pace of the others. */
  readonly sweeps: { readonly noted: number; readonly assumed: number };
  /** Changes by hand that the journal does not describe well enough to repeat them. */
  readonly changesNotRepeated: number;
}

/**
 * What sweeps with other settings would have told, had they seen what the journal has. The judging, causes, mutes and routes are
 * those of a sweep; channels that fail, and a process that dies, are no part of it. Pure.
 * @param until how long sweeps without news may have gone on after the last that the journal has; absent: they did not
 * @param entries from the beginning of the journal, oldest first: what was faulty before is not known
 */
export function replay(
  entries: readonly JournalEntry[],
  settingsAt: (at: string) => ReplaySettings,
  until?: UtcDateTime,
): Replayed {
  const again = new Again(settingsAt);
  for (const sweep of bySweep(entries)) again.take(sweep);
  if (until) again.goOn(until);
  return again;
}

class Again implements Replayed {
  readonly messages: ReplayedMessage[] = [];
  readonly decisions: ReplayedDecision[] = [];
  readonly causes = new Map<string, string | null>();
  readonly sweeps = { noted: 0, assumed: 0 };
  changesNotRepeated = 0;
  readonly #settingsAt: (at: string) => ReplaySettings;
  readonly #seen = new Map<string, Seen>();
  readonly #crowd = new Crowd(this.#seen);
  readonly #totals = { relays: 0, bySource: new Map<string, number>(), byDestination: new Map<string, number>() };
  #outbox: Outbox = EMPTY_OUTBOX;
  #watch: WatchState | null = null;
  #began = false;
  /** The last two sweeps. */
  #pace: { readonly before: string; readonly at: UtcDateTime } | null = null;

  constructor(settingsAt: (at: string) => ReplaySettings) {
    this.#settingsAt = settingsAt;
  }

  take({ at, entries }: SweepOf): void {
    const sweep = entries.find((one) => one.kind === 'sweep');
    const now = parseUtc(at);
    if (sweep && now) this.#sweepAt(now, sweep, entries);
    for (const one of entries) if (one.kind === 'change') this.#change(one, at);
  }

  /** Sweeps without news, after the last that the journal has. */
  goOn(until: UtcDateTime): void {
    const last = this.#pace;
    const before = last && parseUtc(last.before);
    if (!last || !before) return;
    const stepMs = last.at.toMillis() - before.toMillis();
    if (stepMs <= 0) return;
    for (const time of timesBetween(last.at.toISO(), until.toISO(), until.plus({ milliseconds: stepMs }))) {
      this.sweeps.assumed += 1;
      this.#step(time, new Set(), false);
    }
  }

  #sweepAt(now: UtcDateTime, { before, degraded }: SweepEntry, entries: readonly JournalEntry[]): void {
    const last = this.#watch?.asOf;
    if (!this.#began && before !== null) this.#watch = nothingYet(now, this.#settingsAt(now.toISO()).channels);
    else if (before === null) {
      this.#watch = null;
      this.#outbox = EMPTY_OUTBOX;
    }
    this.#began = true;
    if (before) this.#pace = { before, at: now };
    for (const time of timesBetween(last, before, now)) {
      this.sweeps.assumed += 1;
      this.#step(time, new Set(), false);
    }
    const gone = new Set<string>();
    for (const entry of entries) {
      // one after another: what one shows changes what the next may be
      if (entry.kind === 'sighted')
        for (const one of seenIn(entry, this.#seen)) this.#note(entry, this.#crowd.known(one), gone);
      // what was named in the same sweep has been taken out of the crowd by then
      if (entry.kind === 'left-out')
        for (const counted of entry.sighted ?? []) this.#note(counted, this.#crowd.take(counted), gone);
    }
    this.sweeps.noted += 1;
    this.#step(now, gone, degraded === true);
  }

  #note({ of, places }: Pick<SightedEntry, 'of' | 'places'>, found: readonly Seen[], gone: Set<string>): void {
    this.#totals.relays = of;
    for (const [origin, asSource, asDestination] of places) {
      if (asSource !== null) this.#totals.bySource.set(hostOf(origin), asSource);
      if (asDestination !== null) this.#totals.byDestination.set(hostOf(origin), asDestination);
    }
    for (const seen of found) {
      const { key } = seen;
      if (seen.as === 'gone') {
        gone.add(key);
        this.#seen.delete(key);
      } else this.#seen.set(key, seen);
    }
  }

  #step(now: UtcDateTime, gone: ReadonlySet<string>, degraded: boolean): void {
    const settings = this.#settingsAt(now.toISO());
    const incidents = this.#watch?.incidents ?? [];
    const sightings = this.#sightings(now, settings, new Set(incidents.map(({ key }) => key)));
    const seen = new Set(sightings.map(({ key }) => key));
    const unwatched = unwatchedOf(incidents, seen, () => [], { walks: [] }, settings);
    const findings = { sightings, gone, unwatched, totals: this.#totals };
    const watched = watch(this.#watch, findings, { ...settings, degraded }, now);
    this.#watch = watched.state;
    this.#tell(watched, now, settings);
  }

  /** What a sweep would have seen; what is well and has no incident is no longer followed. */
  #sightings(now: UtcDateTime, settings: ReplaySettings, known: ReadonlySet<string>): Sighting[] {
    const due = new Set(expectationsDue(settings.expectations, now).map(({ name }) => EXPECTATION + name));
    return [...this.#seen.values()].flatMap((seen) => {
      const sighting = sightingAgain(seen, now, settings.policy);
      if (sighting === null) return [];
      const { key, name, verdict } = sighting;
      if (key.startsWith(EXPECTATION) && !due.has(key))
        return known.has(key) && settings.expectations.some((one) => one.name === name)
          ? [bareSighting(key, name, { kind: 'finished', severity: 'none', reason: NO_REASON })]
          : [];
      const isRelay = isRelayKey(key) || key.startsWith(CONFLICT);
      if (isRelay && !sighting.unlisted && !couldBeListed(sighting, settings)) return [];
      return verdict.severity !== 'none' || known.has(key) ? [sighting] : [];
    });
  }

  #tell({ messages, decisions, state, ended }: Watched, now: UtcDateTime, { channels }: ReplaySettings): void {
    const at = now.toISO();
    const addresses = channels.map((name) => ({ name, takesUpdates: false }));
    for (const { notification, to } of messages) {
      const routed = to.map(({ channel }) => channel);
      this.#outbox = enqueue(this.#outbox, notification, routed, addresses);
    }
    for (const { channel, notification } of this.#outbox.pending) {
      const { kind, dedupKey: causeKey, severity, affected } = notification;
      this.messages.push({ at, channel, kind, causeKey, severity, affected });
    }
    this.#outbox = taken(this.#outbox, now);
    for (const one of decisions) this.decisions.push({ ...one, at });
    const note = ({ key, causeKey }: Incident) => void this.causes.set(key, causeKey ?? this.causes.get(key) ?? null);
    for (const one of state.incidents) note(one);
    for (const { incident } of ended) note(incident);
  }

  #change(entry: ChangeEntry, at: string): void {
    if (!this.#watch) return;
    if (entry.what === 'silence-add' && !entry.silence) this.changesNotRepeated += 1;
    else this.#watch = changeAgain(entry, at)?.edit(this.#watch) ?? this.#watch;
  }
}

/** The change as it was made; null for one of another version of relaywatch. */
function changeAgain({ who, what, text, silence }: ChangeEntry, at: string): HandChange | null {
  const causeKey = /^[^\s:]*/.exec(text)?.[0] ?? '';
  switch (what) {
    case 'silence-add':
      return silence ? silencing(silence) : null;
    case 'silence-expire':
      return endingSilence(text, who);
    case 'ack':
      return acknowledging({ causeKey, at, ...(who === undefined ? {} : { by: who }) });
    case 'ack-undo':
      return unacknowledging(causeKey, who);
    default:
      return null;
  }
}

function nothingYet(now: UtcDateTime, channels: readonly string[]): WatchState {
  return { asOf: now.toISO(), incidents: [], causes: [], silences: [], mutes: [], acknowledged: [], channels };
}

/** Every channel has taken everything. */
function taken({ pending, receipts, channels }: Outbox, now: UtcDateTime): Outbox {
  const over = new Set(
    pending.flatMap(({ channel, notification: { kind, dedupKey } }) =>
      kind === 'resolved' ? `${channel}\n${dedupKey}` : [],
    ),
  );
  const heard = pending.flatMap(({ channel, notification }) => receiptOf(channel, notification, '', now) ?? []);
  const owed = new Map([...receipts, ...heard].map((one) => [`${one.channel}\n${one.dedupKey}`, one]));
  return { pending: [], receipts: [...owed].flatMap(([key, one]) => (over.has(key) ? [] : [one])), channels };
}
