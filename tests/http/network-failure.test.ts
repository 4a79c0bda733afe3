import { describe, expect, it } from 'vitest';
import { snsFailure, failureSentence as snsSentence } from '../../lib/alerts/sns/failure.ts';
import { networkCodeSentence } from '../../lib/http/network-failure.ts';
import { cloudWatchFailure, failureSentence as cloudWatchSentence } from '../../lib/metrics/cloudwatch/failure.ts';
import { bucketError, bucketFailure } from '../../lib/state/bucket/failure.ts';

describe('what kept a request from being answered', () => {
  it.each(['constructor', 'toString', '__proto__', 'valueOf'])('%s is a code that is not known', (code) => {
    expect(networkCodeSentence(code)).toBe(`the request failed (${code})`);
  });
});

describe('a proxy that refused the connection', () => {
  const refused = Object.assign(new Error('secret text'), { code: 'ECONNREFUSED', viaProxy: 'proxy.example.com:3128' });
  const named = 'it refused the connection (ECONNREFUSED), through the proxy proxy.example.com:3128';

  it('is named by a bucket', () => {
    const service = {
      product: 'OSS',
      bucket: 'state',
      host: 'oss.example.com',
      permissions: '',
      howToGiveCredentials: '',
      howToRestore: '',
    };
    expect(bucketError(bucketFailure(null, null, refused), 'list', service).message).toContain(named);
  });

  it('is named by SNS and CloudWatch', () => {
    expect(snsSentence(snsFailure(refused), 'Amazon SNS', 'sns:Publish')).toContain(named);
    expect(cloudWatchSentence(cloudWatchFailure(refused), 'CloudWatch', 'relaywatch')).toContain(named);
  });
});
