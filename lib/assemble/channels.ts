import type { Resend } from '../alerts/alertmanager/alert.ts';
import { createAlertmanagerChannel } from '../alerts/alertmanager/alertmanager.ts';
import type { AlertChannel } from '../alerts/channel.ts';
import { createConsoleChannel } from '../alerts/console/console.ts';
import { createPagerDutyChannel } from '../alerts/pagerduty/pagerduty.ts';
import { createDingTalkChannel } from '../alerts/robots/dingtalk.ts';
import { createFeishuChannel } from '../alerts/robots/feishu.ts';
import { createSlackChannel } from '../alerts/robots/slack.ts';
import { createWeComChannel } from '../alerts/robots/wecom.ts';
import { createSnsChannel, type SnsDeps } from '../alerts/sns/sns.ts';
import { createWebhookChannel } from '../alerts/webhook/webhook.ts';
import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { present } from '../config/present.ts';
import { sweepIntervalSeconds } from '../config/schedule.ts';
import type { AlertSettings, Config } from '../config/schema.ts';

export interface ChannelSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
  /** Keys for an AWS stand-in on this machine; none for any other endpoint. */
  readonly localAws: (endpoint: string | undefined) => Pick<SnsDeps, 'credentials'>;
}

/** The channel that a line of the configuration means. */
export function channelOf(
  settings: AlertSettings,
  config: Pick<Config, 'language' | 'sweep' | 'deploy'>,
  surroundings: ChannelSurroundings,
): AlertChannel {
  const { clock, random, log, write, localAws } = surroundings;
  const { language: own, templates, ...rest } = settings;
  const deps = {
    clock,
    random,
    log,
    language: own ?? config.language,
    ...(templates === undefined ? {} : { templates: present(templates) }),
  };
  switch (rest.type) {
    case 'webhook':
      return createWebhookChannel(present(rest), deps);
    case 'console':
      return createConsoleChannel(present(rest), { ...deps, write });
    case 'pagerduty':
      return createPagerDutyChannel(present(rest), deps);
    case 'slack':
      return createSlackChannel(present(rest), deps);
    case 'dingtalk':
      return createDingTalkChannel({ ...present(rest), mobiles: rest.atMobiles }, deps);
    case 'feishu':
      return createFeishuChannel(present(rest), deps);
    case 'wecom':
      return createWeComChannel(present(rest), deps);
    case 'alertmanager':
      return createAlertmanagerChannel({ ...present(rest), resend: resendOf(config) }, deps);
    case 'sns':
      return createSnsChannel(present(rest), { ...deps, ...localAws(rest.endpoint) });
  }
}

/** A sweep that died keeps the next one out for as long as its lease; one that lives may take as long as it is given. */
function resendOf({ sweep, deploy }: Pick<Config, 'sweep' | 'deploy'>): Resend {
  const sweepSeconds = Math.max(sweep.leaseSeconds, sweep.timeLimitSeconds ?? 0);
  return { intervalSeconds: sweepIntervalSeconds({ sweep, deploy }), sweepSeconds };
}
