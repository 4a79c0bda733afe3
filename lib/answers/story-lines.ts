import type { IncidentEntry } from '../monitor/journal-entry.ts';
import type { Policy } from '../monitor/policy.ts';
import type { Follower } from './follower.ts';
import { ruleOf } from './policy-line.ts';
import type { MuteFact, RelayLine, StoryLine } from './story.ts';
import { whyOf } from './why.ts';

const RELAYS_NAMED = 5;
const FIRST_EVENTS: ReadonlySet<string> = new Set(['seen', 'opened', 'flapping', 'changed']);

export interface LinesContext {
  readonly policy: Policy;
  /** What muted a relay at a time, as far as that can still be told. */
  readonly muteOf: (relay: IncidentEntry, at: string) => MuteFact | null;
}

/** What a sweep says, in the order in which people tell it: what was seen, what it belongs to, what was decided, who was told. */
export function linesOf(
  at: string,
  { incidents, causes, decisions, answers, changes }: ReturnType<Follower['take']>,
  { subject, relay }: Follower,
  { policy, muteOf }: LinesContext,
): StoryLine[] {
  const mute = relay && muteOf(relay, at);
  const seen =
    subject.kind === 'relay' ? incidents.map((one) => relayLine(one, null, policy)) : alikeLines(incidents, policy);
  return [
    ...seen.map((one) => ({ at, ...one })),
    ...causes.map(({ event, key, scope, verdict, reason, severity, affected }) => {
      return { at, about: 'cause' as const, event, key, scope, verdict, reason, severity, affected };
    }),
    ...decisions.map(({ reason, message, causeKey }) => {
      const answered = answers.some((one) => one.dedupKey === causeKey && one.message === message);
      return { at, about: 'decision' as const, message, why: whyOf(reason, { policy, relay, mute }), answered };
    }),
    ...answers.map(({ channel, message, accepted, said, unclear = null }) => {
      return { at, about: 'answer' as const, channel, message, accepted, said, unclear };
    }),
    ...changes.map(({ what, who = null, text }) => {
      return { at, about: 'change' as const, what, who, comment: text };
    }),
  ];
}

/** What happened to relays of a cause: a line for each event. */
function alikeLines(incidents: readonly IncidentEntry[], policy: Policy): RelayLine[] {
  const groups = new Map<string, IncidentEntry[]>();
  for (const one of incidents) {
    const alike = `${one.event}\n${one.verdict}\n${one.reason}`;
    groups.set(alike, [...(groups.get(alike) ?? []), one]);
  }
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    const named = alike.slice(0, RELAYS_NAMED).map(({ key, name }) => ({ key, name }));
    return first ? [relayLine(first, { count: alike.length, named }, policy)] : [];
  });
}

function relayLine(one: IncidentEntry, relays: RelayLine['relays'], policy: Policy): RelayLine {
  const { event, verdict, reason, severity, source, destination, since, lostSeconds } = one;
  const rule = FIRST_EVENTS.has(event) ? ruleOf(one, policy) : null;
  return { about: 'relay', event, verdict, reason, severity, source, destination, since, lostSeconds, rule, relays };
}
