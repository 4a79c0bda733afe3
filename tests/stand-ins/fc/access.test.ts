import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { aFunction, fc2Client, fc3, fc3Client, ROLE } from './fc-clients.ts';

const CREDENTIALS = [
  { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' },
  { accessKeyId: 'STS.temporary', accessKeySecret: 'temporary-secret', securityToken: 'token' },
  { accessKeyId: 'reader', accessKeySecret: 'reader-secret', denied: ['POST '] },
];

let standIn: FcStandIn;

beforeEach(async () => {
  standIn = await startFcStandIn({ credentials: CREDENTIALS, roles: [ROLE] });
});
afterEach(() => standIn.close());

type Key = Parameters<typeof fc2Client>[1];
const list2 = (key?: Key, account?: string) => fc2Client(standIn, key, account).listServices();
const list3Old = (key?: Key) =>
  fc3Client(standIn, key, 'v2').listFunctions(new fc3.ListFunctionsRequest({ prefix: 'a b*~', limit: 2 }));
const list3 = (key?: Key) => fc3Client(standIn, key).listFunctions(new fc3.ListFunctionsRequest({ prefix: 'a b*~' }));
const STS = { accessKeyId: 'STS.temporary', accessKeySecret: 'temporary-secret', securityToken: 'token' };

describe.each([
  ['2.0', list2],
  ['3.0', list3],
  ['3.0, the older one', list3Old],
])('the signature of %s', (_, list) => {
  it('is accepted from a key, and from a temporary key with its token', async () => {
    await expect(list()).resolves.toBeDefined();
    await expect(list(STS)).resolves.toBeDefined();
  });

  it.each([
    ['an unknown key', 'InvalidAccessKeyID', { accessKeyId: 'nobody', accessKeySecret: 'local-access-secret' }],
    ['another secret', 'SignatureNotMatch', { accessKeyId: 'local-access-key', accessKeySecret: 'wrong' }],
    ['another token', 'AccessDenied', { ...STS, securityToken: 'of yesterday' }],
  ])('is refused from %s', async (_what, code, key) => {
    await expect(list(key)).rejects.toMatchObject({ code });
  });
});

describe('a request', () => {
  it.each(['2016-08-15/services', '2023-03-30/functions'])('to %s is refused without a signature', async (path) => {
    const response = await fetch(`${standIn.url}/${path}`);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('MissingRequiredHeader');
  });

  it('is refused a quarter of an hour after it was signed', async () => {
    const late = await startFcStandIn({ signatureNow: () => Date.now() + 16 * 60_000 });
    await expect(fc2Client(late).listServices()).rejects.toMatchObject({ code: 'AccessDenied' });
    const listed = fc3Client(late).listFunctions(new fc3.ListFunctionsRequest({}));
    await expect(listed).rejects.toMatchObject({ code: 'AccessDenied' });
    const listedOld = fc3Client(late, undefined, 'v2').listFunctions(new fc3.ListFunctionsRequest({}));
    await expect(listedOld).rejects.toMatchObject({ code: 'AccessDenied' });
    await late.close();
  });

  it('is refused for another account', async () => {
    await expect(list2(undefined, '99')).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  it('is refused when the key may not do it', async () => {
    const reader = { accessKeyId: 'reader', accessKeySecret: 'reader-secret' };
    await expect(list2(reader)).resolves.toBeDefined();
    const refused = fc2Client(standIn, reader).createService('relaywatch');
    await expect(refused).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(standIn.resources()).toEqual([]);
  });
});

describe('the older signature of 3.0', () => {
  const client = () => fc3Client(standIn, undefined, 'v2');

  it('covers what is sent in a body, too', async () => {
    const body = new fc3.CreateFunctionInput(aFunction({ description: '直播 +&=' }));
    await client().createFunction(new fc3.CreateFunctionRequest({ body }));
    const found = await fc3Client(standIn).getFunction('sweep', new fc3.GetFunctionRequest({ qualifier: 'LATEST' }));
    expect(found.body).toMatchObject({ description: '直播 +&=' });
  });

  const date = new Date().toUTCString();
  const toSign = ['GET', '*/*', '', '', date, '/2023-03-30/functions?limit=2&prefix'].join('\n');
  const signature = createHmac('sha1', 'local-access-secret').update(toSign).digest('base64');
  const signed = { accept: '*/*', date, authorization: `acs local-access-key:${signature}` };
  const send = (query: string, headers: Record<string, string>) =>
    fetch(`${standIn.url}/2023-03-30/functions?${query}`, { headers });

  it('may leave out the = of a parameter without a value, as some clients do', async () => {
    expect(await send('limit=2&prefix=', signed)).toMatchObject({ status: 200 });
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['a parameter that was changed', 'limit=3&prefix=', signed, 403],
    ['a header that was added', 'limit=2&prefix=', { ...signed, 'x-acs-action': 'Other' }, 403],
    ['another method of signing', 'limit=2&prefix=', { ...signed, 'x-acs-signature-method': 'HMAC-MD5' }, 400],
    ['a signature that cannot be read', 'limit=2&prefix=', { ...signed, authorization: 'acs x' }, 400],
    ['no date', 'limit=2&prefix=', { accept: '*/*', authorization: signed.authorization }, 400],
    ['a digest of another body', 'limit=2&prefix=', { ...signed, 'content-md5': 'x' }, 403],
  ])('is refused with %s', async (_name, query, headers, status) => {
    expect(await send(query, headers)).toMatchObject({ status });
  });
});

describe('a role', () => {
  const client = () => fc2Client(standIn);
  it('is taken when it exists', async () => {
    await expect(client().createService('relaywatch', { role: ROLE })).resolves.toBeDefined();
  });

  it.each([
    ['does not exist', `${ROLE}2`, 'InvalidArgument'],
    ['is none', 'relaywatch', 'InvalidArgument'],
    ['is of another account', 'acs:ram::99:role/relaywatch', 'AccessDenied'],
  ])('is refused when it %s', async (_, role, code) => {
    await expect(client().createService('relaywatch', { role })).rejects.toMatchObject({ code });
    const body = new fc3.CreateFunctionInput(aFunction({ role }));
    const created = fc3Client(standIn).createFunction(new fc3.CreateFunctionRequest({ body }));
    await expect(created).rejects.toMatchObject({ code });
    expect(standIn.resources()).toEqual([]);
  });
});

describe('a quota', () => {
  it('refuses one more, and can be raised', async () => {
    standIn.setQuotas({ services: 0 });
    const client = fc2Client(standIn);
    await expect(client.createService('relaywatch')).rejects.toMatchObject({ code: 'LimitExceededError' });
    standIn.setQuotas({ services: 1 });
    await expect(client.createService('relaywatch')).resolves.toBeDefined();
  });
});
