import { sweepIntervalSeconds } from '../config/schedule.ts';
import type { Config } from '../config/schema.ts';
import type { StatusSettings } from '../status/settings.ts';

/** The part of the configuration that affects how a state is shown. */
export function statusSettingsOf(config: Config): StatusSettings {
  return {
    windows: config.maintenance,
    channels: config.alerts.map(({ name, type }) => name ?? type),
    qps: config.live.qps,
    intervalSeconds: sweepIntervalSeconds(config),
  };
}
