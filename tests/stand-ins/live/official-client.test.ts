import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { LiveStandIn } from '../../../stand-ins/live/server.ts';
import { aStandIn } from './live-call.ts';

// The package is CommonJS with a default export, which Node and the test runner unwrap differently. `require` does not.
const openApi = createRequire(import.meta.url)('@alicloud/openapi-core') as typeof import('@alicloud/openapi-core');
const { default: Client, $OpenApiUtil } = openApi;
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

interface Sent {
  method?: 'GET' | 'POST';
  query?: Record<string, string>;
  body?: Record<string, string>;
}

async function callAs(standIn: LiveStandIn, config: object, { method = 'GET', query = {}, body }: Sent) {
  const endpoint = `127.0.0.1:${standIn.port}`;
  const client = new Client(new $OpenApiUtil.Config({ endpoint, protocol: 'http', ...config }));
  const params = new $OpenApiUtil.Params({
    action: 'DescribeLivePullToPushList',
    version: '2016-11-01',
    protocol: 'HTTPS',
    pathname: '/',
    method,
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query, ...(body && { body }) });
  // The class of runtime options is in a package that is not ours to import; a plain object does.
  const answer = await client.callApi(params, request, {} as never);
  return answer as { body: { TaskList: unknown[] } };
}

const aVerifyingStandIn = () => aStandIn({ verifySignatures: true, credentials: [KEY, STS] });

describe.each([
  ['the header signature', {}],
  ['the old signature', { signatureAlgorithm: 'v2' }],
])('the official client with %s', (_name, algorithm) => {
  describe.each([
    ['a key', KEY],
    ['a temporary key', STS],
  ])('and %s', (_key, credential) => {
    const config = { ...algorithm, ...credential };

    it.each<[string, Sent]>([
      ['by GET', { query: { Region: 'cn-shanghai', PageSize: '7' } }],
      ['by POST', { method: 'POST', query: { Region: 'cn-shanghai', PageSize: '7' } }],
      ['by POST with a form', { method: 'POST', body: { Region: 'cn-shanghai', PageSize: '7', TaskName: '' } }],
    ])('reads a page %s', async (_way, sent) => {
      const answer = await callAs(await aVerifyingStandIn(), config, sent);
      expect(answer.body).toMatchObject({ PageNumber: 1, PageSize: 7 });
      expect(answer.body.TaskList).toHaveLength(7);
    });

    it('finds a task by characters that need encoding', async () => {
      const standIn = await aVerifyingStandIn();
      const query = { Region: 'cn-shanghai', DstUrl: "é ?#%+*'()&=~" };
      expect((await callAs(standIn, config, { query })).body).toMatchObject({ Total: 0, TaskList: [] });
    });

    it('is told why a call was refused', async () => {
      const refused = callAs(await aVerifyingStandIn(), config, { query: { Region: 'mars-1' } });
      await expect(refused).rejects.toMatchObject({
        code: 'InvalidParameter',
        statusCode: 400,
        requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      });
    });
  });

  it('is refused with a wrong secret', async () => {
    const config = { ...algorithm, ...KEY, accessKeySecret: 'wrong' };
    const refused = callAs(await aVerifyingStandIn(), config, { query: { Region: 'cn-shanghai' } });
    await expect(refused).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('sees throttling as throttling', async () => {
    const standIn = await aStandIn({ verifySignatures: true, credentials: [KEY], qps: 1, monotonicNow: () => 0 });
    const config = { ...algorithm, ...KEY };
    await callAs(standIn, config, { query: { Region: 'cn-shanghai' } });
    const refused = callAs(standIn, config, { query: { Region: 'cn-shanghai' } });
    await expect(refused).rejects.toMatchObject({ name: 'ThrottlingError', code: 'Throttling.User', statusCode: 400 });
  });
});
