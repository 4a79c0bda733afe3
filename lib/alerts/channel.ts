import type { CheckResult } from '../base/check-result.ts';
import type { Notification } from '../monitor/notification.ts';

/** What became of one message. Never thrown: a broken channel must not stop a sweep. */
export type SendResult =
  | { readonly ok: true; readonly receipt: string }
  | {
      readonly ok: false;
      /** One sentence without secrets: what failed and what to do. */
      readonly problem: string;
      /** Whether the same message may be accepted later. */
      readonly retryable: boolean;
      /** The channel's own wish, when it named one. */
      readonly retryAfterMs?: number;
      /** Needs a human: wrong token, robot removed, hook disabled. Told through the other channels. */
      readonly broken?: boolean;
    };

/** What the vendor allows, as its documentation says. */
export interface ChannelBudget {
  readonly perMinute: number;
  /** Absent: only the minute counts. */
  readonly perSecond?: number;
}

/** Where messages go. One file per vendor; routing, retries over sweeps and budgets are not its business. */
export interface AlertChannel {
  /** Unique in the configuration; the type when no name was given. */
  readonly name: string;
  /** The `type:` of the channel in the configuration. */
  readonly type: string;
  readonly budget: ChannelBudget;
  /** Whether it wants an `update` every sweep, since it forgets what is not told again (Alertmanager). */
  readonly takesUpdates: boolean;
  /**
   * Sends one message and waits until the channel accepted it: one try, bounded in time. Does not throw.
   * @param signal gives the try up; whether it was heard is then not known
   */
  send(notification: Notification, signal?: AbortSignal): Promise<SendResult>;
  /**
   * Sends several messages as one, when the budget allows no more. Absent where messages are cheap or are told apart by
   * machines.
   */
  sendDigest?(notifications: readonly Notification[], signal?: AbortSignal): Promise<SendResult>;
  /** Finds out, without telling anybody anything, whether the channel can be reached. Does not throw. */
  check(): Promise<CheckResult>;
}
