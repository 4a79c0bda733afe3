import type { Resend } from '../alerts/alertmanager/alert.ts';
import { createAlertmanagerChannel } from '../alerts/alertmanager/alertmanager.ts';
import type { AlertChannel } from '../alerts/channel.ts';
import { createConsoleChannel } from '../alerts/console/console.ts';
import type { ChannelDeps } from '../alerts/http-channel.ts';
import { channelOfAccount } from '../alerts/of-account.ts';
import { createPagerDutyChannel } from '../alerts/pagerduty/pagerduty.ts';
import { createDingTalkChannel } from '../alerts/robots/dingtalk.ts';
import { createFeishuChannel } from '../alerts/robots/feishu.ts';
import { createSlackChannel } from '../alerts/robots/slack.ts';
import { createWeComChannel } from '../alerts/robots/wecom.ts';
import { createSnsChannel } from '../alerts/sns/sns.ts';
import { createWebhookChannel } from '../alerts/webhook/webhook.ts';
import { present } from '../config/present.ts';
import { sweepIntervalSeconds } from '../config/schedule.ts';
import type { AlertSettings, Config } from '../config/schema.ts';
import { type Makers, made, type PartDeps } from './makers.ts';

interface Deps extends PartDeps, Pick<ChannelDeps, 'language' | 'templates' | 'links'> {
  readonly config: Pick<Config, 'sweep' | 'deploy'>;
}

/** One line per channel. */
const CHANNELS: Makers<AlertSettings, Deps, AlertChannel> = {
  webhook: createWebhookChannel,
  console: createConsoleChannel,
  pagerduty: createPagerDutyChannel,
  slack: createSlackChannel,
  dingtalk: (settings, deps) => createDingTalkChannel({ ...settings, mobiles: settings.atMobiles }, deps),
  feishu: createFeishuChannel,
  wecom: createWeComChannel,
  alertmanager: (settings, deps) => createAlertmanagerChannel({ ...settings, resend: resendOf(deps.config) }, deps),
  sns: createSnsChannel,
};

/** The channel for a section of the configuration. */
export function channelOf(
  settings: AlertSettings,
  config: Pick<Config, 'account' | 'language' | 'links' | 'sweep' | 'deploy'>,
  parts: PartDeps,
): AlertChannel {
  const { language: _, templates: __, ...rest } = settings;
  const channel = made(CHANNELS, present(rest), { ...parts, config, ...wordingOf(settings, config) });
  return config.account ? channelOfAccount(channel, config.account) : channel;
}

/** The language and templates of a channel's messages. */
export function wordingOf(
  { language, templates }: Pick<AlertSettings, 'language' | 'templates'>,
  config: Pick<Config, 'language' | 'links'>,
): Pick<ChannelDeps, 'language' | 'templates' | 'links'> {
  return {
    language: language ?? config.language,
    ...(templates === undefined ? {} : { templates: present(templates) }),
    ...(config.links === undefined ? {} : { links: config.links }),
  };
}

/** How long a function may take as it is deployed; the lease is shorter, since a sweep at work renews it. */
const FUNCTION_SECONDS = 120;

/**
 * A sweep that died keeps the next one out for as long as its lease; a live one may take as long as the platform
 * allows.
 */
function resendOf({ sweep, deploy }: Pick<Config, 'sweep' | 'deploy'>): Resend {
  const sweepSeconds = Math.max(FUNCTION_SECONDS, sweep.leaseSeconds, sweep.timeLimitSeconds ?? 0);
  return { intervalSeconds: sweepIntervalSeconds({ sweep, deploy }), sweepSeconds };
}
