import { afterEach, describe, expect, it } from 'vitest';
import { receiveCallbacks, receiveForAccounts } from '../../../bin/watching/receiver.ts';
import { silentLog } from '../../../lib/base/log.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import { createHintBox } from '../../../lib/state/hints.ts';
import { hintsHere } from '../../../lib/state/hints-here.ts';
import { memoryTexts } from '../../../lib/state/memory-texts.ts';
import type { LocalServer } from '../../../lib/status/local-server.ts';

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const TOKEN = 'a-token-of-callbacks-4711';
const configOf = (callbacks: object) =>
  parseConfig(JSON.stringify({ live: { regions: ['cn-shanghai'] }, callbacks }), {}, 'a test');

async function receiving() {
  const hints = hintsHere(createHintBox(memoryTexts(new Map())));
  server = await receiveCallbacks(configOf({ token: TOKEN }), { hints, clock: systemClock, log: silentLog, port: 0 });
  const { url } = server;
  return { hints, post: (path: string, body: string) => fetch(`${url}${path}`, { method: 'POST', body }) };
}

const STOPPED = { Event: 'LivePullToPushRunning', TaskId: 'a', TaskStatus: 3, EventTime: 1_767_323_045 };

describe('a process that watches and receives callbacks', () => {
  it('has them in its hints once they are answered', async () => {
    const { hints, post } = await receiving();
    const woken = hints.next(AbortSignal.timeout(10_000));
    expect((await post(`/callback/${TOKEN}/cn-shanghai`, JSON.stringify(STOPPED))).status).toBe(200);
    await woken;
    expect(await hints.waiting(10)).toEqual([
      { taskId: 'a', region: 'cn-shanghai', status: 'stopped', eventSeconds: 1_767_323_045, byUser: false },
    ]);
  });

  it('takes bodies of up to 64 kB, and refuses strangers', async () => {
    const { hints, post } = await receiving();
    const large = JSON.stringify([STOPPED, { filling: 'x'.repeat(60_000) }]);
    expect((await post(`/callback/${TOKEN}`, large)).status).toBe(200);
    expect((await post(`/callback/${TOKEN}`, `${large}${' '.repeat(10_000)}`)).status).toBe(413);
    expect((await post('/callback/another-token-of-callbacks', JSON.stringify(STOPPED))).status).toBe(404);
    expect(await hints.waiting(10)).toHaveLength(1);
    expect(await hints.takeRefused()).toBeGreaterThan(0);
  });

  it('has those of several accounts, each at its own address and with its own token', async () => {
    const boxes = ['acme', 'zebra'].map((name) => ({ name, hints: hintsHere(createHintBox(memoryTexts(new Map()))) }));
    const accounts = boxes.map(({ name, hints }) => {
      const config = configOf({ token: `${TOKEN}-${name}` });
      return { name, config, hints, clock: systemClock, log: silentLog };
    });
    server = await receiveForAccounts(accounts, { port: 0 });
    const { url } = server;
    const statusOf = async (path: string) => {
      const body = JSON.stringify(STOPPED);
      return (await fetch(`${url}/accounts${path}/cn-shanghai`, { method: 'POST', body })).status;
    };
    const waiting = () => Promise.all(boxes.map(async ({ hints }) => (await hints.waiting(10)).length));
    expect(await statusOf(`/zebra/callback/${TOKEN}-acme`)).toBe(404);
    expect(await statusOf(`/nobody/callback/${TOKEN}-acme`)).toBe(404);
    expect(await waiting()).toEqual([0, 0]);
    expect(await statusOf(`/acme/callback/${TOKEN}-acme`)).toBe(200);
    expect(await waiting()).toEqual([1, 0]);
  });

  it('is refused without a token', async () => {
    const hints = hintsHere(createHintBox(memoryTexts(new Map())));
    const asked = { hints, clock: systemClock, log: silentLog, port: 0 };
    await expect(receiveCallbacks(configOf({}), asked)).rejects.toThrow(
      '--callbacks needs callbacks.token in the configuration',
    );
    await expect(receiveForAccounts([], { port: 0 })).rejects.toThrow('--callbacks needs callbacks.token');
  });
});
