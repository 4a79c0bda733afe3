import { stringify } from 'yaml';
import { startCloudMonitorStandIn } from '../../stand-ins/cloudmonitor/server.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { CALLERS, exportOf, STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import type { CallbackOptions } from '../../stand-ins/live/callback-options.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startOssStandIn } from '../../stand-ins/oss/server.ts';
import { startOtlpStandIn } from '../../stand-ins/otlp/server.ts';
import { startPagerDutyStandIn } from '../../stand-ins/pagerduty/server.ts';
import { startPushgatewayStandIn } from '../../stand-ins/pushgateway/server.ts';
import { startDingTalkStandIn } from '../../stand-ins/robots/dingtalk.ts';
import { startFeishuStandIn } from '../../stand-ins/robots/feishu.ts';
import { startSlackStandIn } from '../../stand-ins/robots/slack.ts';
import { startWeComStandIn } from '../../stand-ins/robots/wecom.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { block, lines } from '../terminal/shown.ts';
import { print, printJson, telling } from '../terminal/terminal.ts';
import { signalled, tickFc } from './stand-in.ts';

export interface AllStandInsFlags {
  readonly tasks: number;
  readonly callbackUrl?: string;
  readonly json?: boolean;
}

const REGIONS = ['cn-shanghai', 'cn-beijing'];
const ACCOUNT = '1234567890123456';
/** What the role of a function gives it, which the other stand-ins know. Worthless anywhere else. */
const ROLE_KEYS = {
  accessKeyId: 'local-role-key',
  accessKeySecret: 'local-role-secret',
  securityToken: 'local-role-token',
};
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';

/** Starts every stand-in, and prints a configuration and keys for all of them. @returns the exit code */
export async function allStandInsCommand({ tasks, callbackUrl, json }: AllStandInsFlags): Promise<number> {
  const callbacks = callbackUrl === undefined ? {} : { url: callbackUrl };
  const standIns = await started(tasks, callbacks);
  const config = configOf(standIns);
  const stopped = signalled();
  if (json) printJson({ config, environment: { ...CALLERS.alibabaCloud, ...CALLERS.aws } });
  else print(lines([block(stringify(config)), block(ENVIRONMENT), STOPS]));
  const ticking = setInterval(() => void tickFc(standIns.fc, telling(json)), 1_000);
  await stopped;
  clearInterval(ticking);
  await Promise.all(Object.values(standIns).map((one) => one.close()));
  return 0;
}

const ENVIRONMENT = `# The configuration above is relaywatch.yml; these are the keys, worthless anywhere else:
#   ${exportOf(CALLERS.alibabaCloud)}
#   ${exportOf(CALLERS.aws)}`;
const STOPS =
  '# Each stand-in has its figures at /_stats, where its protocol leaves room for it. Ctrl-C stops them all.';

async function started(tasks: number, callbacks: CallbackOptions) {
  const credentials = [STAND_IN_KEYS, ROLE_KEYS];
  return {
    live: await startLiveStandIn({ tasks, regions: REGIONS, credentials, callbacks }),
    cloudWatch: await startCloudWatchStandIn(),
    cloudMonitor: await startCloudMonitorStandIn({ credentials }),
    pushgateway: await startPushgatewayStandIn(),
    otlp: await startOtlpStandIn(),
    oss: await startOssStandIn({ region: 'cn-shanghai', credentials }),
    fc: await startFcStandIn({ accountId: ACCOUNT, credentials: [STAND_IN_KEYS], roleCredentials: ROLE_KEYS }),
    webhook: await startWebhookStandIn(),
    pagerDuty: await startPagerDutyStandIn({ routingKeys: [ROUTING_KEY] }),
    slack: await startSlackStandIn(),
    dingTalk: await startDingTalkStandIn(),
    feishu: await startFeishuStandIn(),
    weCom: await startWeComStandIn(),
  };
}

function configOf(all: Awaited<ReturnType<typeof started>>) {
  return {
    live: { endpoint: all.live.url, regions: REGIONS },
    metrics: [
      { type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: all.cloudWatch.url },
      { type: 'cloudmonitor', region: 'cn-shanghai', endpoint: all.cloudMonitor.url },
      { type: 'prometheus', pushgateway: all.pushgateway.url },
      { type: 'otlp', endpoint: `${all.otlp.url}/v1/metrics` },
    ],
    alerts: [
      { type: 'webhook', name: 'on-call', url: `${all.webhook.url}/webhook` },
      { type: 'pagerduty', routingKey: ROUTING_KEY, endpoint: all.pagerDuty.url },
      { type: 'slack', url: all.slack.url },
      { type: 'dingtalk', url: all.dingTalk.url },
      { type: 'feishu', url: all.feishu.url },
      { type: 'wecom', url: all.weCom.url },
    ],
    state: { type: 'oss', bucket: 'relaywatch-state', region: 'cn-shanghai', endpoint: all.oss.url },
    deploy: {
      fc: {
        version: 3,
        region: 'cn-shanghai',
        accountId: ACCOUNT,
        role: `acs:ram::${ACCOUNT}:role/relaywatch`,
        endpoint: all.fc.url,
        // for CloudWatch: a role of Function Compute opens nothing at AWS
        passEnvironment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      },
      alarms: { topics: ['arn:aws:sns:us-east-1:123456789012:on-call'] },
    },
  };
}
