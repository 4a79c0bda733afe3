import { RelaywatchError } from '../base/errors.ts';

export type LiveErrorReason =
  | 'throttled'
  | 'invalid-request'
  | 'service-not-open'
  | 'no-domain'
  | 'task-not-found'
  | 'server-error'
  | 'signature'
  | 'clock'
  | 'credentials'
  | 'permission'
  | 'wrong-endpoint'
  | 'unreadable-answer'
  | 'network'
  | 'timeout'
  | 'refused';

/** What was being asked when a call failed. Shown in the message, so nothing secret belongs in it. */
export interface LiveCallContext {
  readonly action: string;
  readonly region: string;
  /** Host and port that was called. */
  readonly host: string;
}

export interface LiveErrorFacts {
  /** Live's error code verbatim, or Node's for a network fault; null when there was none. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  /** Whether the same call may succeed soon. */
  readonly retryable: boolean;
  /** One sentence: what to do. */
  readonly advice: string;
  /** Live's own wish, from `x-acs-retry-after` (milliseconds). */
  readonly retryAfterMs: number | null;
  /** False when no answer came, so that the call may or may not have arrived. */
  readonly answered: boolean;
}

/** A call to ApsaraVideo Live that failed, in words for the person on call. Holds no URL and no secret. */
export class LiveApiError extends RelaywatchError<LiveErrorReason> {
  readonly facts: LiveErrorFacts;

  constructor(reason: LiveErrorReason, context: LiveCallContext, what: string, facts: LiveErrorFacts) {
    const ids = [facts.httpStatus && `HTTP ${facts.httpStatus}`, facts.requestId && `request ${facts.requestId}`]
      .filter(Boolean)
      .join(', ');
    // the SDK's error is not kept as `cause`: its message and data hold URLs, keys and signatures
    super(
      reason,
      `${context.action} in ${context.region} at ${context.host}: ${what}${ids ? ` (${ids})` : ''}. ${facts.advice}`,
    );
    this.facts = facts;
  }

  /** The value of the `Code` dimension of the error metric. */
  get metricCode(): string {
    return this.facts.code ?? this.reason;
  }
}
