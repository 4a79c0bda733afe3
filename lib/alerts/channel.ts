import type { CheckResult } from '../check-result.ts';
import type { Notification } from '../monitor/notification.ts';

/** What became of one message. Never thrown: a broken channel must not stop a sweep. */
export type SendResult =
  | { readonly ok: true; readonly receipt: string }
  | { readonly ok: false; readonly problem: string; readonly retryable: boolean };

/** Where messages go. */
export interface AlertChannel {
  /** The `type:` of the channel in the configuration. */
  readonly type: string;
  /** Sends one message and waits until the channel accepted it. Gives the outcome; does not throw. */
  send(notification: Notification): Promise<SendResult>;
  /** Finds out, without telling anybody anything, whether the channel can be reached. Does not throw. */
  check(): Promise<CheckResult>;
}
