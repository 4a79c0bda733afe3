import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudMonitorStandIn, startCloudMonitorStandIn } from '../../../stand-ins/cloudmonitor/server.ts';
import { readXml } from '../live/read-xml.ts';

// The package is CommonJS with a default export, which Node and the test runner unwrap differently. `require` does not.
const openApi = createRequire(import.meta.url)('@alicloud/openapi-core') as typeof import('@alicloud/openapi-core');
const { default: Client, $OpenApiUtil } = openApi;
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

let standIn: CloudMonitorStandIn;
beforeEach(async () => {
  standIn = await startCloudMonitorStandIn({ credentials: [KEY, STS] });
});
afterEach(() => standIn.close());

const METRIC = {
  GroupId: '0',
  MetricName: 'Relays',
  Dimensions: '{"Region":"cn-shanghai"}',
  Time: '1508136760000',
  Type: '0',
  Values: '{"value":3}',
};

async function put(changes: Record<string, string> = {}, { config = {}, where = 'query', key = KEY } = {}) {
  const endpoint = `127.0.0.1:${standIn.port}`;
  const client = new Client(new $OpenApiUtil.Config({ endpoint, protocol: 'http', ...key, ...config }));
  const params = new $OpenApiUtil.Params({
    action: 'PutCustomMetric',
    version: '2019-01-01',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const fields = Object.entries({ ...METRIC, ...changes });
  const list = Object.fromEntries(fields.map(([name, value]) => [`MetricList.1.${name}`, value]));
  const { body } = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ [where]: list }), {} as never);
  return body as Record<string, string>;
}

describe('the stand-in of CloudMonitor', () => {
  it.each([
    ['signed in headers', { config: {} }],
    ['signed in headers with a temporary key', { key: STS }],
    ['signed in the query', { config: { signatureAlgorithm: 'v2' } }],
    ['signed in the query with a temporary key', { config: { signatureAlgorithm: 'v2' }, key: STS }],
    ['in a form, signed in headers', { where: 'body' }],
    ['in a form, signed in the query', { where: 'body', config: { signatureAlgorithm: 'v2' } }],
  ])('takes values %s', async (_name, how) => {
    expect(await put({}, how)).toMatchObject({ Code: '200', RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/) });
    expect(standIn.reported()).toEqual([
      { name: 'Relays', groupId: '0', timeMs: 1_508_136_760_000, value: 3, dimensions: { Region: 'cn-shanghai' } },
    ]);
  });

  it('takes a time with its zone, and a period that says nothing of raw values', async () => {
    await put({ Time: '20171012T132456.888+0800', Period: '60' });
    expect(standIn.reported()[0]?.timeMs).toBe(Date.parse('2017-10-12T05:24:56.888Z'));
  });

  it.each([
    ['a field that is not known', { Nonsense: '1' }],
    ['aggregated values', { Type: '1' }],
    ['a period of another length', { Period: '90' }],
    ['values beside the value', { Values: '{"value":1,"Average":2}' }],
    ['a time that is none', { Time: 'yesterdayT' }],
    ['no time', { Time: '' }],
  ])('refuses %s', async (_name, changes) => {
    await expect(put(changes)).rejects.toMatchObject({ code: 'InvalidParameter', statusCode: 400 });
    expect(standIn.reported()).toEqual([]);
  });

  it.each([
    ['in headers', {}],
    ['in the query', { signatureAlgorithm: 'v2' }],
  ])('refuses a wrong signature %s', async (_name, config) => {
    const wrong = put({}, { config, key: { ...KEY, accessKeySecret: 'wrong' } });
    await expect(wrong).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('answers in XML when it is asked to, and tells one id of the request', async () => {
    const query = new URLSearchParams({ Action: 'PutCustomMetric', Version: '2019-01-01', Format: 'XML' });
    const response = await fetch(`${standIn.url}/?${query}`);
    const { root, content } = readXml(await response.text());
    expect({ status: response.status, root }).toEqual({ status: 400, root: 'Error' });
    expect(content).toMatchObject({ RequestId: response.headers.get('x-acs-request-id') });
  });
});
