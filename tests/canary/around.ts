import { join } from 'node:path';
import { systemClock } from '../../lib/base/time.ts';
import type { AlertSettings } from '../../lib/config/schema.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { type LiveStandInOptions, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn, type WebhookReply } from '../../stand-ins/webhook/server.ts';
import { closing, configFile, freshFolder } from '../bin/command-line.ts';
import { CANARY, filesOf } from '../support/canary.ts';

export const KEYS = {
  accessKeyId: 'STS.canary-test',
  accessKeySecret: `secret-${CANARY}/+=&%`,
  securityToken: `token-${CANARY}/+==`,
};
const SECRET = `whsec_${Buffer.from(`${CANARY}-of-twenty-four-bytes-and-more`).toString('base64')}`;

interface Trouble {
  readonly live?: LiveStandInOptions;
  /** Keys that the caller has, when they are not those that Live knows. */
  readonly keys?: typeof KEYS;
  readonly webhook?: WebhookReply;
  readonly metricsFail?: boolean;
  /** Nothing listens where the configuration points. */
  readonly unreachable?: boolean;
}

export const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ['nothing is wrong', {}],
  ['connections break', { live: { faults: { reset: 0.4, truncated: 0.2 } } }],
  ['Live fails', { live: { faults: { http500: 0.5, html: 0.4 } } }],
  ['Live answers what nobody knows', { live: { faults: { newEnum: 0.5, missingFields: 0.5 } } }],
  ['the key is of somebody else', { keys: { ...KEYS, accessKeySecret: `other-${CANARY}` } }],
  ['the token has been mixed up', { keys: { ...KEYS, securityToken: `other-${CANARY}` } }],
  ['the permission is missing', { live: { credentials: [{ ...KEYS, denied: ['*'] }] } }],
  ['the token has expired', { live: { credentials: [{ ...KEYS, expired: true }] } }],
  ['Live throttles', { live: { qps: 1, retryAfterHeader: true } }],
  ['the webhook refuses', { webhook: 401 }],
  ['the webhook redirects', { webhook: { status: 302, headers: { location: `https://hooks.example.com/${CANARY}` } } }],
  ['CloudWatch refuses', { metricsFail: true }],
  ['nothing can be reached', { unreachable: true }],
];

/** An account, its receivers and a configuration, with a canary in every secret. @param more further settings */
export async function surroundings(trouble: Trouble, moreChannels: readonly object[] = [], more: object = {}) {
  const live = closing(
    await startLiveStandIn({
      tasks: 150,
      regions: ['cn-shanghai'],
      qps: 0,
      credentials: [KEYS],
      canary: CANARY,
      monotonicNow: () => systemClock.monotonicMs(),
      ...trouble.live,
    }),
  );
  const cloudWatch = closing(await startCloudWatchStandIn(trouble.metricsFail ? { failWith: 'access-denied' } : {}));
  const webhook = closing(await startWebhookStandIn({ secret: SECRET, answer: trouble.webhook ?? 204 }));
  const state = join(await freshFolder(), 'state');
  const at = ({ url }: { readonly url: string }) => (trouble.unreachable ? 'http://127.0.0.1:10' : url);
  const keys = trouble.keys ?? KEYS;
  const config = await configFile({
    live: {
      endpoint: at(live),
      regions: ['cn-shanghai'],
      qps: 500,
      scopes: [{ dstUrl: CANARY }, { taskName: 'relay' }],
      credentials: { type: 'sts', ...keys },
    },
    metrics: [
      { type: 'cloudwatch', detail: 'full', namespace: 'LiveRelay', region: 'us-east-1', endpoint: at(cloudWatch) },
    ],
    alerts: [
      { type: 'webhook', name: 'on-call', url: `${at(webhook)}/${CANARY}?token=${CANARY}`, secret: SECRET },
      { type: 'console' },
      ...moreChannels,
    ],
    state: { type: 'file', path: state },
    sweep: { timeLimitSeconds: 20 },
    ...more,
  });
  return { live, cloudWatch, webhook, state, config, keys };
}

/** All that was kept or sent. */
export const everything = async ({ cloudWatch, webhook, state }: Awaited<ReturnType<typeof surroundings>>) => ({
  state: (await filesOf(state)).join('\n'),
  messages: webhook
    .received()
    .map(({ body, headers }) => JSON.stringify([body, headers]))
    .join('\n'),
  metrics: JSON.stringify(cloudWatch.datapoints()),
});

type Settings = (url: string) => Readonly<Record<string, unknown>>;
// the compiler names a channel that is absent; these two are in every configuration, and SNS is in canary-aws.test.ts
export const CHANNELS: Readonly<Record<Exclude<AlertSettings['type'], 'webhook' | 'console' | 'sns'>, Settings>> = {
  slack: (url) => ({ url: `${url}/services/T0/B0/${CANARY}` }),
  dingtalk: (url) => ({ url: `${url}/robot/send?access_token=${CANARY}`, secret: `SEC${CANARY}` }),
  feishu: (url) => ({ url: `${url}/open-apis/bot/v2/hook/${CANARY}`, secret: CANARY }),
  wecom: (url) => ({ url: `${url}/cgi-bin/webhook/send?key=${CANARY}` }),
  alertmanager: (url) => ({ urls: [`${url.replace('://', `://user-${CANARY}:pass%2F${CANARY}@`)}/${CANARY}/am`] }),
  pagerduty: (url) => ({ routingKey: `${CANARY}${'0'.repeat(32 - CANARY.length)}`, endpoint: url }),
};
export const channelsAt = (url: string) =>
  Object.entries(CHANNELS).map(([type, settings]) => ({ type, ...settings(url) }));
