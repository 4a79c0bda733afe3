import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';

const pathsRefused = (sections: object): readonly string[] => {
  try {
    parseConfig(JSON.stringify({ live: { regions: ['cn-shanghai'] }, ...sections }), {}, 'relaywatch.yml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).not.toContain('hidden');
    return error.problems.map(({ path }) => path);
  }
};
const s3 = (parts: object) => pathsRefused({ state: { type: 's3', bucket: 'state', region: 'us-east-1', ...parts } });
const oss = (parts: object) =>
  pathsRefused({ state: { type: 'oss', bucket: 'state', region: 'cn-shanghai', ...parts } });
const channel = (type: string, host: string) => pathsRefused({ alerts: [{ type, url: `https://${host}/hidden` }] });

describe('a bucket of S3', () => {
  it.each([
    'a..b',
    '192.168.5.4',
    'xn--state',
    'sthree-state',
    'state-s3alias',
    'state--ol-s3',
    'state--use1-az4--x-s3',
  ])('is not called %s', (bucket) => expect(s3({ bucket })).toEqual(['state.bucket']));

  it.each(['a.b', 'relaywatch.state', '192.168.5.4.a', '1.2.3', 'a-xn--b', 's3alias', 'state-s3alias-x'])(
    'may be called %s',
    (bucket) => expect(s3({ bucket })).toEqual([]),
  );
});

describe.each([
  ['S3', s3],
  ['OSS', oss],
])('a prefix in %s', (_, refused) => {
  it.each(['..', '../a', 'a/..', 'a/../b', 'a/../', './a', 'a/.'])('is not %s', (prefix) =>
    expect(refused({ prefix })).toEqual(['state.prefix']),
  );

  it.each(['a..b', '..a/b', 'a/b..', '.a/...', 'a/b/'])('may be %s', (prefix) =>
    expect(refused({ prefix })).toEqual([]),
  );
});

describe('an endpoint of OSS', () => {
  it.each([
    ['has a path', 'https://oss-cn-shanghai.aliyuncs.com/state'],
    ['has a path, of an own host', 'https://oss.example.com/state'],
    ['has a query', 'https://oss-cn-shanghai.aliyuncs.com/?a=b'],
    ['has the bucket in its host', 'https://state.oss-cn-shanghai.aliyuncs.com'],
    ['has a bucket in the inner host', 'https://other.oss-cn-shanghai-internal.aliyuncs.com'],
    ['has the bucket in the host of no region', 'https://state.oss-accelerate.aliyuncs.com'],
    ['is of another region', 'https://oss-cn-beijing.aliyuncs.com'],
    ['is of the inner network of another region', 'https://oss-cn-beijing-internal.aliyuncs.com'],
    ['is of a region with a longer name', 'https://oss-cn-shanghai-finance-1.aliyuncs.com'],
  ])('is refused when it %s', (_, endpoint) => expect(oss({ endpoint })).toEqual(['state.endpoint']));

  it.each([
    'https://oss-cn-shanghai.aliyuncs.com',
    'https://oss-cn-shanghai.aliyuncs.com/',
    'https://oss-cn-shanghai-internal.aliyuncs.com',
    'https://oss-accelerate.aliyuncs.com',
    'https://oss-accelerate-overseas.aliyuncs.com',
    'https://cn-shanghai.oss.aliyuncs.com',
    'https://oss.example.com',
    'https://state.example.com',
    'http://127.0.0.1:9000',
  ])('may be %s', (endpoint) => expect(oss({ endpoint })).toEqual([]));

  it('may be of a finance cloud', () => {
    const endpoint = 'https://oss-cn-shanghai-finance-1-pub.aliyuncs.com';
    expect(oss({ region: 'cn-shanghai-finance-1', endpoint })).toEqual([]);
  });
});

describe('the address of a chat robot', () => {
  const HOSTS = {
    dingtalk: ['oapi.dingtalk.com', 'api.dingtalk.com'],
    feishu: ['open.feishu.cn', 'open.larksuite.com', 'OPEN.Feishu.cn'],
    wecom: ['qyapi.weixin.qq.com'],
    slack: ['hooks.slack.com', 'hooks.slack-gov.com', 'hooks.slack.com.'],
  };
  const TYPES = Object.keys(HOSTS);

  it.each(
    TYPES.flatMap((type) => Object.entries(HOSTS).flatMap(([of, hosts]) => hosts.map((host) => [type, host, of]))),
  )('of %s may be at %s only if that is its own', (type = '', host = '', of) =>
    expect(channel(type, host)).toEqual(of === type ? [] : ['alerts[0].url']),
  );

  it.each(TYPES)('of %s may be a relay of one’s own', (type) => {
    for (const host of ['relay.example.com', 'dingtalk.com.example.com', 'notslack.com', '10.0.0.7'])
      expect(channel(type, host)).toEqual([]);
  });
});
