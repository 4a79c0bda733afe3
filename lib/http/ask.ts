import type { BodyBounds } from './body.ts';
import { type Call, call, type HttpRequest } from './call.ts';
import type { TimeBounds } from './deadline.ts';
import { networkFailure } from './network-failure.ts';
import { askedWaitMs } from './retry-after.ts';
import { isWebPage } from './web-page.ts';

/** What a service said, and what any service may say by its headers and its form. */
export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** What it asks to wait, as told; null when it asks nothing. */
  readonly retryAfterMs: number | null;
  /** A web page instead of an answer: some proxy or login stands before the service. */
  readonly isWebPage: boolean;
  /** The body as far as it was asked for and came in time. */
  readonly text: string;
}

export interface NoAnswer {
  readonly kind: 'unreachable';
  /** Follows the service's name: "could not be reached: it refused the connection (ECONNREFUSED)". */
  readonly problem: string;
}

export interface AskOptions extends TimeBounds {
  readonly reads: BodyBounds;
  readonly call?: Call | undefined;
}

/** One call, and what it came to. Does not throw, whatever fails. */
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
