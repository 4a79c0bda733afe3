import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FaultyServer, startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import { STAND_IN_ENVIRONMENT } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { builtOnce } from '../../support/built-once.ts';

const NAMES = ['acme', 'other', 'third'];
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:relaywatch-sweep';
const lives: LiveStandIn[] = [];
let webhook: WebhookStandIn;
let engine: FaultyServer;
let folder = '';
/** Events of asynchronous invocations, as Lambda took them. */
const taken: { readonly path: string; readonly event: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-bundle-'));
  await cp(join(await builtOnce('function'), 'function'), folder, { recursive: true });
  webhook = await startWebhookStandIn();
  engine = await startFaultyServer(({ path, headers, body }) => {
    if (headers['x-amz-invocation-type'] !== 'Event') return { status: 400 };
    taken.push({ path, event: body.toString() });
    return { status: 202 };
  });
  for (const [seed] of NAMES.entries())
    lives.push(await startLiveStandIn({ tasks: 40, regions: ['cn-shanghai'], qps: 0, seed: seed + 1 }));
  for (const live of lives) live.fleet.restartStopped();
  const document = {
    live: { regions: ['cn-shanghai'] },
    state: { type: 'file', path: join(folder, 'state') },
    accounts: NAMES.map((name, index) => ({
      name,
      live: { endpoint: lives[index]?.url },
      alerts: [{ type: 'webhook', url: `${webhook.url}/${name}` }],
    })),
  };
  await writeFile(join(folder, 'relaywatch.json'), JSON.stringify(document));
}, 120_000);
afterAll(async () => {
  await Promise.all([webhook, engine, ...lives].map((one) => one?.close()));
  await rm(folder, { recursive: true, force: true });
});

/** One invocation, in a Node of its own as in a fresh instance. */
async function invoked(event: string) {
  const context = `{ awsRequestId: 'r-1', invokedFunctionArn: '${ARN}', getRemainingTimeInMillis: () => 50_000 }`;
  const script = `require('./index.js').handler(${event}, ${context}).then((one) => process.stdout.write('\\n' + JSON.stringify(one)))`;
  const env = {
    ...STAND_IN_ENVIRONMENT,
    AWS_REGION: 'us-east-1',
    RELAYWATCH_SWEEP_ENDPOINT: engine.url,
    TMPDIR: folder,
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: folder, env });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

async function minute(time: string) {
  const dispatched = await invoked(JSON.stringify({ source: 'aws.events', id: time, time }));
  const events = taken.splice(0);
  const sweeps = await Promise.all(events.map(({ event }) => invoked(event)));
  return { dispatched, events, sweeps };
}

it('with accounts, the bundle on Lambda starts itself once for each, and each is told of its own relays', async () => {
  const first = await minute('2026-03-01T12:00:00Z');
  expect(first.dispatched).toMatchObject({ started: 3, notStarted: [] });
  expect(
    first.events.map(({ event }) => JSON.parse(event)).toSorted((a, b) => a.account.localeCompare(b.account)),
  ).toMatchObject(NAMES.map((account) => ({ relaywatch: 'sweep', account })));
  expect(new Set(first.events.map(({ path }) => decodeURIComponent(path)))).toEqual(
    new Set([`/2015-03-31/functions/${ARN}/invocations`]),
  );
  expect(first.sweeps).toMatchObject(NAMES.map(() => ({ tasks: { total: 40 }, sweep: { complete: true } })));
  for (const live of lives.slice(0, 2)) live.fleet.storm(10, 'PushStreamFailed');
  await minute('2026-03-01T12:01:00Z');
  const told = webhook.received().map(({ path, body }) => `${path} hears of ${JSON.parse(body).data.account}`);
  expect([...new Set(told)].toSorted()).toEqual(['/acme hears of acme', '/other hears of other']);
}, 120_000);
