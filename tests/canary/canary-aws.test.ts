import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { relaywatchHere } from '../bin/in-process.ts';
import { CANARY, expectNoCanary, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';

useRunFolder();
useNoWaiting();

const ENV = {
  AWS_ACCESS_KEY_ID: `AKIA${CANARY}`,
  AWS_SECRET_ACCESS_KEY: `aws/${CANARY}+x`,
  AWS_SESSION_TOKEN: `token/${CANARY}+==`,
  ALIBABA_CLOUD_ACCESS_KEY_ID: `STS.${CANARY}`,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: `secret-${CANARY}/+=&%`,
  ALIBABA_CLOUD_SECURITY_TOKEN: `token-${CANARY}/+==`,
  HOOK_URL: `https://hooks.example.com/services/${CANARY}?token=${CANARY}`,
  PING_URL: `https://ping.example.com/${CANARY}`,
  API_KEY: `key-${CANARY}`,
};
const LIVE_KEYS = {
  accessKeyId: ENV.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: ENV.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  securityToken: ENV.ALIBABA_CLOUD_SECURITY_TOKEN,
};

/** What CloudWatch could quote: of the secrets, only the keys' id and token are sent. */
const SENT = [ENV.AWS_SESSION_TOKEN, encodeURIComponent(ENV.AWS_SESSION_TOKEN), ENV.AWS_ACCESS_KEY_ID].join(' ');

/** A configuration with a secret wherever it may have one. */
const configOf = (cloudWatch: string, live?: string) =>
  configFile({
    live: { regions: ['cn-shanghai'], ...(live === undefined ? {} : { endpoint: live, qps: 500 }) },
    metrics: [
      { type: 'cloudwatch', namespace: 'LiveRelay', region: 'eu-central-1', endpoint: cloudWatch },
      { type: 'otlp', endpoint: 'https://otlp.example.com/v1/metrics', headers: { 'x-api-key': `\${API_KEY}` } },
    ],
    alerts: [
      { type: 'webhook', url: `\${HOOK_URL}` },
      { type: 'slack', url: `\${HOOK_URL}`, name: 'on-call' },
    ],
    heartbeat: { url: `\${PING_URL}` },
    deploy: {
      aws: { region: 'eu-central-1' },
      alarms: { topics: ['arn:aws:sns:eu-central-1:123456789012:on-call'], runbook: 'https://wiki.example.com/relays' },
    },
  });

/** @returns the exit code and all that was printed, in which there is no canary */
async function run(...args: string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const { code, stdout, stderr } = await relaywatchHere(args, ENV);
  const name = args.join(' ');
  expect(stdout + stderr).not.toBe('');
  expectNoCanary({ [`${name}: stdout`]: stdout, [`${name}: stderr`]: stderr });
  return { code, text: stdout + stderr };
}

const COMMANDS = ['list', 'policy', 'plan', 'apply', 'apply', 'plan --destroy', 'destroy --yes'];

describe('relaywatch alarms shows no secret', () => {
  it('in what it prints, and in alarms and dashboards', async () => {
    const standIn = closing(await startCloudWatchStandIn());
    const config = await configOf(standIn.url);
    for (const command of COMMANDS) {
      expect((await run('alarms', ...command.split(' '), '--config', config)).code).toBe(0);
      const made = JSON.stringify([standIn.alarms(), ...standIn.dashboards()]);
      if (command === 'apply') expect(made).toContain('on-call');
      expectNoCanary({ [`made by ${command}`]: made });
    }
  });

  it.each(VENDOR_TROUBLES)('when what stands for CloudWatch %s', async (_, reply) => {
    const vendor = closing(await startVendor(reply));
    const config = await configOf(vendor.url);
    for (const command of ['plan', 'apply', 'destroy --yes'])
      await run('alarms', ...command.split(' '), '--config', config);
    if (reply) expect(vendor.received().join('\n')).toContain(CANARY);
  });

  it.each(['ValidationError', 'LimitExceeded', 'AccessDenied', 'Oddity'])(
    'when CloudWatch takes what is asked, and quotes what is sent in %s',
    async (code) => {
      const vendor = closing(
        await startVendor((request, response) => {
          const isRead = /DescribeAlarms|ListTags/.test(request);
          const isMissing = /GetDashboard/.test(request);
          const type = isMissing ? 'ResourceNotFound' : code;
          const body = isRead ? { MetricAlarms: [] } : { __type: `x#${type}`, message: `${SENT} ${request}` };
          response.writeHead(isRead ? 200 : isMissing ? 404 : 400, { 'content-type': 'application/x-amz-json-1.0' });
          response.end(JSON.stringify(body));
        }),
      );
      expect((await run('alarms', 'apply', '--config', await configOf(vendor.url))).code).toBe(1);
      expect(vendor.received().some((request) => /PutMetricAlarm|PutDashboard/.test(request))).toBe(true);
    },
  );
});

describe('relaywatch cost shows no secret', () => {
  it('whoever counts the relays', async () => {
    const live = closing(
      await startLiveStandIn({ tasks: 30, regions: ['cn-shanghai'], qps: 0, credentials: [LIVE_KEYS], canary: CANARY }),
    );
    const config = await configOf('http://127.0.0.1:10', live.url);
    for (const flags of [[], ['--json'], ['--tasks', '500'], ['--tasks', '500', '--json']]) {
      expect(await run('cost', ...flags, '--config', config)).toMatchObject({ code: 0 });
    }
  });

  // Live's codes are told, without the secrets in them: half a secret cannot be known for one
  it.each(VENDOR_TROUBLES.filter(([name]) => !name.includes('error code')))(
    'when what stands for Live %s',
    async (_, reply) => {
      const vendor = closing(await startVendor(reply));
      await run('cost', '--config', await configOf('http://127.0.0.1:10', vendor.url));
    },
  );
});

describe('relaywatch package shows no secret', () => {
  it('in what it prints, and in no file of the zip', async () => {
    const folder = await freshFolder();
    const [bundle, out] = [join(folder, 'index.js'), join(folder, 'out.zip')];
    await writeFile(bundle, 'exports.handler = async () => "swept";');
    const config = await configOf('http://127.0.0.1:10');
    expect((await run('package', '--config', config, '--bundle', bundle, '--out', out)).code).toBe(0);
    const zip = await readFile(out);
    const files = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()] as const);
    expect(files.find(([name]) => name === 'relaywatch.json')?.[1]).toContain(`\${HOOK_URL}`);
    expectNoCanary({ ...Object.fromEntries(files), zip: zip.toString('latin1') });
  });
});
