import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFunction, type FunctionBundle, MOST_ZIPPED_BYTES } from '../../../infra/build/build-function.ts';
import { LEFT_OUT } from '../../../infra/build/left-out.ts';
import { startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { STAND_IN_ENVIRONMENT } from '../../../stand-ins/keys.ts';
import { startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../../stand-ins/webhook/server.ts';

let folder: string;
let bundle: FunctionBundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-bundle-'));
  bundle = await buildFunction(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a script in a fresh Node that has the bundle and no node_modules. */
async function runNode(script: string, env: Readonly<Record<string, string>> = {}) {
  const { PATH = '' } = process.env;
  return promisify(execFile)(process.execPath, ['-e', script], {
    cwd: join(folder, 'function'),
    env: { PATH, ...env },
  });
}

describe('the bundled function', () => {
  it('has at most 400 kB, zipped', async () => {
    expect(MOST_ZIPPED_BYTES).toBe(400_000);
    expect(bundle.zippedBytes).toBeLessThanOrEqual(MOST_ZIPPED_BYTES);
    const zip = unzipSync(await readFile(join(folder, 'function.zip')));
    const parts = await readdir(join(folder, 'function/parts'));
    expect(Object.keys(zip).sort()).toEqual(['index.js', ...parts.map((name) => `parts/${name}`)].sort());
    expect(zip['index.js']?.length).toBe((await readFile(join(folder, 'function/index.js'))).length);
  });

  it('is the same, to the byte, each time that it is built', async () => {
    const again = join(folder, 'again');
    await buildFunction(again);
    const zips = await Promise.all([folder, again].map((one) => readFile(join(one, 'function.zip'))));
    expect(zips[0]?.equals(zips[1] ?? Buffer.alloc(0))).toBe(true);
  });

  // esbuild adds the directive or not, by which of several imports reaches the file first
  it.each(['absent-module.cjs', 'silent-debug.cjs'])('has %s with the strictness that it says itself', async (name) => {
    expect(await readFile(new URL(`../../../infra/build/${name}`, import.meta.url), 'utf8')).toMatch(/^'use strict';/);
  });

  it('has nothing inside that is for deployment, tests, terminals or the status page', () => {
    const inside = [...bundle.parts.keys()];
    const unwanted =
      /^(infra\/(?!build\/(absent-|silent-debug))|stand-ins\/|tests\/|bench\/|bin\/|web\/|functions\/status|lib\/status)|node_modules\/(preact|@alicloud\/fc2|commander|cli-|picocolors|esbuild|hono|zod\/v4\/(classic|locales\/(?!en)))/;
    expect(inside.filter((path) => unwanted.test(path))).toEqual([]);
    expect(inside).toContain('functions/sweep.ts');
  });

  it('has nothing inside of what is left out, under its present name', () => {
    const bytesOf = (path: string) =>
      [...bundle.parts]
        .filter(([part]) => part.includes(`node_modules/${path}`))
        .map(([part, bytes]) => ({ part, bytes }));
    const aStandIn = 100;
    expect(LEFT_OUT.flatMap(bytesOf).filter(({ bytes }) => bytes > aStandIn)).toEqual([]);
    expect(LEFT_OUT.filter((path) => !existsSync(join('node_modules', path)))).toEqual([]);
  });

  it('loads alone, and gives its handler', async () => {
    const { stdout, stderr } = await runNode(
      "process.stdout.write(JSON.stringify(Object.keys(require('./index.js'))))",
    );
    expect({ names: JSON.parse(stdout).sort(), stderr }).toEqual({ names: ['handler'], stderr: '' });
  });

  it('names an error as platforms show it, although names of classes are cut short', async () => {
    await writeFile(join(folder, 'function/relaywatch.json'), '{}');
    const { stdout } = await runNode(
      "require('./index.js').handler(Buffer.from('{}'), {}).catch(({ name }) => process.stdout.write('\\n' + name));",
    );
    expect(stdout.split('\n').at(-1)).toBe('ConfigError');
  });

  it('sweeps in a fresh Node as Function Compute would run it', async () => {
    const keys = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
    const live = await startLiveStandIn({ tasks: 250, regions: ['cn-shanghai'], qps: 0, credentials: [keys] });
    const cloudWatch = await startCloudWatchStandIn();
    const webhook = await startWebhookStandIn();
    try {
      const config = {
        live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
        metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
        alerts: [{ type: 'webhook', url: webhook.url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` }],
        state: { type: 'file', path: join(folder, 'state') },
      };
      await writeFile(join(folder, 'function/relaywatch.json'), JSON.stringify(config));
      const context = { requestId: 'r-1', function: { timeout: 30 }, credentials: keys };
      const { stdout, stderr } = await runNode(
        `require('./index.js').handler(Buffer.from('{"triggerTime":"2026-03-01T08:00:00Z"}'), ${JSON.stringify(context)})
           .then((summary) => process.stdout.write('\\n' + JSON.stringify(summary)));`,
        STAND_IN_ENVIRONMENT,
      );
      expect(stderr).toBe('');
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
        tasks: { total: 250, byStatus: live.tally().byStatus },
        sweep: { complete: true },
        metrics: [{ ok: true }],
        alerts: [{ type: 'webhook', ok: true, sent: 1 }],
      });
      expect(webhook.received().map(({ body }) => JSON.parse(body))).toMatchObject([{ type: 'relaywatch.summary' }]);
      expect((await readdir(join(folder, 'state'))).map((name) => name.split('-')[0]).sort()).toEqual([
        'journal',
        ...['snapshot', 'snapshot', 'snapshot'],
      ]);
    } finally {
      await Promise.all([live.close(), cloudWatch.close(), webhook.close()]);
    }
  });
});
