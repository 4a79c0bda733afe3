import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { status } from '../../functions/status.ts';
import { formProof } from '../../lib/status/access.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { invoke } from '../functions/handler-run.ts';
import { formsOf } from '../functions/http-forms.ts';
import { linkKey, quietly } from '../functions/status-call.ts';
import { CANARY, CANARY_KEYS, expectNoCanary, filesOf, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';

useRunFolder();
useNoWaiting();

const TOKEN = `token-of-the-page-${CANARY}`;
const CONTEXT = { requestId: 'r-1', function: { timeout: 60 }, credentials: CANARY_KEYS };
const OWN = { host: 'status.example.com', origin: 'https://status.example.com', 'sec-fetch-site': 'same-origin' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const [[, ask] = ['', async () => expect.fail()]] = formsOf(status);
type Request = Parameters<typeof ask>[0];

/** A fleet with canaries in every address, of which a cause is open, and somebody who looks at it. */
async function onACause() {
  const state = join(await freshFolder(), 'state');
  const regions = ['cn-shanghai'];
  for (const seed of [1, 2]) {
    const account = { tasks: 150, regions, qps: 0, credentials: [CANARY_KEYS], canary: CANARY, seed };
    const live = closing(await startLiveStandIn(account));
    const config = await configFile({
      live: { endpoint: live.url, regions, qps: 500 },
      alerts: [{ type: 'webhook', url: `http://127.0.0.1:10/${CANARY}` }],
      state: { type: 'file', path: state },
      status: { token: TOKEN, previousToken: `previous-${TOKEN}`, allowWrites: true },
    });
    vi.stubEnv('RELAYWATCH_CONFIG', config);
    expect((await invoke(null, CONTEXT)).error).toBeNull();
  }
  const entry = await ask({ path: '/', query: { key: linkKey({ hours: 1 }, TOKEN) } });
  const cookie = entry.cookies[0]?.split(';')[0] ?? '';
  const { causes } = JSON.parse((await ask({ path: '/api/v1/status', headers: { cookie } })).body);
  const open = causes.find(({ canAcknowledge }: { canAcknowledge: boolean }) => canAcknowledge);
  const path = `/cause/${open?.key}`;
  const { body } = await ask({ path, headers: { cookie } });
  const proof = /name="proof" value="([^"]+)"/.exec(body)?.[1] ?? '';
  return { state, path, cookie, proof };
}

/** Sends a request. @returns all that it is answered, logged and kept */
async function outputsOf(request: Request, state: string) {
  const { result, printed } = await quietly(() => ask(request));
  const { statusCode, headers, cookies, body } = result;
  const reply = JSON.stringify([headers, cookies]) + body;
  return { statusCode, outputs: { reply, log: printed, kept: (await filesOf(state)).join('\n') } };
}

describe('what is written on the status page shows no secret', () => {
  it('when it is done: acknowledged, silenced, and taken back', async () => {
    const { state, path, cookie, proof } = await onACause();
    const post = (fields: object) => ({
      path,
      method: 'POST',
      headers: { ...OWN, ...FORM, cookie },
      body: new URLSearchParams({ proof, who: 'Ana', ...fields }).toString(),
    });
    for (const fields of [
      { do: 'ack', comment: 'on the phone' },
      { do: 'ack-undo' },
      { do: 'silence', for: '1h' },
      { do: 'silence-end:none' },
    ]) {
      const { statusCode, outputs } = await outputsOf(post(fields), state);
      expect([fields.do, statusCode]).toEqual([fields.do, 303]);
      expectNoCanary(outputs);
    }
    for (const one of [path, '/', '/history', '/api/v1/status']) {
      const { statusCode, outputs } = await outputsOf({ path: one, headers: { cookie } }, state);
      expect([one, statusCode]).toEqual([one, 200]);
      expectNoCanary(outputs);
    }
    // it was written
    expect((await filesOf(state)).join('\n')).toContain('"what":"ack","text":"');
  });

  it.each<[string, number, (parts: { cookie: string; proof: string }) => Partial<Request> & { fields?: object }]>([
    ['a proof that is the token', 403, () => ({ fields: { proof: TOKEN } })],
    ['a cookie that is the token', 403, () => ({ headers: { ...OWN, ...FORM, cookie: `relaywatch=${TOKEN}` } })],
    ['the token as a key in the address', 403, () => ({ query: { key: TOKEN }, headers: { ...OWN, ...FORM } })],
    [
      'another origin that holds a secret',
      403,
      ({ cookie }) => ({ headers: { ...OWN, ...FORM, cookie, origin: `https://${CANARY}.example.com` } }),
    ],
    [
      'a form of another kind that holds a secret',
      415,
      ({ cookie }) => ({ headers: { ...OWN, 'content-type': `text/${CANARY}`, cookie } }),
    ],
    ['fields that hold secrets where none belong', 400, () => ({ fields: { do: CANARY, id: CANARY, for: CANARY } })],
    ['a time that is a secret', 400, () => ({ fields: { do: 'silence', until: CANARY } })],
    ['a silence that is a secret', 303, () => ({ fields: { do: `silence-end:${CANARY}` } })],
    ['a name that is too long, and a secret', 400, () => ({ fields: { do: 'ack', who: CANARY.repeat(20) } })],
    ['a body that is no form', 403, () => ({ body: `${CANARY}=${CANARY}&%${CANARY}` })],
  ])('when it is refused: %s', async (_, expected, more) => {
    const { state, path, cookie, proof } = await onACause();
    const { fields = {}, ...rest } = more({ cookie, proof });
    const { statusCode, outputs } = await outputsOf(
      {
        path,
        method: 'POST',
        headers: { ...OWN, ...FORM, cookie },
        body: new URLSearchParams({ proof, who: 'Ana', do: 'ack', ...fields }).toString(),
        ...rest,
      },
      state,
    );
    expect(statusCode).toBe(expected);
    expectNoCanary(outputs);
  });
});

describe.each(VENDOR_TROUBLES)('when the store of the state %s, what is written shows no secret', (_, reply) => {
  it.each([
    ['s3', { region: 'us-east-1' }],
    ['oss', { region: 'cn-shanghai' }],
  ])('in %s', async (type, more) => {
    const vendor = closing(await startVendor(reply));
    const keys = { ACCESS_KEY_ID: `AKIA${CANARY}`, SECRET_ACCESS_KEY: `s/${CANARY}`, SESSION_TOKEN: `t/${CANARY}=` };
    for (const [key, value] of Object.entries(keys)) vi.stubEnv(`AWS_${key}`, value);
    const endpoint = type === 'oss' ? vendor.url : `${vendor.url}/${CANARY}?key=${CANARY}`;
    const config = await configFile({
      live: { regions: ['cn-shanghai'] },
      state: { type, bucket: 'relaywatch-state', prefix: CANARY, endpoint, ...more },
      status: { token: TOKEN, allowWrites: true },
    });
    vi.stubEnv('RELAYWATCH_CONFIG', config);
    const entry = await ask({ path: '/', query: { key: linkKey({ hours: 1 }, TOKEN) } });
    const cookie = entry.cookies[0]?.split(';')[0] ?? '';
    const session = cookie.slice(cookie.indexOf('=') + 1);
    const body = new URLSearchParams({ proof: formProof(session, { token: TOKEN }), who: 'Ana', do: 'ack' }).toString();
    const post = { path: '/cause/source-1', method: 'POST', headers: { ...OWN, ...FORM, cookie }, body };
    const { statusCode, outputs } = await outputsOf(post, await freshFolder());
    expect(statusCode).toBe(503);
    expectNoCanary(outputs);
    if (reply) expect(vendor.received().join('\n')).toContain(CANARY);
  });
});
