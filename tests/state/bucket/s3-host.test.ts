import { afterEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../../lib/base/time.ts';
import { useProxiesOf } from '../../../lib/http/proxies.ts';
import { s3Bucket } from '../../../lib/state/bucket/s3-bucket.ts';
import { aProxyTo } from '../../support/a-proxy.ts';

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };

afterEach(() => useProxiesOf({}));

describe('the host that an error of S3 names', () => {
  it.each([
    ['state', 'eu-central-1', undefined, 'state.s3.eu-central-1.amazonaws.com'],
    ['state', 'cn-north-1', undefined, 'state.s3.cn-north-1.amazonaws.com.cn'],
    ['state', 'us-gov-west-1', undefined, 'state.s3.us-gov-west-1.amazonaws.com'],
    ['state.example.com', 'eu-central-1', undefined, 's3.eu-central-1.amazonaws.com'],
    ['state.example.com', 'cn-northwest-1', undefined, 's3.cn-northwest-1.amazonaws.com.cn'],
    ['state', 'eu-central-1', 'https://minio.example.com:9000', 'minio.example.com:9000'],
  ])('of bucket %s in %s (endpoint %s) is the one that was called', async (bucket, region, endpoint, host) => {
    const proxy = await aProxyTo('http://127.0.0.1:1', 500);
    await useProxiesOf({ HTTPS_PROXY: proxy.url });
    const settings = { bucket, region, ...(endpoint === undefined ? {} : { endpoint }) };
    const failure = s3Bucket(settings, { clock, random: () => 0, credentials }).list('', { limit: 1 });
    await expect(failure).rejects.toThrow(`: ${host} failed (`);
    const asked = host.includes(':') ? host : `${host}:443`;
    expect(proxy.seen.map(({ line }) => line)).toEqual([`CONNECT ${asked}`, `CONNECT ${asked}`]);
  });

  it.each([
    ['state', 'cn-north-1', 'state.s3.cn-north-1.amazonaws.com.cn'],
    ['state.example.com', 'eu-central-1', 's3.eu-central-1.amazonaws.com'],
    ['state', 'eusc-de-east-1', 'state.s3.eusc-de-east-1.amazonaws.eu'],
  ])(
    'of bucket %s in %s is the one that would have been called when it came to no call',
    async (bucket, region, host) => {
      const never = () => new Promise<typeof credentials>(() => undefined);
      const failure = s3Bucket({ bucket, region }, { clock, random: () => 0, credentials: never, timeoutMs: 50 }).list(
        '',
        { limit: 1 },
      );
      await expect(failure).rejects.toThrow(`: ${host} did not answer in time`);
    },
  );
});
