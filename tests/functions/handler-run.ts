import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { PlatformContext } from '../../functions/invocation.ts';
import { handler } from '../../functions/sweep.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { type LiveStandIn, type LiveStandInOptions, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

/** The keys that Function Compute hands to an invocation. */
export const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };

export const functionCompute = (timeoutSeconds = 60): PlatformContext => ({
  requestId: 'r-1',
  function: { timeout: timeoutSeconds },
  credentials: ROLE_KEYS,
});

export const lambda = (remainingMs = 60_000): PlatformContext => ({
  awsRequestId: 'a-1',
  getRemainingTimeInMillis: () => remainingMs,
});

export interface Surroundings {
  readonly folder: string;
  readonly live: LiveStandIn;
  readonly cloudWatch: CloudWatchStandIn;
  readonly webhook: WebhookStandIn;
}

export interface Run {
  /** Null when the handler rejected. */
  readonly summary: SweepSummary | null;
  readonly error: unknown;
  /** Standard output, line by line. */
  readonly lines: readonly string[];
}

const closers: (() => Promise<unknown>)[] = [];

useStandInKeys();
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Stand-ins and an empty folder, for one test. */
export async function surroundings(live: LiveStandInOptions = {}): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-function-'));
  // what an instance keeps while its state is broken is no other test's
  vi.stubEnv('TMPDIR', folder);
  const all = {
    folder,
    live: await startLiveStandIn({
      tasks: 300,
      regions: ['cn-shanghai', 'cn-beijing'],
      qps: 0,
      credentials: [STAND_IN_KEYS, ROLE_KEYS],
      ...live,
    }),
    cloudWatch: await startCloudWatchStandIn(),
    webhook: await startWebhookStandIn(),
  };
  closers.push(
    () => all.live.close(),
    () => all.cloudWatch.close(),
    () => all.webhook.close(),
    () => rm(folder, { recursive: true, force: true }),
  );
  return all;
}

/** Writes a configuration for the stand-ins, and has the next runs use it. */
export async function configure(
  { folder, live, cloudWatch, webhook }: Surroundings,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const path = join(folder, 'relaywatch.json');
  const config = {
    live: { endpoint: live.url, regions: ['cn-shanghai', 'cn-beijing'], qps: 1_000 },
    metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
    alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
    state: { type: 'file', path: join(folder, 'state') },
    ...changes,
  };
  await writeFile(path, JSON.stringify(config));
  vi.stubEnv('RELAYWATCH_CONFIG', path);
}

/** Runs the handler as a platform would, and keeps what it wrote. @param instance the handler of a fresh instance */
export async function invoke(event: unknown, context: PlatformContext | undefined, instance = handler): Promise<Run> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  const lines = () => written.join('').split('\n').filter(Boolean);
  try {
    return { summary: await instance(event, context), error: null, lines: lines() };
  } catch (error) {
    return { summary: null, error, lines: lines() };
  } finally {
    spy.mockRestore();
  }
}
