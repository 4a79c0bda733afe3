import { clipChars } from '../alerts/text/cut.ts';
import { countOf, duration } from '../alerts/text/en/words.ts';
import type { AnswerEntry, CauseEntry, ChangeEntry, DecisionEntry, IncidentEntry } from '../monitor/journal-entry.ts';
import type { Policy } from '../monitor/policy.ts';
import { ruleSentence } from './policy-line.ts';
import { type ReasonContext, reasonSentence } from './reasons.ts';

/** Names may be as long as somebody likes. */
const LONGEST_TEXT = 200;
const shortened = (text: string) => clipChars(text, LONGEST_TEXT);
const RELAYS_NAMED = 5;

/** How a fault of one relay goes on. */
const EVENTS: Readonly<Record<IncidentEntry['event'], (one: IncidentEntry) => string>> = {
  seen: (one) => `Sighted, and ${judged(one)}.`,
  opened: (one) => `Open: ${judged(one)}, first sighted at ${one.since}.`,
  flapping: (one) => `It stops again and again (policy.flapping): ${judged(one)}.`,
  changed: (one) => `Changed: ${judged(one)}.`,
  recovered: (one) => `It recovered. ${lost(one)}`,
  removed: (one) => `It ended: the relay was deleted, or Live does not know it any more. ${lost(one)}`,
  stoppedByUser: (one) => `It ended: somebody stopped the relay. ${lost(one)}`,
  finished: (one) => `It ended: the relay's own time is over. ${lost(one)}`,
  unwatched: (one) => `It ended for relaywatch: by the configuration it is no longer watched. ${lost(one)}`,
};
const FIRST_EVENTS: ReadonlySet<string> = new Set(['seen', 'opened', 'flapping', 'changed']);

/** What happened to the relay, and which line of the policy decided how that is judged. */
export function relayText(one: IncidentEntry, policy: Policy): string {
  if (!Object.hasOwn(EVENTS, one.event)) return `Noted as "${one.event}": ${judged(one)}.`;
  return EVENTS[one.event](one) + (FIRST_EVENTS.has(one.event) ? ruleSentence(one, policy) : '');
}

/** What happened to relays of a cause: a line for each event. */
export function relaysText(incidents: readonly IncidentEntry[], policy: Policy): string[] {
  const groups = new Map<string, IncidentEntry[]>();
  for (const one of incidents) {
    const alike = `${one.event}\n${one.verdict}\n${one.reason}`;
    groups.set(alike, [...(groups.get(alike) ?? []), one]);
  }
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const names = alike.slice(0, RELAYS_NAMED).map(({ key, name }) => `${shortened(name)} (${shortened(key)})`);
    const more = alike.length > names.length ? ` and ${alike.length - names.length} more` : '';
    return [`${countOf(alike.length)}, ${names.join(', ')}${more}: ${relayText(first, policy)}`];
  });
}

/** What happened to the cause. */
export function causeText({ event, key, scope, verdict, reason, severity, affected }: CauseEntry): string {
  if (event === 'over') return `The cause ${shortened(key)} is over.`;
  const where = scope.value === '' ? scope.by : `${scope.by} ${shortened(scope.value)}`;
  const what = `${countOf(affected)} ${verdict} (${shortened(reason)}), ${severity}`;
  return `The cause ${shortened(key)} ${event === 'began' ? 'began' : 'changed'}: ${where}, ${what}.`;
}

/** What was decided, and why. @param isAnswered a channel answered to the message in the same sweep */
export function decisionText({ reason, message }: DecisionEntry, context: ReasonContext, isAnswered: boolean): string {
  const why = reasonSentence(reason, context);
  if (message === null) return `Nobody was told. ${why}`;
  if (message === 'update') return `Nobody was paged. ${why}`;
  const waits =
    ' The journal has no answer of a channel from this sweep: the message waited, or the sweep did not come so far.';
  return `On-call was to be told (${message}). ${why}${isAnswered ? '' : waits}`;
}

/** Whom it was told, with which receipt; or why not. */
export function answerText({ channel, message, accepted, said }: AnswerEntry): string {
  const words = said === '' ? '' : `${accepted ? ', receipt' : ':'} ${shortened(said)}`;
  return accepted
    ? `Told ${shortened(channel)}: it took the message (${message})${words}.`
    : `Channel ${shortened(channel)} did not take the message (${message})${words}.`;
}

/** Who acknowledged a cause, or took that back. */
export function changeText({ what, who, text }: ChangeEntry): string {
  const did = what === 'ack' ? 'acknowledged it, so that nobody is reminded' : 'took the acknowledgement back';
  return `${who === undefined ? 'Somebody' : shortened(who)} ${did}: ${shortened(text)}.`;
}

function judged({ verdict, reason, severity, source, destination }: IncidentEntry): string {
  const from = source === '' ? '' : ` from ${shortened(source)}`;
  const to = destination === '' ? '' : ` to ${shortened(destination)}`;
  return `judged ${verdict}, reason ${shortened(reason)}, ${severity}${from}${to}`;
}

function lost({ lostSeconds }: IncidentEntry): string {
  return `Lost: ${duration(lostSeconds)} over all its stops.`;
}
