import type { Reason } from '../monitor/decision.ts';
import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { type Policy, policyFor } from '../monitor/policy.ts';
import { policyLine } from './policy-line.ts';
import type { MuteFact, WaitFact, WhyFact } from './story.ts';

export interface WhyContext {
  readonly policy: Policy;
  /** The relay that the decision is about, or one of its cause, as last noted; null when the journal has none. */
  readonly relay: IncidentEntry | null;
  /** What muted it, as far as that is known; null when it is not. */
  readonly mute: MuteFact | null;
}

/** Why on-call heard of it, or did not, with what today's configuration says of that. */
export function whyOf(reason: Reason, { policy, relay, mute }: WhyContext): WhyFact {
  switch (reason) {
    case 'grew':
    case 'grew-too-little':
      return { reason, factor: policy.growth.factor, least: policy.growth.least };
    case 'held-by-mute':
      return { reason, mute };
    case 'held-flapping':
      return { reason, quietSeconds: policy.flapping.quietSeconds };
    case 'not-long-enough':
      return { reason, wait: relay && waitOf(relay, policy) };
    default:
      // also a reason of another version of relaywatch
      return { reason };
  }
}

function waitOf(relay: IncidentEntry, policy: Policy): WaitFact {
  return {
    seconds: policyFor(relay, relay.verdict, policy).forSeconds,
    line: policyLine(relay, 'forSeconds', policy),
    orRetries: relay.verdict === 'recovering',
  };
}
