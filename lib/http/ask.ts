import type { BodyBounds } from './body.ts';
import { type Call, call, type HttpRequest } from './call.ts';
import type { TimeBounds } from './deadline.ts';
import { networkFailure } from './network-failure.ts';
import { askedWaitMs } from './retry-after.ts';
import { isWebPage } from './web-page.ts';

/** A service's answer, with what its headers and form reveal regardless of the service. */
export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** The wait that the service asks for, unchanged; null when it asks for none. */
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: a proxy or a login page stands in front of the service. */
  readonly isWebPage: boolean;
  /** The part of the body that was wanted and arrived in time. */
  readonly text: string;
}

export interface NoAnswer {
  readonly kind: 'unreachable';
  /**
   * Continues a sentence that begins with the service's name: "could not be reached: it refused the connection
   * (ECONNREFUSED)".
   */
  readonly problem: string;
}

export interface AskOptions extends TimeBounds {
  readonly reads: BodyBounds;
  readonly call?: Call | undefined;
}

/** Makes one call and returns its outcome. Never throws. */
export async function ask(
  request: HttpRequest,
  { call: make = call, ...options }: AskOptions,
): Promise<Answer | NoAnswer> {
  try {
    const { status, headers, text, isWhole } = await make(request, options);
    return {
      kind: 'answered',
      status,
      retryAfterMs: askedWaitMs(status, headers, options.clock.nowUtc().toMillis()),
      isWebPage: isWebPage(headers.get('content-type'), text, isWhole),
      text,
    };
  } catch (error) {
    return { kind: 'unreachable', problem: `could not be reached: ${networkFailure(error)}` };
  }
}
