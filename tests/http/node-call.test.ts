import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keptConnections } from '../../lib/http/agents.ts';
import { nodeCall } from '../../lib/http/node-call.ts';
import { nodeFetch } from '../../lib/http/node-fetch.ts';
import { aClient, anAnsweringServer, failureOf } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };

const PAGE = JSON.stringify(listPage);
const packed = (status: number, encoding: string, body: Buffer) =>
  anAnsweringServer((response) => response.writeHead(status, { 'content-encoding': encoding }).end(body));
const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };

/** Every client of ours, by the text that it makes of an answer. */
const CLIENTS: [string, (url: string) => Promise<string>][] = [
  ['nodeCall', async (url) => (await nodeCall(url, { method: 'GET', headers: {}, agents: keptConnections() })).text],
  ['nodeFetch', async (url) => (await nodeFetch(url, {})).text()],
];

describe.each(CLIENTS)('a compressed answer to %s', (_client, textAt) => {
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

describe('a call by nodeFetch', () => {
  it('goes over a connection of its own, names us, and says how long its body is', async () => {
    const server = await anAnsweringServer((response) => response.end('fine'));
    for (let call = 0; call < 2; call++) {
      await (await nodeFetch(server.url, { method: 'POST', headers: { 'X-A': 'b' }, body: 'é' })).text();
    }
    expect(server.arrivals[0]?.headers).toMatchObject({
      connection: 'close',
      'user-agent': 'relaywatch',
      'content-length': '2',
      'x-a': 'b',
    });
    expect(new Set(server.arrivals.map(({ clientPort }) => clientPort)).size).toBe(2);
  });

  it.each([204, 205, 304, 301, 407, 500])(
    'gives the status as it is, redirects and logins too (%i)',
    async (status) => {
      const { url } = await anAnsweringServer((response) => response.writeHead(status, { location: '/else' }).end());
      const response = await nodeFetch(url, {});
      expect([response.status, await response.text(), response.headers.get('location')]).toEqual([status, '', '/else']);
    },
  );

  it('refuses a status that there is not, and closes its connection', async () => {
    const server = await anAnsweringServer((response) => response.socket?.write('HTTP/1.1 999 No\r\n\r\n'));
    await expect(nodeFetch(server.url, {})).rejects.toThrow('HTTP 999');
    await server.arrivals[0]?.closed;
  });

  it('takes user and password of an address along', async () => {
    const server = await anAnsweringServer((response) => response.end('fine'));
    await nodeFetch(server.url.replace('//', '//on-call:CANARY@'), {});
    expect(server.arrivals[0]?.headers.authorization).toBe(`Basic ${Buffer.from('on-call:CANARY').toString('base64')}`);
  });

  it('of HEAD has no body', async () => {
    const { url } = await anAnsweringServer((response) => response.writeHead(200, { 'content-length': '9' }).end());
    expect(await (await nodeFetch(url, { method: 'HEAD' })).text()).toBe('');
  });

  it('closes its connection when nobody reads the rest of the answer', async () => {
    const server = await anAnsweringServer((response) => response.writeHead(200).write('the beginning'));
    const response = await nodeFetch(server.url, {});
    await response.body?.cancel();
    await server.arrivals[0]?.closed;
  });

  it.each([
    ['before it is sent', () => {}, 0],
    ['before the head', () => {}, 1],
    ['after the head', (response: import('node:http').ServerResponse) => void response.writeHead(200).write('x'), 1],
  ])('fails with the reason of its signal and closes its connection (%s)', async (_name, answer, arrivals) => {
    const server = await anAnsweringServer(answer);
    const giveUp = new AbortController();
    if (arrivals === 0) giveUp.abort('late');
    const outcome = nodeFetch(server.url, { signal: giveUp.signal }).then((response) => response.text());
    const failed = expect(outcome).rejects.toBe('late');
    await server.arrived(arrivals);
    giveUp.abort('late');
    await failed;
    await server.arrivals[0]?.closed;
  });
});
