import type { CheckResult } from '../base/check-result.ts';
import type { ChannelBudget } from '../monitor/channel-state.ts';
import type { Notification } from '../monitor/notification.ts';
import type { SendResult } from '../monitor/send-result.ts';

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
   * Sends one message and waits until the channel accepted it: one try, bounded in time. Does not throw: a broken
   * channel must not stop a sweep.
   * @param signal gives the attempt up; whether it was heard is then unknown
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
