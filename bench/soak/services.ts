import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startOssStandIn } from '../../stand-ins/oss/server.ts';
import { startPagerDutyStandIn } from '../../stand-ins/pagerduty/server.ts';
import { startDingTalkStandIn } from '../../stand-ins/robots/dingtalk.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { type Gate, type GateOptions, startGate } from './gate.ts';
import type { Oracle } from './oracle.ts';
import type { GATE_FAULTS, GateFault, Service } from './schedule.ts';
import { REGIONS, STREAM_KEY } from './truth.ts';
import type { WorldClock } from './world-clock.ts';

export const ROLE_KEYS = {
  accessKeyId: 'STS.soak',
  accessKeySecret: 'canarySecretKey4711',
  securityToken: 'canarySecurityToken4711',
};
export const CALLBACK_TOKEN = 'canaryCallbackToken4711';
const HOOK = 'canaryWebhookPath4711';
const ROBOT_TOKEN = 'canaryRobotToken4711';
const ROUTING_KEY = 'canary00000000000000000000004711';
export const CANARIES = [
  STREAM_KEY,
  ROLE_KEYS.accessKeySecret,
  ROLE_KEYS.securityToken,
  CALLBACK_TOKEN,
  HOOK,
  ROBOT_TOKEN,
  ROUTING_KEY,
];
const BUCKET = 'relaywatch-state';
const SNAPSHOT = /\/snapshot-\d{12}\.json$/;

/** Every service that the function talks to, each behind a gate. */
export interface Services {
  readonly live: Awaited<ReturnType<typeof startLiveStandIn>>;
  readonly gates: Readonly<Record<Service, Gate>>;
  /** Without `status` of the relays: sections of the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Keys of alerts that PagerDuty still has open. */
  openAtPagerDuty(): string[];
  /** The newest snapshot: its object, and its text as it was written. */
  newestSnapshot(): { readonly key: string; readonly text: string } | null;
  plant(key: string, text: string): void;
  close(): Promise<void>;
}

interface Watching {
  readonly oracle: Oracle;
  readonly clock: WorldClock;
  readonly dice: () => number;
  readonly onSpoilt: (service: Service, fault: GateFault) => void;
}

export async function startServices({ oracle, clock, dice, onSpoilt }: Watching): Promise<Services> {
  const now = () => clock.nowMs();
  const [live, oss, cloudWatch, webhook, pagerDuty, robot] = await Promise.all([
    startLiveStandIn({
      tasks: 0,
      regions: REGIONS,
      credentials: [ROLE_KEYS],
      now,
      monotonicNow: () => clock.monotonicMs(),
    }),
    startOssStandIn({ credentials: [ROLE_KEYS], now }),
    startCloudWatchStandIn({ now }),
    startWebhookStandIn(),
    startPagerDutyStandIn({ now }),
    startDingTalkStandIn({ nowMs: now, accessToken: ROBOT_TOKEN }),
  ]);
  const written = new Map<string, string>();
  const gate = (service: Service, target: string, more: Partial<GateOptions>) =>
    startGate({
      target,
      dice,
      onPassed: () => undefined,
      ...more,
      onSpoilt: (fault) => onSpoilt(service, fault),
    });
  const origin = (url: string) => new URL(url).origin;
  const gates = {
    live: await gate('live', live.url, {
      onArrival: (request) =>
        oracle.arrivals.arrived(String(request.headers['x-acs-action']), clock.monotonicMs(), clock.busyMs()),
    }),
    store: await gate('store', oss.url, {
      onPassed({ method, path, body, status }) {
        if (method !== 'PUT') return;
        oracle.seesText(`object ${path}`, body);
        const key = path.slice(`/${BUCKET}/`.length);
        if (SNAPSHOT.test(path) && status === 200) written.set(key, body);
      },
    }),
    metrics: await gate('metrics', cloudWatch.url, {
      onPassed: ({ body }) => oracle.seesText('metrics', body),
    }),
    pager: await gate('pager', webhook.url, {
      onPassed({ body, status, fault }) {
        oracle.seesText('message to the webhook', body);
        if (fault === 'refusing') oracle.refuses(body);
        if (status === 204) oracle.hears(body, clock.nowMs());
      },
    }),
    pagerduty: await gate('pagerduty', pagerDuty.url, {
      onPassed: ({ body }) => oracle.seesText('message to PagerDuty', body, [ROUTING_KEY]),
    }),
    chat: await gate('chat', origin(robot.url), {
      onPassed: ({ body }) => oracle.seesText('message to DingTalk', body),
    }),
  } satisfies Record<keyof typeof GATE_FAULTS, Gate>;
  const newestKey = () => oss.keys(BUCKET).find((key) => SNAPSHOT.test(`/${key}`));
  const running = [live, oss, cloudWatch, webhook, pagerDuty, robot];
  const { pathname, search } = new URL(robot.url);
  return {
    live,
    gates,
    config: {
      // a name, so that names can be lost
      live: { endpoint: `http://localhost:${gates.live.port}`, regions: REGIONS, pageSize: 30, callTimeoutSeconds: 1 },
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: gates.metrics.url }],
      alerts: [
        { type: 'webhook', url: `http://localhost:${gates.pager.port}/${HOOK}` },
        { type: 'pagerduty', routingKey: ROUTING_KEY, endpoint: gates.pagerduty.url },
        { type: 'dingtalk', url: `${gates.chat.url}${pathname}${search}` },
      ],
      state: { type: 'oss', bucket: BUCKET, region: 'cn-hangzhou', endpoint: gates.store.url },
      callbacks: { token: CALLBACK_TOKEN },
      sweep: { intervalSeconds: 6, leaseSeconds: 60 },
    },
    openAtPagerDuty: () =>
      pagerDuty
        .alerts()
        .filter(({ status }) => status !== 'resolved')
        .map(({ dedupKey }) => dedupKey),
    newestSnapshot() {
      const key = newestKey();
      const text = key === undefined ? undefined : written.get(key);
      return key === undefined || text === undefined ? null : { key, text };
    },
    plant: (key, text) => oss.plant(BUCKET, key, text),
    async close() {
      await Promise.all(Object.values(gates).map((one) => one.close()));
      await Promise.all(running.map((one) => one.close()));
    },
  };
}
