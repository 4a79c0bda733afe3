import { composeBody } from '../alerts/text/body.ts';
import { CONSOLE_LINK, composeText, type Language } from '../alerts/text/compose.ts';
import type { UtcDateTime } from '../base/time.ts';
import { type Cause, newCause, regionsOf } from '../monitor/cause.ts';
import { causeMessage } from '../monitor/cause-message.ts';
import { matchOfCause } from '../monitor/cause-silence.ts';
import { BASELINE } from '../monitor/causes.ts';
import { type FleetTotals, groupBy } from '../monitor/grouping.ts';
import { type Incident, isActive } from '../monitor/incident.ts';
import { matches } from '../monitor/matching.ts';
import { mutedBy } from '../monitor/mutes.ts';
import type { Notification } from '../monitor/notification.ts';
import { severityRank } from '../monitor/severity.ts';
import type { AcknowledgedView, CauseText, CauseView, SilenceView } from './document.ts';
import type { Known } from './known.ts';
import { type MembersContext, membersView } from './members.ts';
import { matchText } from './mutes.ts';
import type { StatusSettings } from './settings.ts';

/** An open cause with all its relays. */
export interface OpenCause {
  readonly cause: Cause;
  readonly members: readonly Incident[];
}

/** What the view of a cause is made with. */
export interface CauseContext extends MembersContext {
  readonly known: Known;
  readonly settings: StatusSettings;
  readonly language: Language;
  readonly now: UtcDateTime;
  /** Number of relays in the account; null when no sweep has counted them. */
  readonly relays: number | null;
}

/**
 * All open causes, most severe first, then largest first. Relays that had stopped before watching began form one cause.
 */
export function openCauses({ incidents, causes }: Known, now: UtcDateTime): OpenCause[] {
  const members = groupBy(incidents.filter(isActive), ({ causeKey }) => causeKey ?? '');
  const told = causes.flatMap((cause) => {
    const own = members.get(cause.key);
    return own ? [{ cause, members: own }] : [];
  });
  const before = members.get(BASELINE) ?? [];
  const all = before.length === 0 ? told : [...told, { cause: baselineOf(before, now), members: before }];
  return all.sort(byWeight);
}

/** Incidents that are open but belong to no cause: a mute holds them back. */
export function heldIncidents({ incidents }: Known): Incident[] {
  return incidents.filter((one) => isActive(one) && one.causeKey === null);
}

function baselineOf(members: readonly Incident[], now: UtcDateTime): Cause {
  const identity = { key: BASELINE, scope: { by: 'account', value: '' }, family: 'fault', flapping: false } as const;
  return { ...newCause(identity, members, [], now), timeline: [] };
}

function byWeight(a: OpenCause, b: OpenCause): number {
  const bySeverity = severityRank(b.cause.severity) - severityRank(a.cause.severity);
  return bySeverity || b.members.length - a.members.length || (a.cause.key < b.cause.key ? -1 : 1);
}

/** A cause as the page shows it. @param most limit on the members that are shown */
export function causeView({ cause, members }: OpenCause, most: number, context: CauseContext): CauseView {
  const { key, severity, verdict, scope, flapping, since, timeline } = cause;
  const { show, known } = context;
  const { outbox } = known;
  const told = outbox.receipts.filter(({ dedupKey }) => dedupKey === key);
  const waiting = waitingFor(key, known);
  const match = matchOfCause(cause);
  const message = notificationNow({ cause, members }, context);
  return {
    key,
    severity,
    verdict,
    reason: show(cause.reason),
    scope: { by: scope.by, value: show(scope.value) },
    flapping,
    since,
    most: Math.max(cause.most, members.length),
    regions: regionsOf(members).map(show),
    text: textOf(message, context.language),
    timeline: timeline.map(({ at, event, affected }) => ({ at, event, affected })),
    told: told.map(({ channel, at, receipt }) => ({ channel: show(channel), at, unsure: receipt === '' })),
    waiting: waiting.map(show),
    acknowledged: acknowledgedView(key, context),
    mutedBy: mutesOf(members, context),
    silences: silencesOf(members, context),
    canAcknowledge: key !== BASELINE,
    silenceMatches: match && show(matchText(match)),
    acknowledgeAlsoIn: context.settings.acknowledgedApart
      .filter((name) => waiting.includes(name) || told.some(({ channel }) => channel === name))
      .map(show),
    ...membersView(members, most, context),
  };
}

/** What a message would say now, so that the page and the messages never differ. */
function notificationNow({ cause, members }: OpenCause, { now, relays }: CauseContext): Notification {
  const totals: FleetTotals = { relays: relays ?? 0, bySource: new Map(), byDestination: new Map() };
  const kind = cause.key === BASELINE ? 'summary' : cause.flapping ? 'flapping' : 'open';
  return causeMessage(kind, 'nothing-new', cause, members, { now, totals, degraded: false });
}

function textOf(message: Notification, language: Language): CauseText {
  const { title, body } = composeBody(message, language, (text) => text);
  const { lines } = composeText({ ...message, timeline: [] }, language);
  return { title, lines, steps: body.steps, command: body.command, console: body.link ?? CONSOLE_LINK };
}

function waitingFor(key: string, { outbox }: Known): string[] {
  const waiting = outbox.pending.filter(({ notification }) => notification.dedupKey === key);
  return [...new Set(waiting.map(({ channel }) => channel))];
}

function acknowledgedView(key: string, { known, show }: CauseContext): AcknowledgedView | null {
  const found = known.acknowledged.find(({ causeKey }) => causeKey === key);
  return found ? { at: found.at, by: show(found.by ?? ''), comment: show(found.comment ?? '') } : null;
}

function mutesOf(members: readonly Incident[], { mutes, show }: CauseContext): string[] {
  if (mutes.length === 0) return [];
  return [...new Set(members.flatMap((one) => mutedBy(one, mutes)?.name ?? []))].map(show);
}

/** Those that hold now and match some of the relays. */
function silencesOf(members: readonly Incident[], { mutes, known: { silences }, show }: CauseContext): SilenceView[] {
  const active = new Map(mutes.map((mute) => [mute.id, mute]));
  return silences.flatMap(({ id, comment, by = '', match }) => {
    const mute = active.get(`silence/${id}`);
    if (!mute || !members.some((one) => matches(one, match))) return [];
    return [{ id, comment: show(comment), by: show(by), since: mute.since, until: mute.until }];
  });
}
