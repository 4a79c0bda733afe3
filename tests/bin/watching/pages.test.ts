import { afterAll, beforeAll, expect, it } from 'vitest';
import { servePages } from '../../../bin/watching/page.ts';
import { silentLog } from '../../../lib/base/log.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { parseConfigWithout, parseOperatorConfig } from '../../../lib/config/partial.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import type { LocalServer } from '../../../lib/status/local-server.ts';
import { sweptAccount } from '../../support/swept-account.ts';

const TEXT = JSON.stringify({
  live: { regions: ['cn-shanghai'] },
  accounts: ['acme', 'zebra', 'broken'].map((name) => ({ name })),
});
let page: LocalServer;

/** An account that was swept, with an outage or without. */
async function placeOf(name: string, isStopped: boolean) {
  const store = createMemoryStore();
  await store.create(1, await sweptAccount(name, isStopped));
  return { config: parseConfigWithout(TEXT, {}, 'test', [], name), store, journal: null };
}

beforeAll(async () => {
  page = await servePages({
    operator: parseOperatorConfig(TEXT, {}, 'test', []),
    accounts: new Map([
      ['acme', await placeOf('acme', true)],
      ['zebra', await placeOf('zebra', false)],
      ['broken', null],
    ]),
    clock: systemClock,
    log: silentLog,
    port: 0,
  });
});
afterAll(() => page?.close());

const asked = async (path: string) => {
  const answer = await fetch(`${page.url}${path}`, { headers: { 'accept-language': 'en' } });
  return { code: answer.status, text: await answer.text() };
};

it('watch serves one page for all accounts, which leads to that of each', async () => {
  const { code, text } = await asked('/');
  expect(code).toBe(200);
  for (const name of ['acme', 'zebra', 'broken']) expect(text).toContain(`accounts/${name}/`);
  const { accounts } = JSON.parse((await asked('/api/v1/status')).text);
  expect(accounts).toMatchObject({ acme: { open: 1 }, zebra: { open: 0 }, broken: { problems: ['state-broken'] } });
});

it('has of each account what it would have alone, and of another or a broken one nothing', async () => {
  const acme = await asked('/accounts/acme/');
  expect([acme.code, acme.text]).toEqual([200, expect.stringContaining('acme-1')]);
  expect(acme.text).not.toContain('zebra');
  expect((await asked('/accounts/broken/')).code).toBe(500);
  expect((await asked('/accounts/nobody/')).text).not.toContain('acme-1');
});
