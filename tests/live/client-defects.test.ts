import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import type { LiveStandInOptions } from '../../stand-ins/live/server.ts';
import {
  type Answer,
  aClient,
  anAnsweringServer,
  failureOf,
  json,
  plainly,
} from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import oneTask from '../fixtures/live/one-task.json' with { type: 'json' };
import { aStandIn } from '../stand-ins/live/live-call.ts';

/*
 * One test for each known defect of @alicloud/openapi-core 1.0.8 and what is under it: our client must be immune.
 */

/** A deadline that really passes: the only real waiting here. */
const SHORT_MS = 200;
/** Longer than any test: the SDK's own timers, set after it, do not fire. */
const MINUTE_MS = 60_000;
const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };
const HTML = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>\n';
const ERROR = { RequestId: 'R-1', HostId: 'live.aliyuncs.com', Code: 'InternalError', Message: 'Oh.' };

const silence: Answer = () => {};
const headOnly: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.flushHeaders();
};
const halfABody: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"Total": 1, ');
};
const drip: Answer = (response) => {
  halfABody(response, 0, {} as never);
  const timer = setInterval(() => response.write(' '), SHORT_MS / 10);
  response.on('close', () => clearInterval(timer));
};
/** The first calls are answered well, on a connection that is kept; then as given. */
const goodThen = (good: number, bad: Answer): Answer => {
  return (response, nth, request) => (nth <= good ? json(200, listPage) : bad)(response, nth, request);
};

afterEach(() => {
  vi.useRealTimers();
});

describe('a call that gets no whole answer in time', () => {
  it.each<[string, Answer]>([
    ['nothing comes', silence],
    ['only the head comes', headOnly],
    ['half the body comes', halfABody],
    ['the body drips, so that the connection is never idle', drip],
  ])('ends at its own deadline and its connection is closed, on a new and on a reused one (%s)', async (_name, bad) => {
    for (const good of [0, 1]) {
      const server = await anAnsweringServer(goodThen(good, bad));
      const client = aClient(server.url, { callTimeoutMs: SHORT_MS });
      for (let call = 0; call < good; call++) await client.listRelayTasks(REQUEST);
      const failure = await failureOf(client.listRelayTasks(REQUEST));
      expect(failure).toMatchObject({
        reason: 'timeout',
        facts: { code: null, httpStatus: null, retryable: true, answered: false },
      });
      expect(failure.message).toContain(`no answer within ${SHORT_MS} ms`);
      await server.arrivals[good]?.closed;
      expect(new Set(server.arrivals.map(({ clientPort }) => clientPort)).size).toBe(1);
    }
  });

  it.each<[string, Answer]>([
    ['nothing comes', silence],
    ['only the head comes', headOnly],
    ['half the body comes', halfABody],
  ])('closes its connection by itself, not when the SDK would (%s)', async (_name, bad) => {
    const server = await anAnsweringServer(bad);
    const { clock, passDeadline } = aClockByHand();
    const failure = failureOf(aClient(server.url, { callTimeoutMs: MINUTE_MS, clock }).listRelayTasks(REQUEST));
    await server.arrived(1);
    passDeadline();
    expect((await failure).reason).toBe('timeout');
    await server.arrivals[0]?.closed;
  });

  it('ends although the timer of an earlier call on the same connection disarms that of the SDK', async () => {
    // the SDK's own timers are moved by hand; ours, which has to save the call, is real
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await anAnsweringServer(goodThen(1, halfABody));
    const client = aClient(server.url, { callTimeoutMs: SHORT_MS });
    await client.listRelayTasks(REQUEST);
    const sdkTimeoutMs = SHORT_MS + 1_000;
    vi.advanceTimersByTime(sdkTimeoutMs - 10);
    const hanging = failureOf(client.listRelayTasks(REQUEST));
    await server.arrived(2);
    vi.advanceTimersByTime(sdkTimeoutMs * 3);
    expect((await hanging).reason).toBe('timeout');
    expect(server.arrivals[1]?.clientPort).toBe(server.arrivals[0]?.clientPort);
    await server.arrivals[1]?.closed;
  });

  it('leaves the next call alone', async () => {
    const server = await anAnsweringServer((response, nth, request) => {
      (nth === 1 ? halfABody : json(200, listPage))(response, nth, request);
    });
    const client = aClient(server.url, { callTimeoutMs: SHORT_MS });
    await failureOf(client.listRelayTasks(REQUEST));
    expect((await client.listRelayTasks(REQUEST)).total).toBe(5);
    expect(server.arrivals[1]?.clientPort).not.toBe(server.arrivals[0]?.clientPort);
  });

  it('does not disturb a call under way beside it', async () => {
    const server = await anAnsweringServer((response, nth, request) => {
      if (nth === 1) return;
      // answered only when the other call was given up
      void server.arrivals[0]?.closed.then(() => json(200, listPage)(response, nth, request));
    });
    const hanging = failureOf(aClient(server.url, { callTimeoutMs: SHORT_MS }).listRelayTasks(REQUEST));
    await server.arrived(1);
    const other = aClient(server.url).listRelayTasks(REQUEST);
    expect((await hanging).reason).toBe('timeout');
    expect((await other).total).toBe(5);
  });
});

describe('a good answer', () => {
  it('leaves its connection open for the next call', async () => {
    const server = await anAnsweringServer(json(200, listPage));
    const client = aClient(server.url);
    for (let call = 0; call < 5; call++) await client.listRelayTasks(REQUEST);
    expect(new Set(server.arrivals.map(({ clientPort }) => clientPort)).size).toBe(1);
  });

  it('may take longer than the three seconds that the SDK would wait by default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await anAnsweringServer((response, nth, request) => {
      vi.advanceTimersByTime(9_000);
      json(200, listPage)(response, nth, request);
    });
    expect((await aClient(server.url).listRelayTasks(REQUEST)).total).toBe(5);
  });

  it('may come in pieces that cut a character in two', async () => {
    const bytes = Buffer.from(JSON.stringify(listPage));
    const cut = bytes.indexOf(Buffer.from('赛')) + 1;
    const server = await anAnsweringServer((response) => {
      response.write(bytes.subarray(0, cut), () => response.end(bytes.subarray(cut)));
    });
    const { tasks } = await aClient(server.url).listRelayTasks(REQUEST);
    expect(tasks[1]?.name).toBe('赛事重播');
  });
});

describe('a failed call', () => {
  it.each<[string, Answer]>([
    ['throttling', json(400, { ...ERROR, Code: 'Throttling.User' }, { 'x-acs-retry-after': '1' })],
    ['a 500', json(500, ERROR)],
    ['a 503', json(503, { ...ERROR, Code: 'ServiceUnavailable' })],
    ['HTML', plainly(502, HTML)],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['a cut', (response) => halfABody(response, 0, {} as never) ?? response.socket?.destroySoon()],
  ])('is sent once: retries are for the pacer to allow (%s)', async (_name, answer) => {
    const server = await anAnsweringServer(answer);
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure.facts.retryable).toBe(true);
    expect(server.arrivals).toHaveLength(1);
  });
});

describe('an answer that is not JSON', () => {
  it.each<[string, number, string]>([
    ['HTML with status 200', 200, HTML],
    ['HTML with status 502', 502, HTML],
    ['HTML with status 403', 403, HTML],
    ['nothing with status 200', 200, ''],
    ['nothing with status 500', 500, ''],
    ['nothing with status 204', 204, ''],
    ['half a JSON text of the right length', 200, '{"Total": 1, "TaskL'],
    ['JSON null', 200, 'null'],
    ['a JSON array', 200, '[]'],
    ['a JSON text', 200, '"fine"'],
    ['a JSON number', 200, '1'],
    ['JSON null with status 500', 500, 'null'],
  ])('is unreadable and worth another try, and its status is told (%s)', async (_name, status, body) => {
    const server = await anAnsweringServer(plainly(status, body, { 'x-acs-request-id': 'R-7' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({
      reason: 'unreadable-answer',
      facts: { code: null, httpStatus: status, retryable: true, answered: true },
    });
    expect(failure.message).toContain(`HTTP ${status}`);
    expect(failure.message).not.toMatch(/html|502 Bad|undefined|Unexpected|JSON at/);
  });

  it('names the request id of its head', async () => {
    const server = await anAnsweringServer(plainly(502, HTML, { 'x-acs-request-id': 'R-7' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure.facts.requestId).toBe('R-7');
  });

  it.each<[string, number]>([
    ['HTML', 0],
    ['nothing', 1],
  ])('throttles all the same when its status is 429 (%s)', async (_name, index) => {
    const server = await anAnsweringServer(plainly(429, [HTML, ''][index] ?? '', { 'x-acs-retry-after': '1500' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({
      reason: 'throttled',
      facts: { code: null, httpStatus: 429, retryable: true, retryAfterMs: 1500 },
    });
  });

  it('is a broken connection when it is cut before the length that it told', async () => {
    const server = await anAnsweringServer((response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Total": 1, ', () => response.socket?.destroy());
    });
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({
      reason: 'network',
      facts: { code: 'ECONNRESET', retryable: true, answered: false },
    });
  });
});

describe('JSON that is not a page', () => {
  it.each<[string, object]>([
    ['an empty object', {}],
    ['no Total, and null for a list', { TaskList: null }],
    ['an object for a list', { Total: 3, TaskList: { Task: [] } }],
    ['no Total', { TaskList: [] }],
    ['null for Total', { Total: null, TaskList: [] }],
    ['an empty text for Total', { Total: '', TaskList: [] }],
    ['true for Total', { Total: true, TaskList: [] }],
    ['a list for Total', { Total: [], TaskList: [] }],
    ['a negative Total', { Total: -1, TaskList: [] }],
    ['half a Total', { Total: 1.5, TaskList: [] }],
    ['a Total past all whole numbers', { Total: 1e300, TaskList: [] }],
    ['an object that pretends to be a number', { Total: { valueOf: 1, toString: 1 }, TaskList: [] }],
  ])('is never taken for an empty region (%s)', async (_name, body) => {
    const server = await anAnsweringServer(json(200, { RequestId: 'R-9', ...body }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'unreadable-answer', facts: { retryable: true, requestId: 'R-9' } });
  });

  it.each<[string, object]>([
    ['an empty object', {}],
    ['a success of something else', { RequestId: 'R-9', RetCode: 0, Description: 'OK' }],
  ])('is never taken for a task (%s)', async (_name, body) => {
    const server = await anAnsweringServer(json(200, body));
    const failure = await failureOf(aClient(server.url).describeRelayTask({ region: 'cn-shanghai', taskId: 'a' }));
    expect(failure.reason).toBe('unreadable-answer');
  });
});

describe('a success that is none', () => {
  it.each<[string, unknown, string]>([
    ['1', 1, 'RetCode.1'],
    ['-1', -1, 'RetCode.-1'],
    ['"1"', '1', 'RetCode.1'],
    ['a word', 'Failed', 'RetCode.Failed'],
    ['an object', { valueOf: 1, toString: 1 }, 'RetCode.unreadable'],
  ])('is a failure by its RetCode (%s)', async (_name, RetCode, code) => {
    const server = await anAnsweringServer(json(200, { ...oneTask, RetCode, Description: 'no' }));
    const failure = await failureOf(aClient(server.url).describeRelayTask({ region: 'cn-shanghai', taskId: 'a' }));
    expect(failure).toMatchObject({ reason: 'refused', facts: { code, httpStatus: 200, retryable: false } });
  });

  it.each([0, '0', null])('is none by its RetCode when that is %j', async (RetCode) => {
    const server = await anAnsweringServer(json(200, { ...oneTask, RetCode }));
    const task = await aClient(server.url).describeRelayTask({ region: 'cn-shanghai', taskId: 'a' });
    expect(task?.status).toBe('stopped');
  });

  it('is a failure when it carries an error code', async () => {
    const server = await anAnsweringServer(json(200, { ...ERROR, Code: 'Throttling.User' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'throttled', facts: { code: 'Throttling.User', requestId: 'R-1' } });
  });

  it.each<[string, number, string]>([
    ['with a JSON body', 302, JSON.stringify(listPage)],
    ['with a page of HTML', 301, HTML],
    ['with nothing', 307, ''],
    ['not modified', 304, ''],
  ])('is a redirect, which is final and never followed (%s)', async (_name, status, body) => {
    const server = await anAnsweringServer(plainly(status, body, { location: 'http://127.0.0.1:1/elsewhere' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'wrong-endpoint', facts: { httpStatus: status, retryable: false } });
    expect(failure.message).toContain('redirect');
    expect(server.arrivals).toHaveLength(1);
  });
});

describe('a value that is missing from an error', () => {
  it.each<[string, number, unknown]>([
    ['everything', 400, {}],
    ['code and id', 400, { Message: 'Oh.' }],
    ['everything, with status 500', 500, {}],
    ['an object', 400, []],
    ['a code as text', 400, { Code: { toString: 1 }, RequestId: {}, Message: [] }],
  ])('is missing, and not the text "undefined" (%s)', async (_name, status, body) => {
    const server = await anAnsweringServer(json(status, body));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(JSON.stringify([failure, failure.message])).not.toMatch(/undefined|object Object/);
    expect(failure.facts.requestId).toBeNull();
    expect(failure.facts.httpStatus).toBe(status);
  });

  it('is taken from the head where that has it', async () => {
    const server = await anAnsweringServer(json(400, { Code: 'LiveServiceNotFound' }, { 'x-acs-request-id': 'R-3' }));
    expect((await failureOf(aClient(server.url).listRelayTasks(REQUEST))).facts.requestId).toBe('R-3');
  });
});

describe('throttling', () => {
  it.each<[string, number, string, Record<string, string>, number | null]>([
    ['by code', 400, 'Throttling.User', {}, null],
    ['by code, with a wish', 400, 'Throttling.Api', { 'x-acs-retry-after': '1234' }, 1234],
    ['by status alone', 429, 'Busy', {}, null],
    ['by status alone, with a wish', 429, 'Busy', { 'x-acs-retry-after': '77' }, 77],
    ['by wish alone', 400, 'Busy', { 'x-acs-retry-after': '5' }, 5],
    ['by code, with a wish that is no number', 400, 'Throttling', { 'x-acs-retry-after': 'soon' }, null],
    ['by code, with a wish before now', 400, 'Throttling', { 'x-acs-retry-after': '-1' }, null],
    [
      "by code, with the standard header in seconds, which is not Live's",
      400,
      'Throttling',
      { 'retry-after': '9' },
      null,
    ],
  ])('is known %s', async (_name, status, Code, headers, retryAfterMs) => {
    for (const signature of ['v3', 'v2'] as const) {
      const server = await anAnsweringServer(json(status, { ...ERROR, Code }, headers));
      const failure = await failureOf(aClient(server.url, { signature }).listRelayTasks(REQUEST));
      expect(failure).toMatchObject({ reason: 'throttled', facts: { code: Code, retryable: true, retryAfterMs } });
    }
  });

  it('is heard from the stand-in, with its wish', async () => {
    const options: LiveStandInOptions = { qps: 1, retryAfterHeader: true, monotonicNow: () => 0 };
    const client = aClient((await aStandIn({ ...options, regions: ['cn-shanghai'] })).url);
    await client.listRelayTasks(REQUEST);
    const failure = await failureOf(client.listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'throttled', facts: { code: 'Throttling.User', retryAfterMs: 1000 } });
  });
});

describe('an error in XML', () => {
  const xml =
    '<?xml version="1.0"?><Error><RequestId>R-5</RequestId><Code>Forbidden.RAM</Code><Message>No.</Message></Error>';

  it.each<[string, string, 'v3' | 'v2']>([
    ['that says so', 'text/xml;charset=utf-8', 'v3'],
    ['of another content type', 'application/xml', 'v3'],
    ['with the old signature', 'text/xml;charset=utf-8', 'v2'],
  ])('is read, although JSON was asked for (%s)', async (_name, type, signature) => {
    const server = await anAnsweringServer(plainly(403, xml, { 'content-type': type }));
    const failure = await failureOf(aClient(server.url, { signature }).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'permission', facts: { code: 'Forbidden.RAM', requestId: 'R-5' } });
  });

  it.each<[string, string]>([
    ['that is no XML', '<Error'],
    ['with another root', '<Oops><Code>X</Code></Oops>'],
    ['without a code', '<Error><Message>No.</Message></Error>'],
  ])('is unreadable, and nothing worse (%s)', async (_name, body) => {
    const server = await anAnsweringServer(plainly(400, body, { 'content-type': 'text/xml;charset=utf-8' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'unreadable-answer', facts: { httpStatus: 400 } });
  });

  it('is none with a success', async () => {
    const server = await anAnsweringServer(plainly(200, xml, { 'content-type': 'text/xml;charset=utf-8' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'unreadable-answer', facts: { httpStatus: 200 } });
  });
});

describe('a connection', () => {
  it('that is refused is a network failure, in words', async () => {
    const port = await aFreePort();
    const failure = await failureOf(aClient(`http://127.0.0.1:${port}`).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({
      reason: 'network',
      facts: { code: 'ECONNREFUSED', retryable: true, answered: false },
    });
    expect(failure.message).toBe(
      `DescribeLivePullToPushList in cn-shanghai at 127.0.0.1:${port}: the connection failed (ECONNREFUSED). Nothing listens there: check live.endpoint.`,
    );
  });

  it('that is reset is a network failure', async () => {
    const server = await anAnsweringServer((response) => response.socket?.resetAndDestroy());
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'network', facts: { code: 'ECONNRESET', answered: false } });
  });

  it('to something that does not speak HTTP is a network failure', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as import('node:net').AddressInfo;
    const failure = await failureOf(aClient(`http://127.0.0.1:${port}`).listRelayTasks(REQUEST));
    server.close();
    expect(failure).toMatchObject({ reason: 'network', facts: { retryable: true, answered: false } });
  });
});

/** A clock on which only the deadline of a call passes, when told. */
function aClockByHand(): { clock: Clock; passDeadline: () => void } {
  let passDeadline = () => {};
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (ms === MINUTE_MS) passDeadline = resolve;
    });
  return { clock: { ...systemClock, sleep }, passDeadline: () => passDeadline() };
}

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as import('node:net').AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
