import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import { keptConnections } from '../../lib/http/agents.ts';
import { OPENING, WHOLE } from '../../lib/http/body.ts';
import { type CallOptions, call, type HttpRequest } from '../../lib/http/call.ts';
import { aClient, anAnsweringServer, failureOf } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };

const PAGE = JSON.stringify(listPage);
const packed = (status: number, encoding: string, body: Buffer) =>
  anAnsweringServer((response) => response.writeHead(status, { 'content-encoding': encoding }).end(body));
const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };

const callTo = (url: string, options: Partial<CallOptions> = {}, request: Partial<HttpRequest> = {}) =>
  call({ url, method: 'GET', ...request }, { clock: systemClock, timeoutMs: 20_000, reads: WHOLE, ...options });
const textAt = async (url: string) => (await callTo(url)).text;

describe('a compressed answer', () => {
  it.each<[string, (text: string) => Buffer]>([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
    ['identity, gzip', gzipSync],
    ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
  ])('is unpacked, although nobody asked for it (%s)', async (encoding, pack) => {
    const { url } = await packed(200, encoding, pack(PAGE));
    expect(await textAt(url)).toBe(PAGE);
  });

  it.each(['constructor', 'tostring', '__proto__'])('is left alone when it is packed as %s', async (encoding) => {
    const { url } = await packed(200, encoding, Buffer.from(PAGE));
    expect(await textAt(url)).toBe(PAGE);
  });

  it('may be empty', async () => {
    const { url } = await packed(200, 'gzip', Buffer.alloc(0));
    expect(await textAt(url)).toBe('');
  });

  it('stays as it is when nobody knows how it is packed', async () => {
    const { url } = await packed(200, 'snappy', Buffer.from('sNaPpY'));
    expect(await textAt(url)).toBe('sNaPpY');
  });

  it('is a failure when it cannot be unpacked', async () => {
    const { url } = await packed(200, 'gzip', Buffer.from(PAGE));
    await expect(textAt(url)).rejects.toThrow();
  });
});

describe('Live behind a gateway that compresses', () => {
  it('is read as ever', async () => {
    const { url } = await packed(200, 'gzip', gzipSync(PAGE));
    expect(await aClient(url).listRelayTasks(REQUEST)).toMatchObject({ total: 5 });
  });

  it('keeps the codes of its errors', async () => {
    const { url } = await packed(400, 'gzip', gzipSync(JSON.stringify({ Code: 'Throttling.User', RequestId: 'R-1' })));
    expect(await failureOf(aClient(url).listRelayTasks(REQUEST))).toMatchObject({
      reason: 'throttled',
      facts: { code: 'Throttling.User', requestId: 'R-1', httpStatus: 400 },
    });
  });

  it.each<[string, Buffer]>([
    ['cut', gzipSync(PAGE).subarray(0, -20)],
    ['not packed', Buffer.from(PAGE)],
    ['a small one that would fill the memory', gzipSync(Buffer.alloc(100_000_000, ' '))],
  ])('is unreadable, and not out of reach, when its answer cannot be unpacked (%s)', async (_name, body) => {
    const { url } = await packed(200, 'gzip', body);
    expect(await failureOf(aClient(url).listRelayTasks(REQUEST))).toMatchObject({
      reason: 'unreadable-answer',
      facts: { httpStatus: 200, retryable: true, answered: true },
    });
  });
});

describe('a call', () => {
  it('goes over a connection of its own, names us, and says how long its body is', async () => {
    const server = await anAnsweringServer((response) => response.end('fine'));
    for (let nth = 0; nth < 2; nth++) {
      await callTo(server.url, {}, { method: 'POST', headers: { 'X-A': 'b' }, body: 'é' });
    }
    expect(server.arrivals[0]?.headers).toMatchObject({
      connection: 'close',
      'user-agent': 'relaywatch',
      'content-length': '2',
      'x-a': 'b',
    });
    expect(new Set(server.arrivals.map(({ clientPort }) => clientPort)).size).toBe(2);
  });

  it('goes over kept connections when it is given some, and names itself otherwise when it is told so', async () => {
    const server = await anAnsweringServer((response) => response.end('fine'));
    const agents = keptConnections();
    for (let nth = 0; nth < 2; nth++) await callTo(server.url, { agents }, { headers: { 'user-agent': 'somebody' } });
    expect(new Set(server.arrivals.map(({ clientPort }) => clientPort)).size).toBe(1);
    expect(server.arrivals[0]?.headers['user-agent']).toBe('somebody');
  });

  it.each([204, 205, 304, 301, 407, 500])(
    'gives the status as it is, redirects and logins too (%i)',
    async (status) => {
      const { url } = await anAnsweringServer((response) => response.writeHead(status, { location: '/else' }).end());
      const { status: told, text, headers } = await callTo(url);
      expect([told, text, headers.get('Location')]).toEqual([status, '', '/else']);
    },
  );

  it('gives a header that came twice as one', async () => {
    const { url } = await anAnsweringServer((response) => response.writeHead(200, { 'x-a': ['1', '2'] }).end());
    const { headers } = await callTo(url);
    expect([headers.get('x-a'), headers.get('x-b')]).toEqual(['1, 2', null]);
  });

  it('refuses a status that there is not, and closes its connection', async () => {
    const server = await anAnsweringServer((response) => response.socket?.write('HTTP/1.1 999 No\r\n\r\n'));
    await expect(callTo(server.url)).rejects.toThrow('HTTP 999');
    await expect(callTo(server.url, { reads: OPENING })).rejects.toThrow('HTTP 999');
    await server.arrivals[0]?.closed;
    await server.arrivals[1]?.closed;
  });

  it('takes user and password of an address along', async () => {
    const server = await anAnsweringServer((response) => response.end('fine'));
    await callTo(server.url.replace('//', '//on-call:CANARY@'));
    expect(server.arrivals[0]?.headers.authorization).toBe(`Basic ${Buffer.from('on-call:CANARY').toString('base64')}`);
  });

  it('of HEAD has no body', async () => {
    const { url } = await anAnsweringServer((response) => response.writeHead(200, { 'content-length': '9' }).end());
    expect(await callTo(url, {}, { method: 'HEAD' })).toMatchObject({ text: '', isWhole: true });
  });

  it.each([
    ['before it is sent', () => {}, 0],
    ['before the head', () => {}, 1],
    ['after the head', headAnd('x'), 1],
  ])('fails with the reason of its signal and closes its connection (%s)', async (_name, answer, arrivals) => {
    const server = await anAnsweringServer(answer);
    const giveUp = new AbortController();
    if (arrivals === 0) giveUp.abort('late');
    const failed = expect(callTo(server.url, { giveUp: giveUp.signal })).rejects.toBe('late');
    await server.arrived(arrivals);
    giveUp.abort('late');
    await failed;
    await server.arrivals[0]?.closed;
  });

  it('that takes too long, by the clock that it is given, fails and closes its connection', async () => {
    const server = await anAnsweringServer(headAnd('x'));
    const clock = new ClockByHand();
    const failed = expect(callTo(server.url, { clock, timeoutMs: 7_000 })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no answer in 7000 ms',
    });
    await server.arrived(1);
    clock.passDeadline(7_000);
    await failed;
    await server.arrivals[0]?.closed;
  });
});

describe('the opening of an answer', () => {
  it('is the whole of a short one', async () => {
    const { url } = await anAnsweringServer((response) => response.end('ok'));
    expect(await callTo(url, { reads: OPENING })).toMatchObject({ text: 'ok', isWhole: true });
  });

  it('is the beginning of a long one; the rest is not read, and its connection closed', async () => {
    const server = await anAnsweringServer(headAnd('x'.repeat(1_500)));
    const { text, isWhole } = await callTo(server.url, { reads: OPENING });
    expect([text.length, isWhole]).toEqual([1_024, false]);
    await server.arrivals[0]?.closed;
  });

  it('is what came before it broke off', async () => {
    const { url } = await anAnsweringServer((response) => {
      response.writeHead(200, { 'content-length': '99' }).write('<ht', () => response.destroy());
    });
    expect(await callTo(url, { reads: OPENING })).toMatchObject({ status: 200, isWhole: false });
    await expect(callTo(url)).rejects.toThrow();
  });

  it('is nothing when it cannot be unpacked', async () => {
    const { url } = await packed(200, 'gzip', Buffer.from(PAGE));
    expect(await callTo(url, { reads: OPENING })).toMatchObject({ text: '', isWhole: false });
  });

  it.each([
    ['its own patience', 1_000],
    ['the time of the whole call', 7_000],
  ])('is what came within %s of one that never ends, and its connection is closed', async (_name, endsMs) => {
    const server = await anAnsweringServer(headAnd('ok'));
    const clock = new ClockByHand();
    const opening = callTo(server.url, { reads: OPENING, clock, timeoutMs: 7_000, onAnswer: () => clock.answered() });
    await clock.heard;
    await nextTurn();
    await nextTurn();
    clock.passDeadline(endsMs);
    expect(await opening).toMatchObject({ status: 200, text: 'ok', isWhole: false });
    await server.arrivals[0]?.closed;
  });
});

function headAnd(text: string): (response: ServerResponse) => void {
  return (response) => void response.writeHead(200).write(text);
}

/** A clock on which a deadline passes when it is told. */
class ClockByHand implements Clock {
  readonly #sleepers: { readonly ms: number; readonly wake: () => void }[] = [];
  answered: () => void = () => undefined;
  readonly heard = new Promise<void>((resolve) => {
    this.answered = resolve;
  });

  nowUtc = () => systemClock.nowUtc();
  monotonicMs = () => 0;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#sleepers.push({ ms, wake });
    });
  }

  passDeadline(ofMs: number): void {
    for (const { ms, wake } of this.#sleepers) if (ms === ofMs) wake();
  }
}
