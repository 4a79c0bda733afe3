import { describe, expect, it } from 'vitest';
import type { DescribeRequest, ListRequest } from '../../lib/live/request.ts';
import { parseRelayTask } from '../../lib/live/task.ts';
import type { LiveStandInOptions } from '../../stand-ins/live/server.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import {
  aClient,
  anAnsweringServer,
  type ClientParts,
  failureOf,
  json,
  KEYS,
  STS_KEYS,
} from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import oneTask from '../fixtures/live/one-task.json' with { type: 'json' };
import { aStandIn } from '../stand-ins/live/live-call.ts';

const aVerifyingStandIn = (options: LiveStandInOptions = {}) =>
  aStandIn({ verifySignatures: true, credentials: [KEYS, STS_KEYS], regions: ['cn-shanghai'], ...options });
const aPageServer = () => anAnsweringServer(json(200, listPage));
const aTaskServer = () => anAnsweringServer(json(200, oneTask));

describe('the Live client, on a stand-in that checks signatures', () => {
  it.each<[string, ClientParts]>([
    ['an access key and the V3 signature', { keys: KEYS }],
    ['an STS token and the V3 signature', { keys: STS_KEYS }],
    ['an access key and the old signature', { keys: KEYS, signature: 'v2' }],
    ['an STS token and the old signature', { keys: STS_KEYS, signature: 'v2' }],
  ])('lists and describes with %s', async (_name, parts) => {
    const client = aClient((await aVerifyingStandIn()).url, parts);
    const { tasks } = await client.listRelayTasks({ region: 'cn-shanghai', pageSize: 100, taskName: "é ?#%+*'()&=~" });
    expect(tasks).toEqual([]);
    const page = await client.listRelayTasks({ region: 'cn-shanghai' });
    const [first] = page.tasks;
    expect(await client.describeRelayTask({ region: 'cn-shanghai', taskId: first?.taskId ?? '' })).toEqual(first);
  });

  it('reads every task of a region, page by page, each once', async () => {
    const standIn = await aVerifyingStandIn({ tasks: 205 });
    const client = aClient(standIn.url);
    const pages = await Promise.all(
      [1, 2, 3, 4].map((pageNumber) => client.listRelayTasks({ region: 'cn-shanghai', pageNumber, pageSize: 100 })),
    );
    expect(pages.map(({ tasks, total, pageNumber }) => [pageNumber, tasks.length, total])).toEqual([
      [1, 100, 205],
      [2, 100, 205],
      [3, 5, 205],
      [4, 0, 205],
    ]);
    expect(new Set(pages.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId))).size).toBe(205);
    expect(new Set(pages.map(({ requestId }) => requestId)).size).toBe(4);
  });

  it('lets go of a page when it was read, as whoever waited for it may be kept for longer', async () => {
    const client = aClient((await aVerifyingStandIn({ tasks: 205 })).url);
    const { tasks, letGo, total } = await client.listRelayTasks({ region: 'cn-shanghai', pageSize: 100 });
    const [first] = tasks;
    letGo?.();
    expect([tasks.length, total]).toEqual([0, 205]);
    expect(await client.describeRelayTask({ region: 'cn-shanghai', taskId: first?.taskId ?? '' })).toEqual(first);
  });

  it('gives null for a task that does not exist', async () => {
    const client = aClient((await aVerifyingStandIn()).url);
    expect(await client.describeRelayTask({ region: 'cn-shanghai', taskId: 'no-such-task' })).toBeNull();
  });

  it('does not take another refusal for a task that does not exist', async () => {
    const client = aClient((await aVerifyingStandIn({ unopened: true })).url);
    const failure = await failureOf(client.describeRelayTask({ region: 'cn-shanghai', taskId: 'no-such-task' }));
    expect(failure.reason).toBe('service-not-open');
  });

  it.each([
    ['a wrong secret', { ...KEYS, accessKeySecret: 'wrong' }, 'signature'],
    ['an unknown key', { ...KEYS, accessKeyId: 'unknown' }, 'credentials'],
    ['a token of another key', { ...STS_KEYS, securityToken: 'other' }, 'credentials'],
  ])('says what is wrong with %s', async (_name, keys, reason) => {
    const client = aClient((await aVerifyingStandIn()).url, { keys });
    const failure = await failureOf(client.listRelayTasks({ region: 'cn-shanghai' }));
    expect(failure).toMatchObject({ reason, facts: { retryable: false, answered: true } });
  });
});

describe('what the Live client sends', () => {
  const everything: ListRequest = {
    region: 'cn-shanghai',
    pageNumber: 2_147_483_647,
    pageSize: 100,
    taskId: 'part-of_an-ID',
    taskName: '赛事 & more?',
    dstUrl: "rtmp://a b!'()*~+/é?auth_key=1",
  };

  it('is every parameter of the list operation under its documented name, and nothing else', async () => {
    const server = await aPageServer();
    await aClient(server.url).listRelayTasks(everything);
    expect(server.arrivals[0]).toMatchObject({
      path: '/',
      headers: { 'x-acs-action': 'DescribeLivePullToPushList', 'x-acs-version': '2016-11-01' },
    });
    expect(server.arrivals[0]?.query).toEqual({
      Region: 'cn-shanghai',
      PageNumber: '2147483647',
      PageSize: '100',
      TaskId: 'part-of_an-ID',
      TaskName: '赛事 & more?',
      DstUrl: "rtmp://a b!'()*~+/é?auth_key=1",
    });
  });

  it.each<[string, ListRequest]>([
    ['absent', { region: 'cn-shanghai' }],
    ['empty', { region: 'cn-shanghai', taskName: '', dstUrl: '' }],
  ])('leaves out what is %s, so that Live uses its defaults', async (_name, request) => {
    const server = await aPageServer();
    await aClient(server.url).listRelayTasks(request);
    expect(server.arrivals[0]?.query).toEqual({ Region: 'cn-shanghai' });
  });

  it('is Region and TaskId of the describe operation', async () => {
    const server = await aTaskServer();
    await aClient(server.url).describeRelayTask({ region: 'cn-shanghai', taskId: 'a-task' });
    expect(server.arrivals[0]?.headers['x-acs-action']).toBe('DescribeLivePullToPush');
    expect(server.arrivals[0]?.query).toEqual({ Region: 'cn-shanghai', TaskId: 'a-task' });
  });

  it('is signed in headers, V3, unless the old signature is asked for, so that no key stands in a URL', async () => {
    const server = await aPageServer();
    await aClient(server.url, { keys: STS_KEYS }).listRelayTasks({ region: 'cn-shanghai' });
    expect(server.arrivals[0]?.query).toEqual({ Region: 'cn-shanghai' });
    expect(server.arrivals[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=STS\.local-key,/),
      'x-acs-security-token': STS_KEYS.securityToken,
    });
  });

  it('is signed in the query when the old signature is asked for', async () => {
    const server = await aPageServer();
    await aClient(server.url, { keys: STS_KEYS, signature: 'v2' }).listRelayTasks({ region: 'cn-shanghai' });
    expect(server.arrivals[0]?.headers.authorization).toBeUndefined();
    expect(server.arrivals[0]?.query).toMatchObject({
      Action: 'DescribeLivePullToPushList',
      Version: '2016-11-01',
      Format: 'json',
      AccessKeyId: STS_KEYS.accessKeyId,
      SecurityToken: STS_KEYS.securityToken,
      SignatureMethod: 'HMAC-SHA1',
    });
  });

  it('names us to Live in the user agent', async () => {
    const server = await aPageServer();
    await aClient(server.url).listRelayTasks({ region: 'cn-shanghai' });
    expect(server.arrivals[0]?.headers['user-agent']).toMatch(/ relaywatch$/);
  });

  it('goes to the endpoint of its region', async () => {
    const [shanghai, singapore] = [await aPageServer(), await aPageServer()];
    const client = aClient({ 'cn-shanghai': shanghai.url, 'ap-southeast-1': singapore.url });
    await client.listRelayTasks({ region: 'ap-southeast-1' });
    await client.listRelayTasks({ region: 'cn-shanghai' });
    await client.listRelayTasks({ region: 'ap-southeast-1' });
    expect([shanghai.arrivals.length, singapore.arrivals.length]).toEqual([1, 2]);
    expect(new Set(singapore.arrivals.map(({ query }) => query.Region))).toEqual(new Set(['ap-southeast-1']));
  });
});

describe('what the Live client reads', () => {
  it('is the page as documented', async () => {
    const page = await aClient((await aPageServer()).url).listRelayTasks({ region: 'cn-shanghai', pageNumber: 1 });
    expect(page).toEqual({
      letGo: expect.any(Function),
      tasks: listPage.TaskList.map((entry) => parseRelayTask(entry, 'cn-shanghai')),
      total: 5,
      pageNumber: 1,
      requestId: '5C6A2A0D-0000-4AAA-9000-ABCDEF012345',
    });
    expect(page.tasks.map(({ status }) => status)).toEqual(['running', 'recovering', 'stopped', 'exited', 'idle']);
  });

  it('is the one task as documented, with nothing odd about it', async () => {
    const task = await aClient((await aTaskServer()).url).describeRelayTask({ region: 'cn-shanghai', taskId: 'x' });
    expect(task).toMatchObject({ status: 'stopped', invalidReason: 'PushStreamFailed', problems: [] });
  });

  it.each<[string, object, number]>([
    ['an empty list', { Total: 0, TaskList: [] }, 0],
    ['no list, when there is nothing to list', { Total: 0 }, 0],
    ['null for a list, when there is nothing to list', { Total: 0, TaskList: null }, 0],
    ['null for a list, though there are tasks elsewhere', { Total: 3, TaskList: null }, 3],
    ['no list at all', { Total: 3 }, 3],
    ['a Total as text', { Total: '7', TaskList: [] }, 7],
    ['fields that nobody documented', { Total: 3, TaskList: [], NextToken: 'abc' }, 3],
    ['RetCode 0, as other operations give', { Total: 3, TaskList: [], RetCode: 0, Description: 'OK' }, 3],
  ])('may have %s', async (_name, body, total) => {
    const server = await anAnsweringServer(json(200, body));
    const page = await aClient(server.url).listRelayTasks({ region: 'cn-shanghai' });
    expect(page).toMatchObject({ tasks: [], total, requestId: null });
  });

  it('keeps its place when one entry of a page is no task at all', async () => {
    const server = await anAnsweringServer(json(200, { Total: 3, TaskList: [null, listPage.TaskList[0], 7] }));
    const { tasks } = await aClient(server.url).listRelayTasks({ region: 'cn-shanghai' });
    expect(tasks.map(({ status }) => status)).toEqual(['unknown', 'running', 'unknown']);
  });
});

describe('the keys of the Live client', () => {
  it('are asked for anew at each call, so that rotated ones are followed', async () => {
    const server = await aPageServer();
    let keys = KEYS;
    const client = aClient(server.url, { keys: async () => keys });
    await client.listRelayTasks({ region: 'cn-shanghai' });
    keys = STS_KEYS;
    await client.listRelayTasks({ region: 'cn-shanghai' });
    keys = KEYS;
    await client.listRelayTasks({ region: 'cn-shanghai' });
    expect(server.arrivals.map(({ headers }) => credentialOf(headers.authorization))).toEqual([
      KEYS.accessKeyId,
      STS_KEYS.accessKeyId,
      KEYS.accessKeyId,
    ]);
    expect(server.arrivals.map(({ headers }) => headers['x-acs-security-token'])).toEqual([
      undefined,
      STS_KEYS.securityToken,
      undefined,
    ]);
  });

  it('of calls under way together are never mixed up', async () => {
    const server = await aPageServer();
    let asked = 0;
    const keys = async () => {
      const accessKeyId = `key-${++asked}`;
      return { accessKeyId, accessKeySecret: 'secret', securityToken: `token-of-${accessKeyId}` };
    };
    const client = aClient(server.url, { keys });
    await Promise.all(Array.from({ length: 20 }, () => client.listRelayTasks({ region: 'cn-shanghai' })));
    const pairs = server.arrivals.map(({ headers }) => [
      credentialOf(headers.authorization),
      headers['x-acs-security-token'],
    ]);
    expect(pairs.every(([id, token]) => token === `token-of-${id}`)).toBe(true);
    expect(new Set(pairs.map(([id]) => id)).size).toBe(20);
  });

  it('are missed in words when there are none, and nothing is sent', async () => {
    const server = await aPageServer();
    const client = aClient(server.url, { keys: async () => Promise.reject(new Error('no keys at present')) });
    const failure = await failureOf(client.listRelayTasks({ region: 'cn-shanghai' }));
    expect(failure).toMatchObject({ reason: 'credentials', facts: { retryable: false, answered: false } });
    expect(failure.message).toContain('no Alibaba Cloud credentials were found');
    expect(server.arrivals).toEqual([]);
  });

  it('are given up on when their source does not answer, as a metadata service that is not there', async () => {
    const server = await aPageServer();
    const clock = new VirtualClock();
    const client = aClient(server.url, { keys: () => new Promise(() => {}), clock });
    const failure = await clock.run(failureOf(client.listRelayTasks({ region: 'cn-shanghai' })));
    expect(failure.reason).toBe('credentials');
    expect(server.arrivals).toEqual([]);
  });

  it.each([
    ['security token', { ...STS_KEYS, securityToken: 'sts-token-with-line-break\n' }],
    ['access key id', { ...KEYS, accessKeyId: 'id-with-line-break\n' }],
  ])('are blamed, and not the network, for a line break at the end of the %s', async (_name, keys) => {
    const server = await aPageServer();
    const failure = await failureOf(aClient(server.url, { keys }).listRelayTasks({ region: 'cn-shanghai' }));
    expect(failure).toMatchObject({ reason: 'credentials', facts: { retryable: false } });
    expect(failure.message).not.toContain('with-line-break');
    expect(server.arrivals).toEqual([]);
  });
});

describe('a call that is given up', () => {
  it('is not sent when that was before', async () => {
    const server = await aPageServer();
    const reason = new Error('time is up');
    const call = aClient(server.url).listRelayTasks({ region: 'cn-shanghai' }, AbortSignal.abort(reason));
    await expect(call).rejects.toBe(reason);
    expect(server.arrivals).toEqual([]);
  });

  it('is not sent when that was while the keys were fetched', async () => {
    const server = await aPageServer();
    const giveUp = new AbortController();
    const reason = new Error('time is up');
    const keys = async () => {
      giveUp.abort(reason);
      return KEYS;
    };
    const call = aClient(server.url, { keys }).listRelayTasks({ region: 'cn-shanghai' }, giveUp.signal);
    await expect(call).rejects.toBe(reason);
    expect(server.arrivals).toEqual([]);
  });

  it('closes its connection and rejects with the reason, whether the answer had begun or not', async () => {
    for (const begin of [() => {}, plainlyBegun]) {
      const server = await anAnsweringServer(begin);
      const giveUp = new AbortController();
      const reason = new Error('time is up');
      const call = aClient(server.url).listRelayTasks({ region: 'cn-shanghai' }, giveUp.signal);
      const outcome = expect(call).rejects.toBe(reason);
      await server.arrived(1);
      giveUp.abort(reason);
      await outcome;
      await server.arrivals[0]?.closed;
    }
  });
});

describe('a request that Live would refuse', () => {
  const listed: [string, Partial<ListRequest>, RegExp][] = [
    ['page 0', { pageNumber: 0 }, /PageNumber .* from 1 to 2147483647, not 0/],
    ['half a page', { pageNumber: 1.5 }, /PageNumber/],
    ['a page past 32 bits', { pageNumber: 2_147_483_648 }, /PageNumber/],
    ['a page that is no number', { pageNumber: Number.NaN }, /PageNumber/],
    ['101 tasks a page', { pageSize: 101 }, /PageSize .* from 1 to 100, not 101/],
    ['no tasks a page', { pageSize: 0 }, /PageSize/],
    ['a task id with a space', { taskId: 'a b' }, /TaskId .* 1 to 55 characters/],
    ['an empty task id', { taskId: '' }, /TaskId/],
    ['a task id of 56 characters', { taskId: 'x'.repeat(56) }, /TaskId/],
    ['an empty region', { region: '' }, /Region .* such as cn-shanghai/],
    ['a URL for a region', { region: 'https://user:secret@example.com' }, /^(?!.*secret)Region/],
    ['half a character in the name', { taskName: '\ud800' }, /TaskName .* half a character/],
    [
      'half a character in the destination',
      { dstUrl: 'rtmp://secret\udfff' },
      /^(?!.*secret)DstUrl .* half a character/,
    ],
  ];
  it.each(listed)('is refused here, and nothing is sent (list, %s)', async (_name, parts, message) => {
    const server = await aPageServer();
    const call = aClient(server.url).listRelayTasks({ region: 'cn-shanghai', ...parts });
    await expect(call).rejects.toMatchObject({ name: 'InvalidRequestError', message: expect.stringMatching(message) });
    expect(server.arrivals).toEqual([]);
  });

  const described: [string, DescribeRequest][] = [
    ['no task id', { region: 'cn-shanghai', taskId: '' }],
    ['a task id of 56 characters', { region: 'cn-shanghai', taskId: 'x'.repeat(56) }],
    ['a region with a slash', { region: 'cn/shanghai', taskId: 'a' }],
  ];
  it.each(described)('is refused here, and nothing is sent (describe, %s)', async (_name, request) => {
    const server = await aTaskServer();
    await expect(aClient(server.url).describeRelayTask(request)).rejects.toMatchObject({ reason: 'invalid-request' });
    expect(server.arrivals).toEqual([]);
  });
});

function plainlyBegun(response: import('node:http').ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"Total"');
}

function credentialOf(authorization: string | undefined): string | undefined {
  return /Credential=([^,]+),/.exec(authorization ?? '')?.[1];
}
