import { describe, expect, it } from 'vitest';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const S3 = { type: 's3', bucket: 'states', region: 'us-east-1' };
const OSS = { type: 'oss', bucket: 'states', region: 'cn-hangzhou' };

describe('a bucket', () => {
  it.each<[string, boolean, boolean]>([
    // of S3, of OSS
    ['abc', true, true],
    ['ab', false, false],
    ['a'.repeat(63), true, true],
    ['a'.repeat(64), false, false],
    ['relay-state-2', true, true],
    ['2-relay', true, true],
    ['relay.state', true, false],
    ['relay..state', false, false],
    ['.relay', false, false],
    ['relay.', false, false],
    ['-relay', false, false],
    ['relay-', false, false],
    ['Relay', false, false],
    ['relay_state', false, false],
    ['192.168.5.4', false, false],
    ['192.168.5', true, false],
    ['xn--relay', false, true],
    ['sthree-relay', false, true],
    ['relay-s3alias', false, true],
    ['relay--ol-s3', false, true],
    ['relay--x-s3', false, true],
    ['relay--table-s3', false, true],
    ['relay.mrap', false, false],
    ['relay-s3alias-2', true, true],
    ['直播状态', false, false],
    ['', false, false],
  ])('%s is one of S3: %s, of OSS: %s', (bucket, ofS3, ofOss) => {
    expect([problemsIn({ state: { ...S3, bucket } }), problemsIn({ state: { ...OSS, bucket } })]).toEqual(
      [ofS3, ofOss].map((isOne) => (isOne ? [] : [expect.stringMatching(/^state\.bucket: .* the name of a bucket: /)])),
    );
  });
});

describe('the start of object names', () => {
  it.each<[string, boolean]>([
    ['prod', true],
    ['prod/', true],
    ['prod/relays/2026', true],
    ['.hidden', true],
    ['..hidden', true],
    ['a/..b', true],
    ['a/b..', true],
    ['a'.repeat(200), true],
    ['a'.repeat(201), false],
    ['/prod', false],
    ['.', false],
    ['..', false],
    ['./a', false],
    ['../a', false],
    ['a/..', false],
    ['a/./b', false],
    ['a/../b', false],
    ['a b', false],
    ['生产', false],
    ['a%2fb', false],
    ['', false],
  ])('%s: %s', (prefix, isAccepted) => {
    for (const state of [S3, OSS])
      expect(placesIn({ state: { ...state, prefix } })).toEqual(isAccepted ? [] : ['state.prefix']);
  });
});

describe('the region of a bucket', () => {
  it.each<[object, string]>([
    [{ ...OSS, region: 'oss-cn-hangzhou' }, 'a region id such as cn-shanghai, without oss- in front'],
    [{ ...S3, region: 'cn-hangzhou' }, 'an AWS region such as us-east-1'],
  ])('is one of its own cloud: %j', (state, expected) => {
    expect(problemsIn({ state })).toEqual([
      `state.region: found "${(state as typeof S3).region}", expected ${expected}`,
    ]);
  });
});

describe('what is kept', () => {
  const kinds = [S3, OSS, { type: 'file', path: '/var/lib/relaywatch' }];

  it.each<[object, string[]]>([
    [{ keep: 1 }, []],
    [{ keep: 10_000 }, []],
    [{ keep: 0 }, ['state.keep']],
    [{ keep: 10_001 }, ['state.keep']],
    [{ keep: 1.5 }, ['state.keep']],
    [{ journal: {} }, []],
    [{ journal: { keepDays: 0 } }, []],
    [{ journal: { keepDays: 400 } }, []],
    [{ journal: { keepDays: 401 } }, ['state.journal.keepDays']],
    [{ journal: { keepDays: -1 } }, ['state.journal.keepDays']],
    [{ journal: { mostBytesADay: 100_000 } }, []],
    [{ journal: { mostBytesADay: 99_999 } }, ['state.journal.mostBytesADay']],
    [{ journal: { mostBytesADay: 100_000_001 } }, ['state.journal.mostBytesADay']],
    [{ journal: { keepHours: 1 } }, ['state.journal.keepHours']],
    [{ journal: [] }, ['state.journal']],
  ])('is in its bounds: %j', (settings, places) => {
    for (const kind of kinds) expect(placesIn({ state: { ...kind, ...settings } })).toEqual(places);
  });
});

describe('a folder', () => {
  it.each(['/var/lib/relaywatch', './state', 'C:\\relays\\state', '状态 2', '..'])('may be called %s', (path) => {
    expect(configOf({ state: { type: 'file', path: ` ${path}\n` } }).state).toEqual({ type: 'file', path });
  });

  it.each(['', ' ', 'a\nb', 'a\0b'])('has a name of one line: %j', (path) => {
    expect(placesIn({ state: { type: 'file', path } })).toEqual(['state.path']);
  });

  it('has nothing of a bucket', () => {
    expect(placesIn({ state: { type: 'file', path: '/x', bucket: 'states', prefix: 'p' } })).toEqual([
      'state.bucket',
      'state.prefix',
    ]);
  });
});
