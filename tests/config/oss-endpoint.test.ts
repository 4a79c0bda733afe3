import { describe, expect, it } from 'vitest';
import { ossEndpointProblem } from '../../lib/config/oss-endpoint.ts';
import { problemsIn } from './a-document.ts';

const WITHOUT_BUCKET = 'an endpoint without the bucket, which is added in front of the host';
const HOST_ONLY = 'an endpoint with only scheme and host; the start of object names is set by prefix';
const OTHER_REGION = 'an endpoint in the region named by region';

describe('an endpoint of OSS for cn-hangzhou', () => {
  it.each<[string, string | null]>([
    ['https://oss-cn-hangzhou.aliyuncs.com', null],
    ['https://oss-cn-hangzhou.aliyuncs.com/', null],
    ['https://OSS-CN-HANGZHOU.aliyuncs.com', null],
    ['https://oss-cn-hangzhou.aliyuncs.com.', null],
    ['https://oss-cn-hangzhou.aliyuncs.com:443', null],
    ['https://oss-cn-hangzhou-internal.aliyuncs.com', null],
    ['https://oss-cn-hangzhou-pub.aliyuncs.com', null],
    ['https://oss-cn-hangzhou-pub-internal.aliyuncs.com', null],
    ['https://oss-accelerate.aliyuncs.com', null],
    ['https://oss-accelerate-overseas.aliyuncs.com', null],
    ['https://minio.example.com', null],
    ['https://aliyuncs.com', null],
    ['http://127.0.0.1:9000', null],
    ['not an address', null],
    ['https://oss-cn-shanghai.aliyuncs.com', OTHER_REGION],
    ['https://oss-cn-shanghai-internal.aliyuncs.com', OTHER_REGION],
    ['https://oss-cn-hangzhou-finance.aliyuncs.com', OTHER_REGION],
    ['https://bucket.oss-cn-hangzhou.aliyuncs.com', WITHOUT_BUCKET],
    ['https://a.b.oss-cn-shanghai.aliyuncs.com', WITHOUT_BUCKET],
    ['https://bucket.oss-accelerate.aliyuncs.com', WITHOUT_BUCKET],
    ['https://oss-cn-hangzhou.aliyuncs.com/prefix', HOST_ONLY],
    ['https://oss-cn-hangzhou.aliyuncs.com?x=1', HOST_ONLY],
    ['https://oss-cn-hangzhou.aliyuncs.com#x', HOST_ONLY],
    ['https://minio.example.com/bucket', HOST_ONLY],
  ])('%s: %s', (endpoint, problem) => {
    expect(ossEndpointProblem(endpoint, 'cn-hangzhou')).toBe(problem);
  });

  it('may be that of another region where the region is that', () => {
    expect(ossEndpointProblem('https://oss-ap-southeast-1-internal.aliyuncs.com', 'ap-southeast-1')).toBeNull();
    expect(ossEndpointProblem('https://oss-cn-hangzhou-finance.aliyuncs.com', 'cn-hangzhou-finance')).toBeNull();
  });

  it('is checked in a configuration, at its place, and is not shown', () => {
    const state = { type: 'oss', bucket: 'states', region: 'cn-hangzhou' };
    const endpoint = 'https://states.oss-cn-hangzhou.aliyuncs.com';
    expect(problemsIn({ state: { ...state, endpoint } })).toEqual([
      `state.endpoint: found a text (not shown), expected ${WITHOUT_BUCKET}`,
    ]);
    expect(problemsIn({ state: { ...state, endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' } })).toEqual([]);
  });
});
