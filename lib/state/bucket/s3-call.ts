import type { Clock, Random } from '../../base/time.ts';
import { WHOLE } from '../../http/body.ts';
import { call, type HttpAnswer } from '../../http/call.ts';
import { withDeadline } from '../../http/deadline.ts';
import { lastProxyOf, withProxyNamed } from '../../http/last-proxy.ts';
import { type Backoff, withRetries } from '../../http/retry.ts';
import type { Agents } from '../../http/steady-agents.ts';
import { isHtmlType, isWebPage } from '../../http/web-page.ts';
import { type BucketAction, type BucketFailure, bucketFailure, isPassing } from './failure.ts';
import { defaultS3Keys, type S3Credentials, type S3Keys } from './s3-keys.ts';
import { originOf, pathOf, type S3BucketSettings } from './s3-service.ts';
import type { S3Request } from './s3-signature.ts';

export interface S3BucketDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: the AWS SDK's own credential chain. */
  readonly credentials?: S3Credentials;
  /** Time for one operation, retries included. */
  readonly timeoutMs?: number;
}

export interface S3Call extends Pick<S3Request, 'method'> {
  readonly action: BucketAction;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 15_000;
/** Chosen so that two attempts fit in the deadline. */
const ATTEMPT_SHARE = 0.45;
const ATTEMPTS = 2;
/** As the AWS client waits. */
const BACKOFF: Backoff = { baseMs: 100, capMs: 1_000 };

/** An answer that refuses the call, or no answer at all. */
export class S3Refusal extends Error {
  readonly failure: BucketFailure;
  readonly status: number | null;
  readonly attempts: number;

  constructor({ failure, status }: Refused, attempts: number) {
    super(failure.code);
    this.failure = failure;
    this.status = status;
    this.attempts = attempts;
  }
}

interface Refused {
  readonly failure: BucketFailure;
  readonly status: number | null;
  /** The service's time, where it does not agree with ours. */
  readonly theirNowMs?: number;
}

/** Calls one bucket of S3. */
export class S3Caller {
  readonly #settings: S3BucketSettings;
  readonly #deps: S3BucketDeps;
  readonly #agents: Agents;
  readonly #credentials: () => Promise<S3Keys>;
  /** By how much the service's clock is ahead, once it refused a call for that. */
  #aheadMs = 0;

  constructor(settings: S3BucketSettings, deps: S3BucketDeps, agents: Agents) {
    const { credentials = defaultS3Keys(process.env) } = deps;
    this.#settings = settings;
    this.#deps = deps;
    this.#agents = agents;
    this.#credentials = typeof credentials === 'function' ? credentials : async () => credentials;
  }

  /** Makes one request and repeats it when the failure may pass. @throws S3Refusal */
  async call(what: S3Call): Promise<HttpAnswer> {
    const { clock, random, timeoutMs = TIMEOUT_MS } = this.#deps;
    const bounds = { clock, random, attempts: ATTEMPTS, backoff: BACKOFF, giveUp: what.signal };
    let attempts = 0;
    const outcome = await withRetries(
      (attempt) => {
        attempts = attempt;
        return this.#callOnce(what, timeoutMs * ATTEMPT_SHARE);
      },
      (came) => ('failure' in came && this.#maySucceed(came) ? {} : null),
      bounds,
    );
    if ('failure' in outcome) throw new S3Refusal(outcome, attempts);
    return outcome;
  }

  /** A call that was refused for its time is made again with the service's. */
  #maySucceed({ failure, theirNowMs }: Refused): boolean {
    if (failure.kind !== 'clock-skew' || theirNowMs === undefined) return isPassing(failure);
    this.#aheadMs = theirNowMs - this.#deps.clock.nowUtc().toMillis();
    return true;
  }

  async #callOnce(what: S3Call, timeoutMs: number): Promise<HttpAnswer | Refused> {
    const { clock } = this.#deps;
    const bounds = { clock, timeoutMs, giveUp: what.signal };
    try {
      const keys = await withDeadline(bounds, this.#credentials);
      const now = new Date(clock.nowUtc().toMillis() + this.#aheadMs);
      // not at the top of the file: most functions have no state in S3
      const { signedS3 } = await import('./s3-signature.ts');
      const request = this.#requestOf(what);
      const { url, headers } = await signedS3(request, keys, this.#settings.region, now);
      const sent = { url, method: what.method, headers, ...(what.body === undefined ? {} : { body: what.body }) };
      const answer = await call(sent, { ...bounds, reads: WHOLE, agents: this.#agents });
      return isOfS3(what, answer) ? answer : this.#refusalIn(answer);
    } catch (error) {
      const named = withProxyNamed(error, this.#agents, what.signal);
      const name = error instanceof Error && error.name === 'CredentialsProviderError' ? error.name : null;
      return { failure: bucketFailure(name, null, named), status: null };
    }
  }

  #requestOf({ method, key = '', query = {}, headers = {}, body = '' }: S3Call): S3Request {
    const path = pathOf(this.#settings, key);
    return { method, origin: originOf(this.#settings), path, query, headers, body };
  }

  #refusalIn({ status, headers, text }: HttpAnswer): Refused {
    const code = /<Code>([^<]{1,64})<\/Code>/.exec(text)?.[1] ?? null;
    const proxy = lastProxyOf(this.#agents);
    const failure = { ...bucketFailure(code, status), ...(proxy === null ? {} : { proxy }) };
    const theirNowMs = Date.parse(headers.get('date') ?? '');
    return { failure, status, ...(Number.isNaN(theirNowMs) ? {} : { theirNowMs }) };
  }
}

/** A login page mistaken for S3 would look like an empty bucket, or like a snapshot that was saved. */
function isOfS3({ action }: S3Call, { status, headers, text }: HttpAnswer): boolean {
  if (status < 200 || status >= 300) return false;
  const type = headers.get('content-type');
  switch (action) {
    case 'list':
      // an XHTML page is XML too
      return text.includes('<ListBucketResult') && text.includes('<IsTruncated>');
    case 'read':
      // a foreign object in the bucket is damaged data, not an answer from another service
      return !isHtmlType(type);
    case 'create':
    case 'remove':
      return headers.get('etag') !== null || !isWebPage(type, text);
  }
}
