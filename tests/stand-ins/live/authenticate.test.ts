import { describe, expect, it } from 'vitest';
import { aStandInOnFakeClock, callByHeaders, callByQuery, type SignedCall } from './live-call.ts';

const CREDENTIALS = [
  { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' },
  { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token-one' },
  { accessKeyId: 'STS.old', accessKeySecret: 'sts-secret', securityToken: 'token-old', expired: true },
  { accessKeyId: 'off', accessKeySecret: 'local-access-secret', expired: true },
  { accessKeyId: 'barred', accessKeySecret: 'local-access-secret', denied: ['DescribeLivePullToPushList'] },
];

async function aVerifyingStandIn() {
  const { standIn } = await aStandInOnFakeClock({ verifySignatures: true, credentials: CREDENTIALS, tasks: 20 });
  return standIn;
}

const sts = (accessKeyId: string, token: string): SignedCall => ({
  accessKeyId,
  secret: 'sts-secret',
  headers: { 'x-acs-security-token': token },
});

describe('a call signed by headers', () => {
  it.each<[string, SignedCall]>([
    ['with a key', {}],
    ['with a temporary key and its token', sts('STS.one', 'token-one')],
    ['by POST without a body', { method: 'POST' }],
    ['with its parts in another order', { parts: ['Credential', 'Signature', 'SignedHeaders'] }],
    ['without a signature over host, which the classic Java SDK leaves out', { signedHeaders: withoutName('host') }],
    ['just inside the clock window', { headers: { 'x-acs-date': '2026-03-01T08:15:00Z' } }],
    [
      'with hard characters and empty values',
      { query: { Region: 'cn-shanghai', DstUrl: "é ?#%+*'()&=", TaskName: '' } },
    ],
  ])('is accepted %s', async (_name, signed) => {
    const answer = await callByHeaders(await aVerifyingStandIn(), signed);
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status: 200, code: undefined });
  });

  it.each<[string, SignedCall, number, string]>([
    ['without a signature', { without: ['authorization'] }, 400, 'MissingAccessKeyId'],
    ['without a date', { without: ['x-acs-date'], signedHeaders: withoutName('x-acs-date') }, 400, 'MissingTimestamp'],
    [
      'without a nonce',
      { without: ['x-acs-signature-nonce'], signedHeaders: withoutName('x-acs-signature-nonce') },
      400,
      'MissingSignatureNonce',
    ],
    [
      'with an unsigned header of the gateway',
      { signedHeaders: withoutName('x-acs-action') },
      400,
      'IncompleteSignature',
    ],
    ['with a part of its signature missing', { parts: ['Credential', 'Signature'] }, 400, 'IncompleteSignature'],
    [
      'with a part of its signature twice',
      { parts: ['Credential', 'Credential', 'SignedHeaders', 'Signature'] },
      400,
      'IncompleteSignature',
    ],
    ['with an unreadable signature', { headers: { authorization: 'ACS3-HMAC-SHA256 x' } }, 400, 'IncompleteSignature'],
    [
      'with another algorithm',
      { headers: { authorization: 'ACS3-RSA Credential=a,SignedHeaders=host,Signature=00' } },
      400,
      'InvalidSignatureMethod',
    ],
    ['with an unknown key', { accessKeyId: 'nobody' }, 404, 'InvalidAccessKeyId.NotFound'],
    ['with a disabled key', { accessKeyId: 'off' }, 400, 'InvalidAccessKeyId.Inactive'],
    ['with a wrong secret', { secret: 'wrong' }, 400, 'SignatureDoesNotMatch'],
    ['with a changed query', { sendQuery: { Region: 'cn-beijing' } }, 400, 'SignatureDoesNotMatch'],
    ['with a body hash of other content', { headers: { 'x-acs-content-sha256': '00' } }, 400, 'SignatureDoesNotMatch'],
    ['16 minutes late', { headers: { 'x-acs-date': '2026-03-01T07:44:00Z' } }, 400, 'InvalidTimeStamp.Expired'],
    ['16 minutes early', { headers: { 'x-acs-date': '2026-03-01T08:16:00Z' } }, 400, 'InvalidTimeStamp.Expired'],
    ['with a local time', { headers: { 'x-acs-date': '2026-03-01 08:00:00' } }, 400, 'InvalidTimeStamp.Format'],
    ['with an expired token', sts('STS.old', 'token-old'), 400, 'InvalidSecurityToken.Expired'],
    ["with another key's token", sts('STS.one', 'token-old'), 400, 'InvalidSecurityToken.MismatchWithAccessKey'],
    ['with a token that holds spaces', sts('STS.one', 'token one'), 400, 'InvalidSecurityToken.Malformed'],
    [
      'with a temporary key but no token',
      { accessKeyId: 'STS.one', secret: 'sts-secret' },
      400,
      'MissingSecurityToken',
    ],
    ['with a method that is not RPC', { method: 'PUT' }, 400, 'UnsupportedHTTPMethod'],
    ['of an unknown action', { headers: { 'x-acs-action': 'DescribeNothing' } }, 404, 'InvalidApi.NotFound'],
    ['of another version', { headers: { 'x-acs-version': '2014-01-01' } }, 404, 'InvalidApi.NotFound'],
  ])('is refused %s', async (_name, signed, status, code) => {
    const answer = await callByHeaders(await aVerifyingStandIn(), signed);
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status, code });
  });

  it('is refused when its nonce comes again', async () => {
    const standIn = await aVerifyingStandIn();
    const signed = { headers: { 'x-acs-signature-nonce': 'once' } };
    expect((await callByHeaders(standIn, signed)).status).toBe(200);
    expect((await callByHeaders(standIn, signed)).body.Code).toBe('SignatureNonceUsed');
  });

  it('does not use up a nonce when its signature is wrong', async () => {
    const standIn = await aVerifyingStandIn();
    const headers = { 'x-acs-signature-nonce': 'once' };
    expect((await callByHeaders(standIn, { headers, secret: 'wrong' })).body.Code).toBe('SignatureDoesNotMatch');
    expect((await callByHeaders(standIn, { headers })).status).toBe(200);
  });

  it('is told which permission its key lacks', async () => {
    const answer = await callByHeaders(await aVerifyingStandIn(), { accessKeyId: 'barred' });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      Code: 'Forbidden.RAM',
      AccessDeniedDetail: { AuthAction: 'live:DescribeLivePullToPushList', NoPermissionType: 'ImplicitDeny' },
    });
  });

  it('gets a refusal in the shape of the gateway', async () => {
    const answer = await callByHeaders(await aVerifyingStandIn(), { accessKeyId: 'nobody' });
    expect(Object.keys(answer.body)).toEqual(['RequestId', 'HostId', 'Code', 'Message', 'Recommend']);
    expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(answer.text));
  });
});

describe('a call signed by query', () => {
  it('is accepted with a key', async () => {
    expect((await callByQuery(await aVerifyingStandIn())).status).toBe(200);
  });

  it('is accepted with a temporary key and its token', async () => {
    const changed = { AccessKeyId: 'STS.one', SecurityToken: 'token-one' };
    expect((await callByQuery(await aVerifyingStandIn(), changed, 'sts-secret')).status).toBe(200);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['without a key', { AccessKeyId: '' }, 400, 'MissingAccessKeyId'],
    ['without a time', { Timestamp: '' }, 400, 'MissingTimestamp'],
    ['without a nonce', { SignatureNonce: '' }, 400, 'MissingSignatureNonce'],
    ['without a method', { SignatureMethod: '' }, 400, 'MissingSignatureMethod'],
    ['with another method', { SignatureMethod: 'HMAC-MD5' }, 400, 'InvalidSignatureMethod'],
    ['with an unknown key', { AccessKeyId: 'nobody' }, 404, 'InvalidAccessKeyId.NotFound'],
    ['16 minutes late', { Timestamp: '2026-03-01T07:44:00Z' }, 400, 'InvalidTimeStamp.Expired'],
    ['in a format that does not exist', { Format: 'yaml' }, 400, 'InvalidParameter.Format'],
  ])('is refused %s', async (_name, changed, status, code) => {
    const answer = await callByQuery(await aVerifyingStandIn(), changed);
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status, code });
  });

  it('is refused with a wrong secret', async () => {
    expect((await callByQuery(await aVerifyingStandIn(), {}, 'wrong')).body.Code).toBe('SignatureDoesNotMatch');
  });

  it('is answered in XML unless it asks for JSON, refusals too', async () => {
    const standIn = await aVerifyingStandIn();
    const good = await callByQuery(standIn, { Format: '' });
    expect(good.headers.get('content-type')).toBe('text/xml;charset=utf-8');
    expect(good.text).toContain('<DescribeLivePullToPushListResponse><RequestId>');
    const refused = await callByQuery(standIn, { Format: 'XML', Region: '' });
    expect(refused.text).toContain('<Error><RequestId>');
    expect(refused.text).toContain('<Code>MissingRegion</Code>');
  });
});

function withoutName(name: string): string[] {
  const names = [
    'host',
    'x-acs-action',
    'x-acs-content-sha256',
    'x-acs-date',
    'x-acs-signature-nonce',
    'x-acs-version',
  ];
  return names.filter((other) => other !== name);
}
