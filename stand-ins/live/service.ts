import { ApiError } from './api-error.ts';
import { Authenticator, checkPermission } from './authenticate.ts';
import { Callbacks } from './callbacks.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { Fleet } from './fleet.ts';
import { Oddities } from './oddities.ts';
import { API_VERSION, type Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import type { ResolvedOptions } from './options.ts';
import { seededGenerator } from './random.ts';
import { RateLimit } from './rate-limit.ts';
import { errorReply, type Format, formatOf, goodReply, type Reply } from './reply.ts';
import type { RpcCall } from './rpc-call.ts';
import { ArrivalLog, type LiveStats } from './stats.ts';
import { type LiveTally, tallyOf } from './tally.ts';
import { Timeline } from './timeline.ts';

/** What is to be sent back: an answer, perhaps to be spoiled on the way. */
export interface Outcome {
  readonly reply: Reply;
  readonly fault?: Fault | undefined;
  readonly format: Format;
}

/** A call that was refused by the rate limit. */
class ThrottledError extends ApiError {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('Throttling.User', 'Request was denied due to user flow control.');
    this.waitMs = waitMs;
  }
}

/** The service behind the wire: who may call, how often, and what comes back. */
export class LiveService {
  readonly fleet: Fleet;
  readonly callbacks: Callbacks;
  readonly #options: ResolvedOptions;
  readonly #oddities: Oddities;
  readonly #authenticator: Authenticator;
  readonly #faults: FaultPlan;
  readonly #limits = new Map<string, RateLimit>();
  readonly #logs = new Map<string, ArrivalLog>();

  constructor(options: ResolvedOptions) {
    const { seed, scenario, churnPerSecond, faults, now } = options;
    const baseMs = now();
    this.#options = options;
    this.fleet = new Fleet({
      ...options,
      baseMs,
      timeline: new Timeline(scenario, churnPerSecond, baseMs, seed),
      callbackUrl: options.callbacks.url,
    });
    this.callbacks = new Callbacks(options.callbacks, seededGenerator(seed + 3), () => this.broughtUp());
    this.#oddities = new Oddities(seed, faults.newEnum, faults.missingFields);
    this.#authenticator = new Authenticator(options.credentials);
    this.#faults = new FaultPlan(faults, seededGenerator(seed + 1));
  }

  /** Answers one call that arrived at `arrivalMs` on the monotonic clock. */
  answer(call: RpcCall, arrivalMs: number): Outcome {
    const log = this.#logOf(call.action);
    log.arrive(arrivalMs);
    let format: Format = 'json';
    try {
      format = formatOf(call);
      const operation = this.#admit(call, arrivalMs);
      const fault = this.#faultOf(call);
      if (fault !== undefined) log.faults++;
      return { reply: goodReply(call.action, this.#perform(operation, call, fault), format), fault, format };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!(error instanceof ThrottledError)) {
        log.refused++;
        return { reply: errorReply(error, format), format };
      }
      log.throttled++;
      const waitMs = this.#options.retryAfterHeader ? error.waitMs : undefined;
      return { reply: errorReply(error, format, waitMs), format };
    }
  }

  /** The fleet as it is now. */
  broughtUp(): Fleet {
    this.fleet.advance(this.#options.now());
    return this.fleet;
  }

  stats(): LiveStats {
    const operations = Object.fromEntries([...this.#logs].map(([action, log]) => [action, log.summary()]));
    return { operations, ...this.callbacks.stats() };
  }

  resetStats(): void {
    this.#logs.clear();
    this.#faults.reset();
    this.callbacks.resetStats();
  }

  tally(): LiveTally {
    return tallyOf(this.broughtUp(), this.#oddities);
  }

  /** In the gateway's order: does it exist, who is it, may they, is it too often, is the account fit. */
  #admit(call: RpcCall, arrivalMs: number): Operation {
    if (call.method !== 'GET' && call.method !== 'POST') {
      throw new ApiError('UnsupportedHTTPMethod', 'This http method is not supported.');
    }
    const operation = OPERATIONS.get(call.action);
    if (operation === undefined || call.version !== API_VERSION || call.path !== '/') {
      throw new ApiError('InvalidApi.NotFound', 'Specified api is not found, please check your url and method.', 404);
    }
    if (this.#options.verifySignatures) {
      checkPermission(this.#authenticator.check(call, this.#options.now()), call.action);
    }
    const waitMs = this.#limitOf(call.action).arrive(arrivalMs);
    if (waitMs !== undefined) throw new ThrottledError(waitMs);
    this.#checkAccount();
    return operation;
  }

  #checkAccount(): void {
    if (this.#options.unopened)
      throw new ApiError('LiveServiceNotFound', 'Your account does not open Live service yet');
    if (this.#options.noDomain)
      throw new ApiError('CodeInvalidAliUid', 'This aliuid does not have a live domain name.');
  }

  /** A call that fails inside the service changes nothing; one whose answer gets lost has been done. */
  #perform(operation: Operation, call: RpcCall, fault: Fault | undefined): Record<string, unknown> {
    if (fault?.kind === 'http500' || fault?.kind === 'http503' || fault?.kind === 'html') return {};
    if (call.parameters.get('CallbackUrl')) this.callbacks.begin();
    return operation({ fleet: this.broughtUp(), oddities: this.#oddities, parameters: call.parameters });
  }

  #faultOf(call: RpcCall): Fault | undefined {
    const drawn = this.#faults.draw();
    if (call.action !== 'DescribeLivePullToPushList') return drawn;
    const { parameters } = call;
    return this.#faults.asked(parameters.get('Region') ?? '', parameters.get('PageNumber') ?? '1') ?? drawn;
  }

  #limitOf(action: string): RateLimit {
    const limit = this.#limits.get(action) ?? new RateLimit(this.#options);
    this.#limits.set(action, limit);
    return limit;
  }

  #logOf(action: string): ArrivalLog {
    const name = OPERATIONS.has(action) ? action : 'other';
    const log = this.#logs.get(name) ?? new ArrivalLog();
    this.#logs.set(name, log);
    return log;
  }
}
