import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { callback } from '../../functions/callback.ts';
import { handler } from '../../functions/index.ts';
import { sweepEventOf } from '../../functions/look-event.ts';
import { status } from '../../functions/status.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { relaywatchHere as relaywatch } from '../bin/in-process.ts';
import { invoke } from '../functions/handler-run.ts';
import { CANARY, CANARY_KEYS, expectNoCanary, filesOf, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { channelsAt } from './around.ts';

useRunFolder();
useNoWaiting();

const CONTEXT = { requestId: 'r-1', function: { timeout: 60 }, credentials: CANARY_KEYS, accountId: '1', region: 'r' };
const TOKEN = `token-of-the-page-${CANARY}`;
const CALLBACK_TOKEN = `token-of-callbacks-${CANARY}`;
const NAMES = ['keys', 'role', 'told', 'wrong'];

/** Four accounts whose secrets are all in their entries. The vendor is everybody that is told one: STS, the engine, receivers. */
async function around(vendor: string) {
  const live = closing(
    await startLiveStandIn({
      tasks: 20,
      regions: ['cn-shanghai'],
      qps: 0,
      credentials: [CANARY_KEYS, { accessKeyId: `LTAI${CANARY}`, accessKeySecret: `own-${CANARY}` }],
      canary: CANARY,
    }),
  );
  live.fleet.storm(5, 'PushStreamFailed');
  const webhook = closing(await startWebhookStandIn());
  const state = join(await freshFolder(), 'state');
  const stsEndpoint = new URL(vendor).host;
  const role = { type: 'role', roleArn: 'acs:ram::2222222222222222:role/reader', externalId: `ext-${CANARY}` };
  const document = {
    live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 500, credentials: { type: 'sts', ...CANARY_KEYS } },
    alerts: [{ type: 'webhook', name: 'operator', url: `${webhook.url}/${CANARY}` }],
    state: { type: 'file', path: state },
    status: { token: TOKEN },
    callbacks: { token: `of-the-top-and-long-${CANARY}`, url: 'https://callbacks.example.com' },
    accounts: [
      {
        name: 'keys',
        live: { credentials: { type: 'access-key', accessKeyId: `LTAI${CANARY}`, accessKeySecret: `own-${CANARY}` } },
        alerts: channelsAt(vendor),
        callbacks: { token: CALLBACK_TOKEN },
      },
      { name: 'role', live: { credentials: { ...role, stsEndpoint } } },
      {
        name: 'told',
        alerts: [{ type: 'webhook', url: `${webhook.url}/${CANARY}` }],
        metrics: [{ type: 'otlp', endpoint: `${vendor}/${CANARY}/v1/metrics`, headers: { authorization: CANARY } }],
        heartbeat: { url: `${vendor}/ping/${CANARY}` },
      },
      {
        name: 'wrong',
        alerts: [
          { type: 'pagerduty', routingKey: CANARY },
          { type: 'webhook', url: `ftp://${CANARY}` },
        ],
      },
    ],
  };
  const config = await configFile(document);
  vi.stubEnv('RELAYWATCH_CONFIG', config);
  vi.stubEnv('RELAYWATCH_SWEEP_FUNCTION', 'relaywatch.live');
  vi.stubEnv('RELAYWATCH_SWEEP_ENDPOINT', vendor);
  const kept = async () => {
    const folders = [state, ...NAMES.map((name) => join(state, 'accounts', name))];
    return (await Promise.all(folders.map((folder) => filesOf(folder).catch(() => [])))).flat().join('\n');
  };
  const told = () => webhook.received().map(({ body, headers }) => JSON.stringify([body, headers]));
  return { config, kept, told };
}

/** A few of what services do; the channels, metrics and the page by themselves are tried with all of it. */
const TROUBLES = VENDOR_TROUBLES.filter(([name]) =>
  ['cannot be reached', 'takes what it is sent', 'quotes and refuses', 'has a secret for its error code'].includes(
    name,
  ),
);

/** The dispatcher, then the sweep of each account, then the dispatcher's next look. */
async function minuteOf() {
  const outputs: Record<string, string> = {};
  const timer = Buffer.from(JSON.stringify({ triggerName: 'timer', triggerTime: new Date().toISOString() }));
  const events = [timer, ...NAMES.map((name) => Buffer.from(sweepEventOf(name, null))), timer];
  for (const [index, event] of events.entries()) {
    const { lines, summary, error } = await invoke(event, CONTEXT, handler as never);
    outputs[`invocation ${index}`] = `${lines.join('\n')}\n${JSON.stringify(summary)}\n${textOf(error)}`;
  }
  return outputs;
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.stack}\n${JSON.stringify(error)}\n${textOf(error.cause)}` : String(error);
}

async function pagesOf() {
  const outputs: Record<string, string> = {};
  for (const rawPath of ['/', '/api/v1/status', '/metrics', ...NAMES.map((name) => `/accounts/${name}/`)]) {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const request = { version: '2.0', rawPath, headers, requestContext: { http: { method: 'GET', path: rawPath } } };
    const answer = await status(Buffer.from(JSON.stringify(request)), CONTEXT);
    outputs[rawPath] = JSON.stringify(answer);
  }
  const rawPath = `/accounts/keys/callback/${CALLBACK_TOKEN}x/cn-shanghai`;
  const request = {
    version: '2.0',
    rawPath,
    body: CANARY,
    requestContext: { http: { method: 'POST', path: rawPath } },
  };
  outputs['a refused callback'] = JSON.stringify(await callback(Buffer.from(JSON.stringify(request)), CONTEXT));
  return outputs;
}

describe.each(TROUBLES)('when whoever is told the secrets of accounts %s, none shows', (_, reply) => {
  it('in a log, a result, an error, a message, the page or what is kept', async () => {
    const vendor = closing(await startVendor(reply));
    const { kept, told } = await around(vendor.url);
    const outputs = await minuteOf();
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const pages = await pagesOf();
    const logged = spy.mock.calls.map(([chunk]) => String(chunk)).join('');
    spy.mockRestore();
    expect(outputs['invocation 3']).toContain('"account":"told"');
    expect(await kept()).not.toBe('');
    expectNoCanary({ ...outputs, ...pages, logged, kept: await kept(), told: told().join('\n') });
    if (reply) expect(vendor.received().filter((request) => request.includes(CANARY)).length).toBeGreaterThan(3);
  });
});

describe.each(TROUBLES.slice(-1))('when whoever is told them %s, none shows', (_, reply) => {
  it('in what the command line prints of all accounts, or of one', async () => {
    const vendor = closing(await startVendor(reply));
    const { config, kept, told } = await around(vendor.url);
    const outputs: Record<string, string> = {};
    const each = ['keys', 'wrong'].flatMap((name) => [
      ['test-alert', '--account', name],
      ['sweep', '--account', name],
    ]);
    for (const args of [['sweep', '--json'], ['check'], ['status'], ['cost', '--tasks', '5'], ...each]) {
      const { stdout, stderr } = await relaywatch([...args, '--config', config]);
      expect(stdout + stderr).not.toBe('');
      outputs[args.join(' ')] = `${stdout}\n${stderr}`;
    }
    expectNoCanary({ ...outputs, kept: await kept(), told: told().join('\n') });
  });
});
