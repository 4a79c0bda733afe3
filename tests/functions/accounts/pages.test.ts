import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { callback } from '../../../functions/callback.ts';
import { status } from '../../../functions/status.ts';
import { createFileStore } from '../../../lib/state/file/file.ts';
import { freshFolder, useRunFolder } from '../../bin/command-line.ts';
import { sweptAccount } from '../../support/swept-account.ts';

useRunFolder();

const TOKEN = 't'.repeat(40);
const NAMES = ['acme', 'zebra', 'broken'];

/** Two accounts that were swept, one of which has an outage, and one whose configuration lacks a variable. */
async function deployed() {
  const folder = await freshFolder();
  for (const name of ['acme', 'zebra']) {
    const snapshot = await sweptAccount(name, name === 'acme');
    await createFileStore(join(folder, 'accounts', name)).create(1, snapshot);
  }
  const document = {
    live: { regions: ['cn-shanghai', 'cn-beijing'] },
    state: { type: 'file', path: folder },
    status: { token: TOKEN },
    callbacks: { token: 'c'.repeat(24) },
    accounts: NAMES.map((name) => ({
      name,
      alerts: [{ type: 'console', name }],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable that is not set
      ...(name === 'broken' ? { language: '${GONE}' } : {}),
    })),
  };
  const path = join(folder, 'relaywatch.json');
  await writeFile(path, JSON.stringify(document));
  vi.stubEnv('RELAYWATCH_CONFIG', path);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return folder;
}

const ask = (path: string, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` }) =>
  status({ rawPath: path, requestContext: { http: { method: 'GET' } }, headers, version: '2.0' });

describe('the status page of several accounts', () => {
  it('lists them, what is wrong first, and one that cannot be read hides no other', async () => {
    await deployed();
    const { statusCode, body } = await ask('/');
    expect(statusCode).toBe(200);
    expect([...body.matchAll(/href="\.\/accounts\/([a-z]+)\/"/g)].map(([, name]) => name)).toEqual([
      'broken',
      'acme',
      'zebra',
    ]);
    const api = JSON.parse((await ask('/api/v1/status')).body);
    expect(api.accounts.acme).toMatchObject({ relays: 1, running: 0, stopped: 1, open: 1, problems: [] });
    expect(api.accounts.zebra).toMatchObject({ relays: 1, running: 1, open: 0, problems: [] });
    expect(api.accounts.broken).toMatchObject({ relays: null, problems: ['state-broken'] });
  });

  it('has the pages of each account below it, and names no other there', async () => {
    await deployed();
    const page = await ask('/accounts/acme/');
    expect([page.statusCode, /zebra/.test(page.body)]).toEqual([200, false]);
    const { causes } = JSON.parse((await ask('/accounts/acme/api/v1/status')).body);
    const cause = await ask(`/accounts/acme/cause/${causes[0].key}`);
    expect([cause.statusCode, /acme-1/.test(cause.body)]).toEqual([200, true]);
    expect(await ask('/accounts/acme')).toMatchObject({ statusCode: 303, headers: { location: './acme/' } });
    expect((await ask('/accounts/zebra/api/v1/status')).body).not.toMatch(/acme/);
  });

  it('shows nothing without the token, not even which accounts there are', async () => {
    await deployed();
    for (const path of ['/', '/accounts/acme/', '/accounts/nobody/', '/api/v1/status', '/elsewhere']) {
      const { statusCode, body } = await ask(path, {});
      expect([path, statusCode]).toEqual([path, 401]);
      expect(body).not.toMatch(/acme|zebra/);
    }
    expect((await ask('/accounts/nobody/')).statusCode).toBe(503);
    expect((await ask('/elsewhere')).statusCode).toBe(404);
  });
});

describe('the receiver of callbacks of several accounts', () => {
  const event = JSON.stringify({
    Event: 'LivePullToPushRuning',
    EventTime: '1767323045',
    TaskId: '0cafe8c2-0000-4000-8000-000000000001',
    TaskStatus: 3,
    TaskInvalidReason: 'PullStreamFailed',
  });
  const post = (path: string) =>
    callback({ rawPath: path, requestContext: { http: { method: 'POST' } }, headers: {}, body: event, version: '2.0' });

  it('has an address for each account, and none for all', async () => {
    const folder = await deployed();
    const paths = ['/callback', '/accounts/nobody/callback', '/accounts/acme/callback'];
    const codes = [];
    for (const path of paths) codes.push((await post(`${path}/${'c'.repeat(24)}/cn-shanghai`)).statusCode);
    expect(codes).toEqual([404, 404, 200]);
    const hints = async (name: string) =>
      (await readdir(join(folder, 'accounts', name))).filter((one) => one.startsWith('hint-')).length;
    expect([await hints('acme'), await hints('zebra')]).toEqual([1, 0]);
    expect((await post(`/accounts/acme/callback/${'x'.repeat(24)}/cn-shanghai`)).statusCode).toBe(404);
  });
});
