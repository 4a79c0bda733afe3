import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { FcClient } from '../../../infra/fc/client.ts';
import { desiredFor } from '../../../infra/fc/deployment.ts';
import { look } from '../../../infra/fc/look.ts';
import { openFc } from '../../../infra/fc/open.ts';
import { rollBack, rollbackOf } from '../../../infra/fc/rollback.ts';
import type { Desired } from '../../../infra/fc/spec.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { STAND_IN_ENVIRONMENT } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { builtOnce } from '../../support/built-once.ts';
import { ACCOUNT, apply, destroy, plan, todo } from './a-deployment.ts';

export const NAMESPACE = 'LiveRelay';
export const METRICS_REGION = 'us-east-1';

/** What the role gives to the function; Live and OSS know these keys, and no others. */
/** A role of Function Compute opens nothing at AWS. */
const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = STAND_IN_ENVIRONMENT;
const AWS_KEYS = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };

/** A laptop with the built function, and all clouds but the one of the metrics. */
export interface Surroundings {
  readonly fc: FcStandIn;
  readonly live: LiveStandIn;
  readonly oss: OssStandIn;
  readonly webhook: WebhookStandIn;
  readonly folder: string;
  /** The built function. */
  readonly bundle: string;
  close(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-fc-'));
  const bundle = join(await builtOnce('function'), 'function/index.js');
  const fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
  const live = await startLiveStandIn({
    tasks: 320,
    regions: ['cn-shanghai'],
    seed: 3,
    qps: 0,
    credentials: [ROLE_KEYS],
  });
  const oss = await startOssStandIn({ credentials: [ROLE_KEYS] });
  const webhook = await startWebhookStandIn();
  return {
    fc,
    live,
    oss,
    webhook,
    folder,
    bundle,
    async close() {
      await Promise.all([fc.close(), live.close(), oss.close(), webhook.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * From an empty account to an alert, back to the version before, and to an empty account again.
 * @param cloudWatch where metrics go. @param published is called when the sweep is over
 */
export async function liveThrough(
  version: 2 | 3,
  around: Surroundings,
  cloudWatch: string,
  published: () => Promise<void>,
): Promise<void> {
  const { fc, live, webhook, oss } = around;
  const env = { HOOK_URL: `${webhook.url}/hook`, ...AWS_KEYS };
  const told = webhook.received().length;
  const messages = () => webhook.received().slice(told);

  // plan: all is new, and nothing is written
  const first = await deploymentOf(version, around, cloudWatch, env);
  expect(todo(await plan(first.desired, first.client))).toHaveLength(version === 2 ? 7 : 6);
  expect(fc.resources()).toEqual([]);

  // apply, and once more
  await apply(first.desired, first.client);
  expect(await apply(first.desired, first.client)).toEqual([]);

  // the timer fires: a sweep, metrics, an alert
  const [outcome] = await fc.fireTimers('timer');
  const { byStatus } = live.tally();
  expect(outcome).toMatchObject({
    status: 'succeeded',
    attempts: [expect.anything()],
    result: { sweep: { complete: true }, tasks: { total: 320, byStatus } },
  });
  await published();
  expect(messages()).toHaveLength(1);
  expect(JSON.parse(messages()[0]?.body ?? '{}').data.text.title).toMatch(/already stopped before watching began/);
  expect(oss.keys('relaywatch-state').length).toBeGreaterThan(0);

  // an event that comes twice is swept once
  if (outcome === undefined) return;
  expect(await fc.redeliver(outcome)).toMatchObject({ status: 'succeeded', result: { sweep: { calls: 0 } } });
  expect(messages()).toHaveLength(1);

  // a change makes a second version, which a rollback leaves
  const second = await deploymentOf(version, around, cloudWatch, env, { memoryMb: 512 });
  expect((await apply(second.desired, second.client)).at(-1)).toBe('change alias live');
  const found = await look(second.client, second.desired.id, version === 2);
  const change = rollbackOf(found, second.desired.id);
  expect([change.from.id, change.to.id]).toEqual(['2', '1']);
  await rollBack(change, found, second.desired.id, second.client);
  expect(await first.client.aliases()).toMatchObject([{ name: 'live', versionId: '1' }]);
  const [again] = await fc.fireTimers('timer');
  expect(again).toMatchObject({ status: 'succeeded' });

  // and nothing is left
  await destroy(second.desired, second.client);
  expect(fc.resources()).toEqual([]);
}

async function deploymentOf(
  version: 2 | 3,
  { folder, bundle, fc, live, oss }: Surroundings,
  cloudWatch: string,
  env: Readonly<Record<string, string>>,
  changes: object = {},
): Promise<{ readonly desired: Desired; readonly client: FcClient }> {
  const config = {
    live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
    metrics: [
      { type: 'cloudwatch', namespace: NAMESPACE, region: METRICS_REGION, endpoint: cloudWatch, detail: 'full' },
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference, to be filled in where the function runs
    alerts: [{ type: 'webhook', url: '${HOOK_URL}' }],
    state: {
      type: 'oss',
      bucket: 'relaywatch-state',
      region: 'cn-hangzhou',
      prefix: `v${version}/`,
      endpoint: oss.url,
    },
    deploy: {
      fc: {
        version,
        region: 'cn-shanghai',
        accountId: ACCOUNT,
        endpoint: fc.url,
        role: `acs:ram::${ACCOUNT}:role/relaywatch`,
        passEnvironment: Object.keys(AWS_KEYS),
        ...changes,
      },
    },
  };
  const path = join(folder, 'relaywatch.yml');
  await writeFile(path, stringify(config));
  const { settings, desired } = await desiredFor(path, env, bundle);
  return { desired, client: await openFc(settings, { secrets: Object.values(env) }) };
}
