import type { TaskStatus } from './relay-task.ts';

/**
 * What a callback claims about one relay. Live does not sign callbacks, so anybody who knows the address may have sent
 * it: a hint is a reason to ask Live, and never evidence.
 */
export interface Hint {
  readonly taskId: string;
  /** Null where the callback did not say it, and each region has to be asked. */
  readonly region: string | null;
  readonly status: TaskStatus;
  /** When it happened by Live's clock, in Unix seconds; null when that was not said, or is no time. */
  readonly eventSeconds: number | null;
  /** It says that a user stopped the relay, for which the lists have no documented word. */
  readonly byUser: boolean;
}
