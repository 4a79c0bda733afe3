import type { MaintenanceWindow } from '../monitor/mutes.ts';

/** What the page has to know of the configuration. */
export interface StatusSettings {
  readonly windows: readonly MaintenanceWindow[];
  /** Names of the alert channels. */
  readonly channels: readonly string[];
  /** Calls a second that may be made of an operation. */
  readonly qps: number;
  /** From one sweep to the next at most. */
  readonly intervalSeconds: number;
}
