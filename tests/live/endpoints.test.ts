import { describe, expect, it } from 'vitest';
import { type EndpointOverride, endpointOf } from '../../lib/live/endpoints.ts';

describe('the endpoint of a region', () => {
  it.each([
    ['cn-shanghai', 'live.aliyuncs.com'],
    ['cn-beijing', 'live.aliyuncs.com'],
    ['cn-shenzhen', 'live.aliyuncs.com'],
    ['ap-southeast-5', 'live.aliyuncs.com'],
    ['ap-southeast-1', 'live.ap-southeast-1.aliyuncs.com'],
    ['eu-central-1', 'live.eu-central-1.aliyuncs.com'],
    ['us-east-1', 'live-vpc.us-east-1.aliyuncs.com'],
    ['mars-north-1', 'live.aliyuncs.com'],
    ['constructor', 'live.aliyuncs.com'],
  ])('is the documented one, by HTTPS (%s)', (region, host) => {
    expect(endpointOf(region)).toEqual({ protocol: 'https', host });
    expect(endpointOf(region, {})).toEqual({ protocol: 'https', host });
  });

  it.each<[string, EndpointOverride, string, object]>([
    ['one for all', 'https://live.example.com', 'cn-shanghai', { protocol: 'https', host: 'live.example.com' }],
    ['with a port', 'http://127.0.0.1:8080', 'cn-shanghai', { protocol: 'http', host: '127.0.0.1:8080' }],
    [
      'with its usual port',
      'https://live.example.com:443/',
      'cn-shanghai',
      { protocol: 'https', host: 'live.example.com' },
    ],
    ['IPv6', 'http://[::1]:8080', 'cn-shanghai', { protocol: 'http', host: '[::1]:8080' }],
    ['with user and path', 'https://u:p@live.example.com/x?y', 'a', { protocol: 'https', host: 'live.example.com' }],
    ['of this region', { a: 'http://a:1', b: 'http://b:2' }, 'b', { protocol: 'http', host: 'b:2' }],
    ['of another region', { a: 'http://a:1' }, 'cn-shanghai', { protocol: 'https', host: 'live.aliyuncs.com' }],
  ])('may be overridden (%s)', (_name, override, region, endpoint) => {
    expect(endpointOf(region, override)).toEqual(endpoint);
  });
});
