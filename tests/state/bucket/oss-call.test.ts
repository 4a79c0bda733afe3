import { expect, it } from 'vitest';
import { singleConnections } from '../../../lib/http/agents.ts';
import type { HttpAnswer, HttpRequest } from '../../../lib/http/call.ts';
import type { BucketAction } from '../../../lib/state/bucket/failure.ts';
import { addressOf, callOss, type OssCall, OssRefusal } from '../../../lib/state/bucket/oss-call.ts';
import { fakeClock } from '../../../stand-ins/simulation/virtual-clock.ts';

const SETTINGS = { bucket: 'states', region: 'cn-shanghai' };
const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const LIST = '<ListBucketResult></ListBucketResult>';
const FROM_OSS = { 'x-oss-request-id': '1' };

/** What becomes of one answer. */
async function outcomeOf(what: Partial<OssCall>, { status = 200, text = '', headers = {} as Record<string, string> }) {
  const sent: HttpRequest[] = [];
  const call = async (request: HttpRequest): Promise<HttpAnswer> => {
    sent.push(request);
    return { status, text, headers: new Headers(headers), isWhole: true };
  };
  const deps = {
    clock: fakeClock(),
    random: () => 0,
    credentials: async () => KEYS,
    agents: singleConnections(),
    call,
  };
  const asked = { action: 'read', method: 'GET', key: 'a b', ...what } as const;
  const outcome = await callOss(asked, SETTINGS, deps).then(
    () => 'taken',
    (error: unknown) => (error instanceof OssRefusal ? error.failure : error),
  );
  return { outcome, sent };
}

it.each<[BucketAction, Parameters<typeof outcomeOf>[1], unknown]>([
  ['list', { text: LIST }, 'taken'],
  ['list', { text: 'Welcome' }, { kind: 'foreign', code: 'HTTP 200' }],
  ['read', { text: '{}' }, 'taken'],
  ['read', { text: '<p>', headers: { 'content-type': 'text/html' } }, { kind: 'foreign', code: 'HTTP 200' }],
  ['create', {}, 'taken'],
  ['create', { text: 'x', headers: FROM_OSS }, 'taken'],
  ['remove', { text: 'x' }, { kind: 'foreign', code: 'HTTP 200' }],
  ['read', { status: 206 }, 'taken'],
  ['read', { status: 300 }, { kind: 'foreign', code: 'HTTP 300' }],
  ['read', { status: 404, text: '<Code>NoSuchBucket</Code>' }, { kind: 'no-bucket', code: 'NoSuchBucket' }],
  [
    'read',
    { status: 403, text: '<Code>AccessDenied</Code><Endpoint>oss-cn-beijing</Endpoint>' },
    { kind: 'wrong-region', code: 'AccessDenied' },
  ],
  ['read', { status: 403, text: '<Code>AccessDenied</Code>' }, { kind: 'access-denied', code: 'AccessDenied' }],
  ['read', { status: 409, text: '<Code>Other</Code><Endpoint>x</Endpoint>' }, { kind: 'unexpected', code: 'Other' }],
])('an answer to %s counts: %j', async (action, answer, expected) => {
  expect((await outcomeOf({ action }, answer)).outcome).toEqual(expected);
});

it('has a query, a range and a body where there is one', async () => {
  const [bare] = (await outcomeOf({}, {})).sent;
  expect(bare).toMatchObject({ url: 'https://states.oss-cn-shanghai.aliyuncs.com/a%20b', method: 'GET' });
  expect([Object.keys(bare ?? {}).includes('body'), Object.keys(bare?.headers ?? {}).includes('range')]).toEqual([
    false,
    false,
  ]);
  const whole = { method: 'PUT', query: { 'list-type': '2' }, range: 'bytes=0-9', body: '{}' } as const;
  const [sent] = (await outcomeOf(whole, {})).sent;
  expect(sent).toMatchObject({
    url: 'https://states.oss-cn-shanghai.aliyuncs.com/a%20b?list-type=2',
    headers: { range: 'bytes=0-9' },
    body: '{}',
  });
});

it.each([
  ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/states/k'],
  ['http://[::1]:9000', 'http://[::1]:9000/states/k'],
  ['http://localhost:9000', 'http://localhost:9000/states/k'],
  ['https://oss.example.com', 'https://states.oss.example.com/k'],
])('the bucket is part of the host, or of the path where that is no name: %s', (endpoint, address) => {
  expect(addressOf({ ...SETTINGS, endpoint }, 'k')).toBe(address);
});
