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

/** The call that failed. Shown in the message, so it must not contain anything secret. */
export interface LiveCallContext {
  readonly action: string;
  readonly region: string;
  /** Host and port that were called. */
  readonly host: string;
}

export interface LiveErrorFacts {
  /** Live's error code verbatim, or Node's for a network fault; null when there was none. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  /** Whether repeating the call may soon succeed. */
  readonly retryable: boolean;
  /** One sentence: what to do. */
  readonly advice: string;
  /** How long Live asks us to wait, from `x-acs-retry-after` (milliseconds). */
  readonly retryAfterMs: number | null;
  /** False when no answer came, so that the call may or may not have arrived. */
  readonly answered: boolean;
}

/** A failed call to ApsaraVideo Live, explained for the person on call. Contains no URL and no secret. */
export class LiveApiError extends RelaywatchError<LiveErrorReason> {
  override readonly name = 'LiveApiError';
  readonly facts: LiveErrorFacts;

  constructor(reason: LiveErrorReason, context: LiveCallContext, what: string, facts: LiveErrorFacts) {
    const ids = [facts.httpStatus && `HTTP ${facts.httpStatus}`, facts.requestId && `request ${facts.requestId}`]
      .filter(Boolean)
      .join(', ');
    // the SDK's error is not kept as `cause`: its message and data contain URLs, keys and signatures
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
