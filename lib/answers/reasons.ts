import { duration } from '../alerts/text/en/words.ts';
import type { Reason } from '../monitor/decision.ts';
import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { type Policy, policyFor } from '../monitor/policy.ts';
import { policyLine } from './policy-line.ts';

export interface ReasonContext {
  readonly policy: Policy;
  /** The relay that the decision is about, or one of its cause, as last noted; null when the journal has none. */
  readonly relay: IncidentEntry | null;
  /** What muted it, as far as that is known; null when it is not. */
  readonly mute: string | null;
}

/** A sentence for each reason of a decision. */
const SENTENCES: Readonly<Record<Reason, (context: ReasonContext) => string>> = {
  first: () => 'Nobody had been told of this cause yet.',
  worsened: () => 'It was more serious than was told.',
  grew: ({ policy: { growth } }) =>
    `It had enough more relays than were told: ${growth.factor} times as many, and at least ${growth.least} (policy.growth).`,
  spread: () => 'It had reached a region that was not told.',
  'reminder-due': () =>
    'Nothing was new, but it was last told as long ago as policy.repeatEverySeconds, or an override of it, says.',
  acknowledged: () => 'A reminder was due, but somebody had acknowledged it and nothing was new since.',
  'held-by-mute': ({ mute }) => `It was muted${mute === null ? MUTE_NOT_KNOWN : ` by ${mute}`}.`,
  'held-flapping': ({ policy: { flapping } }) =>
    `None of its relays was down, but they had stopped so often that it only ends after ${duration(flapping.quietSeconds)} without a fault (policy.flapping.quietSeconds).`,
  'grew-too-little': ({ policy: { growth } }) =>
    `It had more relays than were told, but neither ${growth.factor} times as many nor at least ${growth.least} (policy.growth), nor one of a new region.`,
  shrank: () => 'It had fewer relays than were told.',
  unchanged: () => 'It was as it had been told.',
  'newly-routed': () => 'Other channels had been told; the routes led to this one for the first time.',
  'all-over': () => 'Its last relay had recovered, or was no fault any more for another reason.',
  'before-watching': () => 'It was there before watching began: told in one summary, and not again.',
  'not-long-enough': ({ relay, policy }) => notLongEnough(relay, policy),
};

const MUTE_NOT_KNOWN = '; by which window or silence is not in the journal, and none of those of today fits';

/** Why on-call heard of it, or did not. A reason of another version of relaywatch is quoted. */
export function reasonSentence(reason: Reason, context: ReasonContext): string {
  return Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason](context) : `The reason was "${reason}".`;
}

function notLongEnough(relay: IncidentEntry | null, policy: Policy): string {
  if (relay === null) return 'It had not lasted long enough to be told.';
  const { forSeconds } = policyFor(relay, relay.verdict, policy);
  const retries =
    relay.verdict === 'recovering' ? ", or for two thirds of the relay's own retries if that is less" : '';
  return `It had not lasted for the ${duration(forSeconds)} of ${policyLine(relay, 'forSeconds', policy)}${retries}.`;
}
