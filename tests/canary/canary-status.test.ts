import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { PlatformContext } from '../../functions/invocation.ts';
import { status } from '../../functions/status.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { invoke } from '../functions/handler-run.ts';
import { CANARY, CANARY_KEYS, expectNoCanary, filesOf, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';

useRunFolder();
useNoWaiting();

const CONTEXT: PlatformContext = { requestId: 'r-1', function: { timeout: 30 }, credentials: CANARY_KEYS };
const LIVE = { regions: ['cn-shanghai'] };
const TOKEN = `token-of-the-page-${CANARY}`;
const PATHS = [
  '/metrics',
  '/',
  '/fleet',
  '/cause/baseline',
  '/history',
  '/reliability',
  '/api/v1/status',
  '/api/v1/history',
  '/api/v1/reliability',
  '/explain?cause=baseline',
  '/api/v1/explain?cause=baseline',
];

/** Asks for a path as somebody may who has the token. */
async function asked(
  address = '/metrics',
): Promise<{ readonly statusCode: number; readonly outputs: Record<string, string> }> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  const [rawPath = '', query = ''] = address.split('?');
  const request = {
    version: '2.0',
    rawPath,
    rawQueryString: `${query}&token=${CANARY}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    requestContext: { http: { method: 'GET', path: rawPath } },
  };
  try {
    const { statusCode, headers, cookies, body } = await status(Buffer.from(JSON.stringify(request)), CONTEXT);
    return { statusCode, outputs: { reply: JSON.stringify([headers, cookies]) + body, log: written.join('') } };
  } finally {
    spy.mockRestore();
  }
}

describe('the status function shows no secret', () => {
  it('of a fleet whose addresses are full of them, in what it tells of the last sweep', async () => {
    const live = closing(
      await startLiveStandIn({ tasks: 60, regions: LIVE.regions, qps: 0, credentials: [CANARY_KEYS], canary: CANARY }),
    );
    const path = join(await freshFolder(), 'state');
    const config = await configFile({
      live: { ...LIVE, endpoint: live.url, qps: 500 },
      heartbeat: { url: `http://127.0.0.1:10/${CANARY}` },
      alerts: [{ type: 'webhook', url: `http://127.0.0.1:10/${CANARY}` }],
      state: { type: 'file', path },
      status: { token: TOKEN },
    });
    vi.stubEnv('RELAYWATCH_CONFIG', config);
    expect((await invoke(null, CONTEXT)).error).toBeNull();
    for (const one of PATHS) {
      const { statusCode, outputs } = await asked(one);
      expect([one, statusCode]).toEqual([one, 200]);
      // what is asked for at once has lost no whole second, and then no relay is among the worst
      expect(outputs.reply).toMatch(/relaywatch_relay_tasks|cn-shanghai|"relays":60,"causes"/);
      expectNoCanary({ ...outputs, kept: (await filesOf(path)).join('\n') });
    }
    // each relay that was ever faulty, with its addresses and the receipts of who was told
    const keys = (await filesOf(path)).join('\n').match(/cn-shanghai\/[\w-]+/g) ?? [];
    expect(keys.length).toBeGreaterThan(2);
    for (const key of new Set(keys))
      for (const page of ['/explain', '/api/v1/explain']) {
        const { statusCode, outputs } = await asked(`${page}?relay=${encodeURIComponent(key)}`);
        expect([key, statusCode]).toEqual([key, 200]);
        expect(outputs.reply).toContain('rtmp://');
        expectNoCanary(outputs);
      }
  });

  it.each([
    ['an address that is none', { live: LIVE, heartbeat: { url: `ftp://${CANARY}` } }],
    ['a variable where a number belongs', { live: { ...LIVE, qps: `\${SECRET}`, regions: [`\${SECRET}`] } }],
    ['a secret where a list belongs', { live: LIVE, alerts: { url: CANARY } }],
    ['a secret for a key', { live: LIVE, [CANARY.toLowerCase().repeat(3)]: CANARY }],
    [
      'keys in the wrong place',
      { live: { ...LIVE, credentials: { type: 'sts', ...CANARY_KEYS, accessKeySecret: [CANARY] } } },
    ],
    ['a token with a blank', { live: LIVE, status: { token: `${CANARY} ${CANARY}` } }],
    ['a token in a list', { live: LIVE, status: { token: [CANARY] } }],
    ['a reference inside a secret', { live: LIVE, heartbeat: { url: `https://x.example/${CANARY}\${NOT_SET}` } }],
    ['no configuration but a secret', CANARY],
    ['half a configuration', `{"live":{"regions":["cn-shanghai"]},"heartbeat":{"url":"https://x.example/${CANARY}`],
  ])('of a configuration with %s', async (name, config) => {
    vi.stubEnv('RELAYWATCH_CONFIG', await configFile(config));
    vi.stubEnv('SECRET', CANARY);
    const { statusCode, outputs } = await asked();
    expect(statusCode).toBe(503);
    expect(outputs.log).toContain('status_failed');
    // a name that nobody knows is told, as a typing mistake is found by it
    if (name === 'a secret for a key') expectNoCanary({ reply: outputs.reply ?? '' });
    else expectNoCanary(outputs);
  });
});

describe.each(VENDOR_TROUBLES)('when the store of the state %s, the status function shows no secret', (_, reply) => {
  it.each([
    ['s3', { region: 'us-east-1' }],
    ['oss', { region: 'cn-shanghai' }],
  ])('in %s', async (type, more) => {
    const vendor = closing(await startVendor(reply));
    const env = {
      ACCESS_KEY_ID: `AKIA${CANARY}`,
      SECRET_ACCESS_KEY: `secret/${CANARY}`,
      SESSION_TOKEN: `t/${CANARY}=`,
    };
    for (const [key, value] of Object.entries(env)) vi.stubEnv(`AWS_${key}`, value);
    // an endpoint of OSS with a path is refused; the prefix is in the address too
    const endpoint = type === 'oss' ? vendor.url : `${vendor.url}/${CANARY}?key=${CANARY}`;
    const state = { type, bucket: 'relaywatch-state', prefix: CANARY, endpoint, ...more };
    const config = await configFile({ live: LIVE, state, status: { token: TOKEN } });
    vi.stubEnv('RELAYWATCH_CONFIG', config);
    for (const path of ['/metrics', '/']) {
      const { statusCode, outputs } = await asked(path);
      expect(statusCode).toBe(503);
      expectNoCanary(outputs);
    }
    // the configuration has it, so that finding none says something
    expect(await readFile(config, 'utf8')).toContain(CANARY);
    if (reply) expect(vendor.received().join('\n')).toContain(CANARY);
  });
});
