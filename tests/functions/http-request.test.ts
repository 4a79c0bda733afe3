import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { httpBodyOf, httpRequestOf, isResponseOfFc2, platformReply, sendByFc2 } from '../../functions/http-request.ts';

const bytes = (event: object) => Buffer.from(JSON.stringify(event));
const LAMBDA = {
  version: '2.0',
  rawPath: '/cause/c-1',
  rawQueryString: 'lang=zh',
  requestContext: { http: { method: 'POST' } },
};
/** What matters of a request, in one line. */
const inShort = (event: unknown) => {
  const { method, path, query } = httpRequestOf(event);
  return `${method} ${path} ${query}`.trim();
};

describe('an HTTP event', () => {
  it.each<[string, unknown, string]>([
    ['of Lambda', LAMBDA, 'POST /cause/c-1 lang=zh'],
    [
      'of Function Compute 3.0',
      bytes({ ...LAMBDA, version: 'v1', rawQueryString: undefined, queryParameters: { lang: 'zh' } }),
      'POST /cause/c-1 lang=zh',
    ],
    ['of Function Compute 3.0 as a text', JSON.stringify(LAMBDA), 'POST /cause/c-1 lang=zh'],
    [
      'of Function Compute 2.0',
      { path: '/fleet', method: 'GET', queries: { lang: 'zh', a: ['1', '2'] } },
      'GET /fleet lang=zh&a=1&a=2',
    ],
    ['with its query in the path', { rawPath: '/history?period=7d&x=1?2' }, 'GET /history period=7d&x=1%3F2'],
    ['with an empty query beside one in the path', { rawPath: '/a?b=1', rawQueryString: '' }, 'GET /a b=1'],
    ['with a query of its own before that', { rawPath: '/a?b=1', rawQueryString: 'c=2' }, 'GET /a c=2'],
    ['with an empty path', { rawPath: '' }, 'GET /'],
    ['with a path that is a query', { rawPath: '?a=1' }, 'GET / a=1'],
    ['with a method at both places', { method: 'HEAD', requestContext: { http: { method: 'POST' } } }, 'HEAD /'],
    [
      'with parameters that are no texts',
      { queryParameters: { a: 1, b: null, c: ['x', 2], d: { e: 'f' } } },
      'GET / c=x',
    ],
    [
      'with a parameter of any name',
      { queryParameters: { __proto__x: '1', constructor: '2' } },
      'GET / __proto__x=1&constructor=2',
    ],
    ['that is odd', { rawPath: 7, method: [], requestContext: 'x', queryParameters: 'a=b' }, 'GET /'],
    ['that is no JSON', Buffer.from('GET / HTTP/1.1'), 'GET /'],
    ['that is JSON but no object', '[]', 'GET /'],
    ['that is nothing', null, 'GET /'],
    ['that is nothing at all', undefined, 'GET /'],
    ['that is a number', 7, 'GET /'],
  ])('%s is a request', (_, event, expected) => {
    expect(inShort(event)).toBe(expected);
  });

  it.each<[string, object, object]>([
    [
      'in lower case',
      { headers: { 'X-Forwarded-For': '192.0.2.1', HOST: 'a' } },
      { 'x-forwarded-for': '192.0.2.1', host: 'a' },
    ],
    ['of several values', { headers: { accept: ['text/html', '*/*'] } }, { accept: 'text/html, */*' }],
    ['without what is no text', { headers: { a: 1, b: null, c: 'x' } }, { c: 'x' }],
    ['with cookies that come apart', { cookies: ['a=1', 7, 'b=2'] }, { cookie: 'a=1; b=2' }],
    ['with cookies before those in a header', { headers: { cookie: 'old=1' }, cookies: ['a=1'] }, { cookie: 'a=1' }],
    [
      'with the host of the platform',
      { requestContext: { domainName: 'x.lambda-url.example' } },
      { host: 'x.lambda-url.example' },
    ],
    [
      'with the host that was asked for',
      { requestContext: { domainName: 'x' }, headers: { Host: 'y' } },
      { host: 'y' },
    ],
    ['of nothing', {}, {}],
  ])('has headers %s', (_, event, headers) => {
    expect(httpRequestOf(event).headers).toEqual(headers);
  });
});

describe('the body of an HTTP event', () => {
  it.each<[string, unknown, string | null]>([
    ['a text', { body: 'who=Li&do=ack' }, 'who=Li&do=ack'],
    ['base64', { body: Buffer.from('who=李').toString('base64'), isBase64Encoded: true }, 'who=李'],
    ['what looks like base64', { body: 'YQ==', isBase64Encoded: false }, 'YQ=='],
    ['bytes', { body: Buffer.from('who=Li') }, 'who=Li'],
    ['one inside bytes', bytes({ body: 'who=Li' }), 'who=Li'],
    ['none', {}, ''],
    ['none inside bytes', bytes({}), ''],
    ['none in what is no JSON', Buffer.from('x'), ''],
    ['a stream', Readable.from([Buffer.from('who='), 'Li']), 'who=Li'],
  ])('is read from %s', async (_, event, text) => {
    expect(await httpBodyOf(event)).toBe(text);
  });

  it.each<[string, (length: number) => unknown]>([
    ['a text', (length) => ({ body: 'a'.repeat(length) })],
    ['base64', (length) => ({ body: Buffer.alloc(length, 'a').toString('base64'), isBase64Encoded: true })],
    ['a stream', (length) => Readable.from([Buffer.alloc(length - 1, 'a'), Buffer.from('a')])],
  ])('is no longer than it may be: %s', async (_, eventOf) => {
    expect(await httpBodyOf(eventOf(10), 10)).toBe('aaaaaaaaaa');
    expect(await httpBodyOf(eventOf(11), 10)).toBeNull();
  });

  it('is measured in bytes', async () => {
    expect(await httpBodyOf({ body: '直播' }, 6)).toBe('直播');
    expect(await httpBodyOf({ body: '直播' }, 5)).toBeNull();
  });
});

describe('an answer', () => {
  const reply = { statusCode: 303, headers: { location: './', 'set-cookie': 'a=1; HttpOnly' }, body: 'see there' };

  it('has its cookies apart on Lambda alone', () => {
    expect(platformReply(reply, LAMBDA)).toEqual({
      statusCode: 303,
      headers: { location: './' },
      cookies: ['a=1; HttpOnly'],
      body: 'see there',
      isBase64Encoded: false,
    });
    for (const event of [{ version: 'v1' }, bytes({ version: '2.0' }), null])
      expect(platformReply(reply, event)).toEqual({ ...reply, isBase64Encoded: false });
    const { 'set-cookie': _, ...headers } = reply.headers;
    expect(platformReply({ ...reply, headers }, LAMBDA)).not.toHaveProperty('cookies');
  });

  it('of bytes is in base64', () => {
    const body = new Uint8Array([0, 255, 10]);
    expect(platformReply({ ...reply, body }, null)).toMatchObject({ body: 'AP8K', isBase64Encoded: true });
  });

  it('is handed over piece by piece on Function Compute 2.0', () => {
    const told: unknown[] = [];
    const response = {
      setStatusCode: (status: number) => told.push(status),
      setHeader: (name: string, value: string) => told.push([name, value]),
      send: (body: string | Buffer) => told.push(body),
    };
    expect(isResponseOfFc2(response)).toBe(true);
    sendByFc2(response, reply);
    sendByFc2(response, { statusCode: 200, headers: {}, body: new Uint8Array([1, 2]) });
    expect(told).toEqual([
      303,
      ['location', './'],
      ['set-cookie', 'a=1; HttpOnly'],
      'see there',
      200,
      Buffer.from([1, 2]),
    ]);
  });

  it.each([[null], [undefined], ['x'], [{ send() {} }], [{ requestId: 'r-1' }]])(
    'is returned elsewhere: %j',
    (context) => {
      expect(isResponseOfFc2(context)).toBe(false);
    },
  );
});
