import type { MaintenanceWindow } from '../monitor/mutes.ts';

/** What the page has to know about the configuration. */
export interface StatusSettings {
  readonly windows: readonly MaintenanceWindow[];
  /** Names of the alert channels. */
  readonly channels: readonly string[];
  /** Names of those that keep an acknowledgement of their own, whatever is acknowledged here. */
  readonly acknowledgedApart: readonly string[];
  /** Calls per second that are allowed for an operation. */
  readonly qps: number;
  /** Places of a page. */
  readonly pageSize: number;
  /** Longest time from one sweep to the next. */
  readonly intervalSeconds: number;
}
