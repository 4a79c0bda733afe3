import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalQuery,
  headerSignature,
  type Parameter,
  percentEncode,
  querySignature,
  sha256Hex,
} from '../../../stand-ins/live/signatures.ts';

// Source: the vendor's V3 page, its long-published RPC example, and two of ours with harder characters.
const OURS: Parameter[] = [
  ['Region', 'cn-shanghai'],
  ['PageNumber', '1'],
  ['PageSize', '100'],
  ['DstUrl', "rtmp://a b!'()*~+/é"],
];

describe('signatures', () => {
  it('gives the header signature of the published example', () => {
    const headers = {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': sha256Hex(''),
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    };
    const query: Parameter[] = [
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
    ];
    const signed = { method: 'POST', query, headers, signedHeaders: Object.keys(headers), bodyHash: sha256Hex('') };
    expect(headerSignature(signed, 'YourAccessKeySecret')).toBe(
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  it('gives the header signature of a query with characters that encoders disagree on', () => {
    const headers = {
      host: '127.0.0.1:8080',
      'x-acs-action': 'DescribeLivePullToPushList',
      'x-acs-content-sha256': sha256Hex(''),
      'x-acs-date': '2026-01-02T03:04:05Z',
      'x-acs-signature-nonce': '0123456789abcdef',
      'x-acs-version': '2016-11-01',
    };
    const signed = {
      method: 'GET',
      query: OURS,
      headers,
      signedHeaders: Object.keys(headers),
      bodyHash: sha256Hex(''),
    };
    expect(headerSignature(signed, 'example-secret')).toBe(
      'e4849495c7d6f25d3072178defce411c130c8a5bb6ecb2dce03e3998edc8f0de',
    );
  });

  it('gives the old signature of the published example', () => {
    const parameters: Parameter[] = [
      ['Timestamp', '2016-02-23T12:46:24Z'],
      ['Format', 'XML'],
      ['AccessKeyId', 'testid'],
      ['Action', 'DescribeRegions'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
      ['Version', '2014-05-26'],
      ['SignatureVersion', '1.0'],
      ['Signature', 'not part of what is signed'],
    ];
    expect(querySignature('GET', parameters, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it('gives the old signature of a query with characters that encoders disagree on', () => {
    const parameters: Parameter[] = [
      ...OURS,
      ['Action', 'DescribeLivePullToPushList'],
      ['Version', '2016-11-01'],
      ['Format', 'json'],
      ['AccessKeyId', 'LTAIexample'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureVersion', '1.0'],
      ['SignatureNonce', '0123456789abcdef'],
      ['Timestamp', '2026-01-02T03:04:05Z'],
    ];
    expect(querySignature('GET', parameters, 'example-secret')).toBe('zZyJcw2DnH8+QO5Sft8qb0BowlM=');
  });

  it('encodes any text so that only unreserved characters stay bare, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });

  it('signs the same query whatever order its parameters came in, empty values included', () => {
    const parameters: Parameter[] = [
      ['b', ''],
      ['a', '2'],
      ['A', '1'],
    ];
    expect(canonicalQuery(parameters)).toBe('A=1&a=2&b=');
    expect(canonicalQuery(parameters.toReversed())).toBe('A=1&a=2&b=');
  });
});
