import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionPackage, packageOf } from '../../../infra/package/function-package.ts';

const SECRET = 'https://hooks.example.com/7f3a-canary';
const CONFIG = `
live: { regions: [cn-shanghai] }
alerts:
  - { type: webhook, url: "\${HOOK_URL}" }
  - { type: console, templates: { title: "$\${title}" } }
deploy:
  aws: { region: us-east-1 }
  fc: "\${FC_SECTION}"
`;
const ENV = { HOOK_URL: SECRET, FC_SECTION: 'not for the function' };

let folder: string;
let bundle: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-package-'));
  bundle = join(folder, 'index.js');
  config = join(folder, 'relaywatch.yml');
  await writeFile(bundle, 'exports.handler = async () => "swept";');
  await writeFile(config, CONFIG);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const filesIn = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));

describe('the package of the function', () => {
  it('holds the bundle, as CommonJS, and the configuration as JSON without its deploy section', async () => {
    const { zip } = await functionPackage(config, ENV, bundle);
    const { 'relaywatch.json': packaged = '', ...others } = filesIn(zip);
    expect(others).toEqual({
      'index.js': 'exports.handler = async () => "swept";',
      'package.json': '{ "type": "commonjs" }\n',
    });
    expect(JSON.parse(packaged)).toEqual({
      live: { regions: ['cn-shanghai'] },
      alerts: [
        { type: 'webhook', url: `\${HOOK_URL}` },
        { type: 'console', templates: { title: `$\${title}` } },
      ],
    });
  });

  it('of a sweep has no token of the status page, and that of the page no secret of a sweep', async () => {
    const document = {
      live: { regions: ['cn-shanghai'] },
      alerts: [
        { type: 'webhook', url: `\${HOOK_URL}` },
        { type: 'slack', name: 'night', url: `\${SLACK_URL}` },
      ],
      metrics: [{ type: 'otlp', headers: { authorization: `\${OTLP}` } }],
      heartbeat: { url: `\${HEARTBEAT}` },
      routes: [{ channels: ['night'] }],
      report: { cron: '0 9 * * mon', channels: ['night'] },
      status: { token: `\${STATUS_TOKEN}` },
      callbacks: { url: `\${CALLBACK_URL}`, token: `\${CALLBACK_TOKEN}` },
    };
    const sweep = await packageOf(document, bundle);
    expect(sweep.environmentNames).toEqual(['HEARTBEAT', 'HOOK_URL', 'OTLP', 'SLACK_URL']);
    expect(JSON.parse(filesIn(sweep.zip)['relaywatch.json'] ?? '').callbacks).toEqual({});
    expect(JSON.parse(filesIn(sweep.zip)['relaywatch.json'] ?? '').report).toEqual(document.report);
    const page = await packageOf(document, bundle, document, 'status');
    expect(page.environmentNames).toEqual(['STATUS_TOKEN']);
    expect(JSON.parse(filesIn(page.zip)['relaywatch.json'] ?? '')).toEqual({
      live: { regions: ['cn-shanghai'] },
      alerts: [
        { type: 'console', name: 'webhook' },
        { type: 'console', name: 'night' },
      ],
      status: { token: `\${STATUS_TOKEN}` },
    });
  });

  describe('of the receiver of callbacks', () => {
    const document = {
      live: {
        regions: ['cn-shanghai'],
        endpoint: `\${ENDPOINT}`,
        scopes: [{ taskName: `\${NAME}` }],
        credentials: { type: 'access-key', accessKeyId: `\${KEY_ID}`, accessKeySecret: `\${KEY}` },
      },
      alerts: [{ type: 'webhook', url: `\${HOOK_URL}` }],
      metrics: [
        { type: 'otlp', endpoint: 'https://otlp.example.com/v1/metrics', headers: { authorization: `\${OTLP}` } },
      ],
      heartbeat: { url: `\${HEARTBEAT}` },
      status: { token: `\${STATUS_TOKEN}` },
      sweep: { leaseSeconds: 90 },
      state: { type: 's3', bucket: 'relays', region: 'eu-west-1', prefix: 'prod/' },
      callbacks: { token: `\${CALLBACK_TOKEN}`, previousToken: `\${OLD_TOKEN}`, url: `\${CALLBACK_URL}` },
      deploy: { fc: { schedule: '@every 10m' } },
    };
    const packaged = async (state: object) => {
      const made = await packageOf({ ...document, state }, bundle, { ...document, state }, 'callback');
      return { ...made, config: JSON.parse(filesIn(made.zip)['relaywatch.json'] ?? '') as Record<string, unknown> };
    };

    it('has the regions, the state and the tokens, and the secret of nobody else', async () => {
      const { config: found, environmentNames } = await packaged(document.state);
      expect(found).toEqual({
        live: { regions: ['cn-shanghai'] },
        state: document.state,
        callbacks: { token: `\${CALLBACK_TOKEN}`, previousToken: `\${OLD_TOKEN}` },
      });
      expect(environmentNames).toEqual(['CALLBACK_TOKEN', 'OLD_TOKEN']);
    });

    it("has Live's keys where they open its store", async () => {
      const { config: found, environmentNames } = await packaged({
        type: 'oss',
        bucket: 'relays',
        region: 'cn-shanghai',
      });
      expect(found.live).toEqual({ regions: ['cn-shanghai'], credentials: document.live.credentials });
      expect(environmentNames).toEqual(['CALLBACK_TOKEN', 'KEY', 'KEY_ID', 'OLD_TOKEN']);
    });

    it('is made without the variables of all others, and not without its own', async () => {
      const path = join(folder, 'receiver.yml');
      await writeFile(
        path,
        JSON.stringify({ ...document, deploy: {}, live: { ...document.live, endpoint: undefined } }),
      );
      const env = { NAME: 'studio', CALLBACK_TOKEN: 'x'.repeat(20), OLD_TOKEN: 'y'.repeat(20) };
      const { config: checked } = await functionPackage(path, env, bundle, 'callback');
      expect(checked.callbacks).toEqual({ token: env.CALLBACK_TOKEN, previousToken: env.OLD_TOKEN });
      const without = functionPackage(path, { ...env, OLD_TOKEN: undefined }, bundle, 'callback');
      await expect(without).rejects.toThrow(/callbacks\.previousToken: found \$\{OLD_TOKEN\}, which is not set/);
    });
  });

  it.each<[string, string, object | undefined]>([
    ['a minute, as by default', '', undefined],
    ["the schedule of Function Compute's timer", '  fc: { schedule: "@every 10m" }', { intervalSeconds: 600 }],
    ["the schedule of Lambda's", '  aws: { schedule: "rate(5 minutes)" }', { intervalSeconds: 300 }],
    ['a variable that holds the schedule', `  fc: { schedule: "\${SCHEDULE}" }`, { intervalSeconds: 1_800 }],
    ['what is said of a timer that is not ours', '  fc: {}\nsweep: { intervalSeconds: 90 }', { intervalSeconds: 90 }],
    [
      'the schedule, beside other settings of the sweep',
      '  fc: { schedule: "@every 10m" }\nsweep: { leaseSeconds: 300 }',
      { intervalSeconds: 600, leaseSeconds: 300 },
    ],
  ])('says how far apart its sweeps are, by %s', async (_, deploy, sweep) => {
    const path = join(folder, 'timed.yml');
    await writeFile(path, `live: { regions: [cn-shanghai] }\ndeploy:\n  alarms: {}\n${deploy}\n`);
    const { zip } = await functionPackage(path, { SCHEDULE: '0 */30 * * * *' }, bundle);
    expect(JSON.parse(filesIn(zip)['relaywatch.json'] ?? '').sweep).toEqual(sweep);
  });

  it('refers to variables, and has the value of none', async () => {
    const { zip, environmentNames, config: checked } = await functionPackage(config, ENV, bundle);
    expect(environmentNames).toEqual(['HOOK_URL']);
    expect(checked.alerts).toMatchObject([{ url: SECRET }, {}]);
    expect(Object.values(filesIn(zip)).join()).not.toMatch(/canary|not for the function/);
  });

  it('has the same bytes for the same content, whenever and from wherever it is made', async () => {
    const first = await functionPackage(config, ENV, bundle);
    await utimes(bundle, 1_000_000_000, 1_000_000_000);
    const again = await functionPackage(config, { ...ENV, HOOK_URL: 'https://elsewhere.example.com/' }, bundle);
    expect(again.sha256).toBe(first.sha256);
    expect(Buffer.compare(again.zip, first.zip)).toBe(0);
  });

  it('is another package when the configuration changes, but not when only the deploy section does', async () => {
    const write = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return (await functionPackage(join(folder, name), ENV, bundle)).sha256;
    };
    const asItIs = await write('a.yml', CONFIG);
    expect(await write('b.yml', CONFIG.replace('us-east-1', 'eu-west-1'))).toBe(asItIs);
    expect(await write('c.yml', CONFIG.replace('cn-shanghai', 'cn-beijing'))).not.toBe(asItIs);
  });

  it('is not made without the bundle, and says how to get it', async () => {
    const missing = join(folder, 'nothing/index.js');
    await expect(functionPackage(config, ENV, missing)).rejects.toMatchObject({
      reason: 'not-built',
      message: `there is no bundle at ${missing}; run: npm run build`,
    });
  });

  it('is not made of a configuration that cannot be used', async () => {
    await expect(functionPackage(config, { FC_SECTION: 'x' }, bundle)).rejects.toThrow(
      /relaywatch\.yml cannot be used:\n {2}alerts\[0\]\.url: found \$\{HOOK_URL\}, which is not set/,
    );
    await expect(functionPackage(join(folder, 'no.yml'), ENV, bundle)).rejects.toThrow(/found no such file/);
  });
});
