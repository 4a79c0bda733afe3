import type { Clock } from '../../lib/base/time.ts';
import type { Random } from './random.ts';

/** `sample` is how the document's sample spells the event of a change of state, `table` how its table does. */
export const CALLBACK_SPELLINGS = ['sample', 'table'] as const;

export type CallbackSpelling = (typeof CALLBACK_SPELLINGS)[number];

/** How callbacks are sent, and what happens to them on their way. Shares are from 0 to 1, of all callbacks. */
export interface CallbackOptions {
  /** The CallbackUrl of every seeded task; without it they have made-up ones, which are not called. */
  readonly url?: string;
  readonly spelling?: CallbackSpelling;
  /** The form of EventTime, Unix seconds: a text in the document's sample. */
  readonly eventTime?: 'text' | 'number';
  /** Never sent. */
  readonly lost?: number;
  /** Sent twice. */
  readonly doubled?: number;
  /** Sent two seconds later, after what happened later. */
  readonly overtaken?: number;
  /** Each is sent up to so much later. */
  readonly delayMs?: number;
  /** At most so many are under way. */
  readonly atOnce?: number;
  /** For waits and timeouts. */
  readonly clock?: Clock;
  readonly random?: Random;
}
