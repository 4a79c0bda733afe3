import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import type { BodyBounds } from '../../lib/http/body.ts';
import { call } from '../../lib/http/call.ts';
import { callbackBody } from './callback-body.ts';
import type { CallbackOptions } from './callback-options.ts';
import type { Random } from './random.ts';
import type { TaskChange } from './task-change.ts';

/** What became of callbacks since the start or the last reset. */
export interface CallbackStats {
  /** Answered with 200. */
  readonly sent: number;
  /** Tries after the first. */
  readonly retried: number;
  /** Not answered with 200 by any try. */
  readonly givenUp: number;
  /** Not sent, on purpose. */
  readonly lost: number;
  /** Sent a second time, on purpose. */
  readonly doubled: number;
  /** Not sent, since their URL leads away from this machine and was not named at the start. */
  readonly elsewhere: number;
  /** Under way, or waiting for it. */
  readonly waiting: number;
}

/** Source: ApsaraVideo Live, callback settings; for callbacks of relays nothing is said by name. */
const TIMEOUT_MS = 5_000;
const RETRIES = 5;
const RETRY_WAIT_MS = 1_000;
const OVERTAKEN_MS = 2_000;
const AT_ONCE = 10;
/** Of an answer only its status counts. */
const READS: BodyBounds = { mostBytes: 1_024, longer: 'cut', broken: 'cut' };

/** A service has a clock of its own: what is done to that of the process, so that a client waits for nothing, is not done to this one. */
export const ownClock: Clock = { ...systemClock };

/** Sends callbacks to the URLs of tasks, as the service does. */
export class CallbackSender {
  readonly #options: CallbackOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #counts = noCounts();

  /** @param random when the options have none */
  constructor(options: CallbackOptions, random: Random) {
    this.#options = options;
    this.#clock = options.clock ?? ownClock;
    this.#random = options.random ?? random;
    // each wait and each try listens
    setMaxListeners(0, this.#closing.signal);
    this.#limit = pLimit(options.atOnce ?? AT_ONCE);
  }

  stats(): CallbackStats {
    return { ...this.#counts, waiting: this.#underWay.size };
  }

  resetStats(): void {
    this.#counts = noCounts();
  }

  /** Tells the task's CallbackUrl of a change, if it has one. */
  tell(change: TaskChange): void {
    const { callbackUrl } = change.task.definition;
    if (callbackUrl === undefined || this.#closing.signal.aborted) return;
    if (!this.#mayCall(callbackUrl)) {
      this.#counts.elsewhere++;
      return;
    }
    const { lost = 0, doubled = 0, overtaken = 0, delayMs = 0 } = this.#options;
    // drawn in any case, so that one option does not change what the others hit
    const [isLost, isDoubled, isOvertaken] = [lost, doubled, overtaken].map((share) => this.#random() < share);
    const waitMs = this.#random() * delayMs + (isOvertaken ? OVERTAKEN_MS : 0);
    if (isLost) {
      this.#counts.lost++;
      return;
    }
    if (isDoubled) this.#counts.doubled++;
    const body = JSON.stringify(callbackBody(change, this.#options));
    for (let copies = isDoubled ? 2 : 1; copies > 0; copies--) this.#keep(this.#deliver(callbackUrl, body, waitMs));
  }

  /** Resolves when nothing waits and nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Ends every try and every wait. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Seeded tasks have made-up URLs of other machines, which nobody asked to call. */
  #mayCall(url: string): boolean {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return false;
    const { hostname, host } = new URL(url);
    const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
    return isHere || (this.#options.url !== undefined && host === new URL(this.#options.url).host);
  }

  #keep(delivery: Promise<void>): void {
    const kept = delivery
      // closed meanwhile
      .catch(() => undefined)
      .finally(() => this.#underWay.delete(kept));
    this.#underWay.add(kept);
  }

  async #deliver(url: string, body: string, waitMs: number): Promise<void> {
    if (waitMs > 0) await this.#clock.sleep(waitMs, this.closing);
    await this.#limit(async () => {
      if (await this.#isTaken(url, body)) this.#counts.sent++;
      else this.#counts.givenUp++;
    });
  }

  async #isTaken(url: string, body: string): Promise<boolean> {
    for (let retry = 0; retry <= RETRIES; retry++) {
      if (retry > 0) {
        await this.#clock.sleep(RETRY_WAIT_MS, this.closing);
        this.#counts.retried++;
      }
      if ((await this.#post(url, body)) === 200) return true;
      this.closing.throwIfAborted();
    }
    return false;
  }

  /** @returns the status; null when there was no answer in time */
  async #post(url: string, body: string): Promise<number | null> {
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const bounds = { clock: this.#clock, timeoutMs: TIMEOUT_MS, giveUp: this.closing, reads: READS };
    try {
      return (await call({ url, method: 'POST', headers, body }, bounds)).status;
    } catch {
      return null;
    }
  }
}

function noCounts() {
  return { sent: 0, retried: 0, givenUp: 0, lost: 0, doubled: 0, elsewhere: 0 };
}
