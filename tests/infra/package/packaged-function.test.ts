import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { functionPackage } from '../../../infra/package/function-package.ts';
import { startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { builtOnce } from '../../support/built-once.ts';

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-packaged-'));
  bundle = join(await builtOnce('function'), 'function/index.js');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As Lambda does it: the zip's files in a folder, which is where the function runs. */
async function unpacked(zip: Uint8Array): Promise<string> {
  const task = join(folder, 'task');
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(task, name)), { recursive: true });
    await writeFile(join(task, name), bytes);
  }
  return task;
}

/** Lets the package sweep in a process of its own, as Lambda does. @returns what it printed; null of a run that failed */
async function swept(zip: Uint8Array, env: Readonly<Record<string, string>>) {
  const event = { time: '2026-03-01T08:00:00Z', resources: ['arn:aws:events:us-east-1:1:rule/sweep'] };
  const program = `require('./index.js').handler(${JSON.stringify(event)}, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 60000 })
    .then((summary) => process.stdout.write('\\n' + JSON.stringify(summary)));`;
  const { PATH } = process.env;
  return promisify(execFile)(process.execPath, ['-e', program], { cwd: await unpacked(zip), env: { PATH, ...env } });
}

it('the package alone sweeps on Lambda, with the keys and the addresses of its environment', async () => {
  const keys = { accessKeyId: 'LTAI-of-the-test', accessKeySecret: 'secret-of-the-test' };
  const live = await startLiveStandIn({ tasks: 120, regions: ['cn-shanghai'], qps: 0, credentials: [keys] });
  const webhook = await startWebhookStandIn();
  try {
    const config = join(folder, 'relaywatch.yml');
    await writeFile(
      config,
      `live: { endpoint: "${live.url}", regions: [cn-shanghai], qps: 1000 }
alerts: [{ type: webhook, url: "\${HOOK_URL}" }]
deploy: { aws: { region: us-east-1 } }`,
    );
    const env = { HOOK_URL: webhook.url };
    const { zip } = await functionPackage(config, env, bundle);
    const access = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
    };
    const { stdout, stderr } = await swept(zip, { ...env, ...access });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      tasks: { total: 120, byStatus: live.tally().byStatus },
      sweep: { complete: true },
      alerts: [{ type: 'webhook', ok: true }],
    });
    expect(webhook.received()).toHaveLength(1);

    // what prints each request would print its keys and addresses
    const loud = await swept(zip, { ...env, ...access, DEBUG: '*' });
    expect(`${loud.stdout}${loud.stderr}`).not.toMatch(/-of-the-test|httpx/);
    const refused = await swept(zip, { ...env, ...access, NODE_DEBUG: 'http,undici' }).catch((error: unknown) => error);
    const { stdout: said, stderr: quiet } = refused as { readonly stdout: string; readonly stderr: string };
    expect(said).toMatch(
      /"event":"sweep_failed".*NODE_DEBUG makes Node print what it sends|NODE_DEBUG makes Node print.*"event":"sweep_failed"/,
    );
    expect(`${said}${quiet}`).not.toMatch(/-of-the-test/);
  } finally {
    await Promise.all([live.close(), webhook.close()]);
  }
});
