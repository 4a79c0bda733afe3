import type { Notification } from '../../lib/monitor/notification.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';

export type ChannelMode = 'up' | 'down' | 'broken' | 'accepts but times out' | 'refuses' | 'asks for two hours';

/** How a channel takes a message that it never takes: it fails at it (HTTP 500), or refuses it (HTTP 400). */
export type Poison = 'fails' | 'refuses';

/** One message as a receiver took it in. */
export interface Heard {
  readonly channel: string;
  readonly atMs: number;
  readonly notification: Notification;
  /** Messages that came as one have the same number here. */
  readonly digest?: number;
}

/** One try of one message or digest, and what the sender could know of it. */
export interface Try {
  readonly channel: string;
  readonly atMs: number;
  readonly messages: readonly Notification[];
  readonly answer: 'taken' | 'unclear' | 'no';
  /** Whether the receiver has it, whatever it answered. */
  readonly took: boolean;
}

const ANSWERS: Readonly<Record<ChannelMode, SendResult>> = {
  up: { ok: true, receipt: 'r' },
  down: { ok: false, retryable: true, problem: 'it did not answer' },
  'accepts but times out': { ok: false, retryable: true, problem: 'it did not answer' },
  broken: { ok: false, retryable: false, broken: true, problem: 'the token is unknown' },
  refuses: { ok: false, retryable: false, problem: 'it answered HTTP 400' },
  'asks for two hours': {
    ok: false,
    retryable: true,
    retryAfterMs: 7_200_000,
    problem: 'it answered HTTP 429: it gets too many messages',
  },
};

/** The far ends of all channels: what each takes in, and what it answers. */
export class Receivers {
  readonly heard: Heard[] = [];
  readonly tries: Try[] = [];
  readonly modes = new Map<string, ChannelMode>();
  /** The next message that comes to a channel is one that it never takes. */
  readonly poisonsNext = new Map<string, Poison>();
  readonly #poisoned = new Map<string, Poison>();
  #digests = 0;

  receive(channel: string, messages: readonly Notification[], atMs: number): SendResult {
    const [mode, result] = this.#answer(channel, messages);
    const answer = result.ok ? 'taken' : result.retryable ? 'unclear' : 'no';
    const took = result.ok || mode === 'accepts but times out';
    this.tries.push({ channel, atMs, messages, answer, took });
    if (took) {
      const parts = messages.length > 1 ? { digest: ++this.#digests } : {};
      this.heard.push(...messages.map((notification) => ({ channel, atMs, notification, ...parts })));
    }
    return result;
  }

  /** Every channel takes everything again. */
  mend(): void {
    for (const trouble of [this.modes, this.poisonsNext, this.#poisoned]) trouble.clear();
  }

  #answer(channel: string, messages: readonly Notification[]): readonly [ChannelMode, SendResult] {
    const place = ({ id }: Notification) => `${channel} ${id}`;
    const [first] = messages;
    const next = this.poisonsNext.get(channel);
    if (next && first) {
      this.poisonsNext.delete(channel);
      this.#poisoned.set(place(first), next);
    }
    const poison = messages.flatMap((one) => this.#poisoned.get(place(one)) ?? [])[0];
    const mode = this.modes.get(channel) ?? 'up';
    if (mode !== 'up' || poison === undefined) return [mode, ANSWERS[mode]];
    return [mode, poison === 'fails' ? ANSWERS.down : ANSWERS.refuses];
  }
}
