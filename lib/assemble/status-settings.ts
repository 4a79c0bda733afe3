import { sweepIntervalSeconds } from '../config/schedule.ts';
import type { Config } from '../config/schema.ts';
import type { StatusSettings } from '../status/settings.ts';

/** Alertmanager's silences and PagerDuty's acknowledgements are theirs alone: nothing of ours reaches them. */
const WITH_THEIR_OWN = ['pagerduty', 'alertmanager'];

/** Names of the channels that keep an acknowledgement of their own. */
export function channelsAcknowledgedApart(
  alerts: readonly { readonly name?: string | undefined; readonly type: string }[],
): string[] {
  return alerts.filter(({ type }) => WITH_THEIR_OWN.includes(type)).map(({ name, type }) => name ?? type);
}

/** The part of the configuration that affects how a state is shown. */
export function statusSettingsOf(config: Config): StatusSettings {
  return {
    windows: config.maintenance,
    channels: config.alerts.map(({ name, type }) => name ?? type),
    acknowledgedApart: config.status?.acknowledgedApart ?? channelsAcknowledgedApart(config.alerts),
    qps: config.live.qps,
    pageSize: config.live.pageSize,
    intervalSeconds: sweepIntervalSeconds(config),
  };
}
