import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startFcStandIn } from '../stand-ins/fc/server.ts';
import { STAND_IN_ENVIRONMENT, STAND_IN_KEYS } from '../stand-ins/keys.ts';
import { startLiveStandIn } from '../stand-ins/live/server.ts';
import { startOssStandIn } from '../stand-ins/oss/server.ts';
import { seededRandom } from '../stand-ins/simulation/seeded-random.ts';
import { DELAY_HEAD, delayRow } from './support/delays.ts';
import { markdownTable, progress, result } from './support/table.ts';
import { startWebhookClock } from './support/webhook-clock.ts';

/*
 * The same as functions, both with a cold start for each callback: the receiver and the sweep's function are deployed to
 * the stand-in of Function Compute 3.0, which starts a new process for every invocation. The state is in the stand-in of
 * OSS, and no timer event comes to help.
 */

const STOPS = 12;
const REGION = 'cn-shanghai';
const TOKEN = 'callbacks-of-the-benchmark';
const ACCOUNT = '1234567890123456';
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
const LATENCY = { rttMs: 70, jitterMs: 2 };

export async function functions(): Promise<void> {
  progress(`${STOPS} stops, each with cold starts of both functions`);
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-bench-'));
  const webhook = await startWebhookClock();
  const oss = await startOssStandIn({ credentials: [ROLE_KEYS] });
  const live = await startLiveStandIn({
    tasks: 600,
    regions: [REGION],
    seed: 7,
    latency: LATENCY,
    // to the URL of each relay, which is known only once the receiver is there
    callbacks: { url: 'http://127.0.0.1:9/not-yet' },
    credentials: [ROLE_KEYS],
  });
  const fc = await startFcStandIn({ roleCredentials: ROLE_KEYS, credentials: [STAND_IN_KEYS, ROLE_KEYS] });
  try {
    const config = join(folder, 'relaywatch.yml');
    await writeFile(
      config,
      JSON.stringify({
        live: { endpoint: live.url, regions: [REGION], qps: 10 },
        alerts: [{ type: 'webhook', url: webhook.url }],
        state: { type: 'oss', bucket: 'relaywatch-state', region: 'cn-hangzhou', endpoint: oss.url },
        // after the first sweep no time is left for looks: each stop has to start the functions
        sweep: { intervalSeconds: 6 },
        callbacks: { token: TOKEN },
        deploy: {
          fc: {
            version: 3,
            region: REGION,
            accountId: ACCOUNT,
            endpoint: fc.url,
            role: `acs:ram::${ACCOUNT}:role/relaywatch`,
            callbacks: true,
          },
        },
      }),
    );
    const { stdout } = await promisify(execFile)(
      'npx',
      ['tsx', 'bin/relaywatch.ts', 'deploy', 'apply', '--config', config],
      {
        env: { ...process.env, ...STAND_IN_ENVIRONMENT },
      },
    );
    const address = /callbacks are received at (\S+)/.exec(stdout)?.[1];
    if (address === undefined) throw new Error(`deploy said no address: ${stdout}`);
    for (const { slot, definition } of [...live.fleet.tasks()]) {
      live.fleet.update(slot, {
        ...definition,
        sourceUrls: [`rtmp://source-${slot}.example.com/live/stream`],
        dstUrl: `rtmp://push-${slot}.example.com/live/stream`,
        callbackUrl: `${address}/callback/${TOKEN}/${REGION}`,
      });
    }
    await fc.fireTimers('timer');
    const stops = await measured({ live, webhook, fc });
    result(markdownTable(DELAY_HEAD, [delayRow('stop → message accepted, two cold starts', stops, '')]));
  } finally {
    await Promise.all([fc.close(), live.close(), oss.close(), webhook.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured({
  live,
  webhook,
  fc,
}: {
  readonly live: Awaited<ReturnType<typeof startLiveStandIn>>;
  readonly webhook: Awaited<ReturnType<typeof startWebhookClock>>;
  readonly fc: Awaited<ReturnType<typeof startFcStandIn>>;
}): Promise<(number | null)[]> {
  const random = seededRandom(11);
  const lasting = [...live.fleet.tasks()].filter(
    ({ state: { kind }, definition: { endMs, sourceType } }) =>
      kind === 'running' && sourceType === 'live' && endMs > Date.now() + 3_600_000,
  );
  const stops: (number | null)[] = [];
  for (const { slot } of lasting.slice(0, STOPS)) {
    await sleep(random() * 500);
    const host = `source-${slot}.example.com`;
    const stoppedMs = performance.now();
    live.fleet.failSource(host, { count: 1, immediate: true });
    const toldMs = await webhook.heardAt('open', `from ${host} `, 20_000);
    stops.push(toldMs === null ? null : toldMs - stoppedMs);
    live.fleet.restart(slot);
    await webhook.heardAt('resolved', `from ${host} `, 20_000);
    await fc.settled();
  }
  return stops;
}
