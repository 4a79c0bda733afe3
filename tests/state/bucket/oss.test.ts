import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyChainError } from '../../../lib/aliyun/key-chain-error.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { createOssStore, type OssDeps, type OssSettings } from '../../../lib/state/bucket/oss.ts';
import { ossBucket } from '../../../lib/state/bucket/oss-bucket.ts';
import { StateError } from '../../../lib/state/state-error.ts';
import {
  type OssFault,
  type OssStandIn,
  type OssStandInOptions,
  startOssStandIn,
} from '../../../stand-ins/oss/server.ts';
import { viaFetch } from '../../support/via-fetch.ts';
import { aSnapshot } from '../a-snapshot.ts';
import { describeStateStore } from '../store-contract.ts';
import { describeForeignBucket } from './foreign-bucket.ts';
import { callsOf, PASSING_FAULTS } from './passing-failures.ts';

const CANARY = 'CANARY9e1b4f';
const KEYS = { accessKeyId: `id-${CANARY}`, accessKeySecret: `secret-${CANARY}`, securityToken: `token-${CANARY}/+==` };
const BUCKET = 'relaywatch-state';
const keyOf = (number: number) => `live/直播 +&/snapshot-${String(10 ** 12 - 1 - number).padStart(12, '0')}.json`;
const SETTINGS = { bucket: BUCKET, prefix: 'live/直播 +&', region: 'cn-hangzhou' };

let oss: OssStandIn;
let current: typeof KEYS | Omit<typeof KEYS, 'securityToken'>;
const start = async (options: OssStandInOptions = {}) => {
  oss = await startOssStandIn({ credentials: [KEYS], ...options });
};
const storeOf = (parts: Partial<OssSettings> = {}, deps: Partial<OssDeps> = {}) =>
  createOssStore(
    { ...SETTINGS, endpoint: oss.url, ...parts },
    { clock: systemClock, random: () => 0, credentials: async () => current, timeoutMs: 30_000, ...deps },
  );

describeStateStore(
  'a bucket of OSS',
  async () => {
    const service = await startOssStandIn({ credentials: [KEYS] });
    const deps = { clock: systemClock, random: () => 0, credentials: async () => KEYS };
    return {
      store: (retention) => createOssStore({ ...SETTINGS, endpoint: service.url, ...retention }, deps),
      plant: async (number, text) => service.plant(BUCKET, keyOf(number), text),
      names: async () => service.keys(BUCKET),
      close: () => service.close(),
    };
  },
  { mayKeepMore: 9, races: 15 },
);

beforeEach(() => {
  current = KEYS;
  oss = undefined as unknown as OssStandIn;
});
afterEach(() => oss?.close());

describeForeignBucket('OSS', async (endpoint) => {
  await start();
  return storeOf({ endpoint });
});

describe('snapshots in a bucket of OSS', () => {
  it('are found by one short listing and one read, however many there are', async () => {
    await start();
    for (let number = 1; number <= 3_000; number++) oss.plant(BUCKET, keyOf(number), 'old');
    oss.plant(BUCKET, keyOf(3_001), JSON.stringify(aSnapshot(7)));
    expect(await storeOf().load()).toMatchObject({ newest: 3_001, snapshot: aSnapshot(7) });
    expect(oss.calls()).toHaveLength(2);
    expect(oss.calls()[0]).toContain('max-keys=20');
  });

  it('are read and written with the keys of the moment', async () => {
    const other = { accessKeyId: 'other', accessKeySecret: 'other-secret' };
    await start({ credentials: [KEYS, other] });
    const store = storeOf();
    await store.create(1, aSnapshot(1));
    current = other;
    expect(await store.load()).toMatchObject({ newest: 1, snapshot: aSnapshot(1) });
  });

  it('are addressed by the host name of the bucket at the real service', async () => {
    const asked: string[] = [];
    const call = viaFetch(async (address) => {
      asked.push(address);
      return new Response('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
    });
    const deps = { clock: systemClock, random: () => 0, credentials: async () => KEYS, call };
    await createOssStore({ bucket: 'b', region: 'cn-beijing' }, deps).load();
    const endpoint = 'https://oss-cn-beijing-internal.aliyuncs.com';
    await createOssStore({ bucket: 'b', region: 'cn-beijing', endpoint }, deps).load();
    const query = '?encoding-type=url&list-type=2&max-keys=20&prefix=snapshot-';
    expect(asked).toEqual([
      `https://b.oss-cn-beijing.aliyuncs.com/${query}`,
      `https://b.oss-cn-beijing-internal.aliyuncs.com/${query}`,
    ]);
  });
});

describe('creating in a bucket of OSS', () => {
  it('knows its own snapshot again when only the answer was lost', async () => {
    await start();
    oss.failNext('lost-answer');
    expect(await storeOf().create(1, aSnapshot(1))).toBe(true);
    expect(oss.calls().map((call) => call.split(' ')[0])).toEqual(['PUT', 'PUT', 'GET']);
  });

  it('does not take the snapshot of another one for its own after a lost answer', async () => {
    await start();
    await storeOf().create(1, aSnapshot(1));
    oss.failNext('disconnect');
    expect(await storeOf().create(1, aSnapshot(1))).toBe(false);
  });

  it('tries no third time', async () => {
    await start();
    oss.failNext('http500', 2);
    await expect(storeOf().create(1, aSnapshot())).rejects.toThrow(/; it may have been written all the same$/);
    expect(await storeOf().create(1, aSnapshot())).toBe(true);
  });
});

describe('a bucket of OSS that does not serve', () => {
  const fault = (name: OssFault) => async () => {
    await start();
    oss.failNext(name, 2);
  };
  const CASES: [what: string, arrange: () => Promise<void>, sentence: RegExp, settings?: Partial<OssSettings>][] = [
    ['is absent', () => start(), /no bucket has this name \(NoSuchBucket\); create it/, { bucket: 'nowhere' }],
    [
      'is closed to us',
      () => start({ credentials: [{ ...KEYS, denied: ['*'] }] }),
      /denied \(AccessDenied\); allow oss:ListObjects on the bucket, and oss:GetObject, oss:PutObject and oss:Del/,
    ],
    ['knows no such key', () => start({ credentials: [] }), /not accepted \(InvalidAccessKeyId\)/],
    [
      'finds the signature wrong',
      () => start({ credentials: [{ ...KEYS, accessKeySecret: 'another' }] }),
      /not accepted \(SignatureDoesNotMatch\)/,
    ],
    [
      'finds the token wrong',
      () => start({ credentials: [{ ...KEYS, securityToken: 'another' }] }),
      /not accepted \(InvalidSecurityToken\)/,
    ],
    [
      'finds the token expired',
      () => start({ credentials: [{ ...KEYS, expired: true }] }),
      /have expired \(SecurityTokenExpired\); renew/,
    ],
    ['has another clock', () => start({ now: () => Date.now() - 16 * 60_000 }), /\(RequestTimeTooSkewed\); set this/],
    [
      'is in another region',
      () => start({ elsewhere: [BUCKET] }),
      /another region \(AccessDenied\); check state.region/,
    ],
    ['is signed for another region', () => start({ region: 'cn-beijing' }), /\(InvalidArgument\); check state.region/],
    ['fails', fault('http500'), /failed \(InternalError\)/],
    ['is overloaded', fault('http503'), /failed \(ServiceUnavailable\)/],
    ['is behind a broken gateway', fault('html'), /failed \(HTTP 502\)/],
    ['closes the connection', fault('disconnect'), /could not be reached: it closed the connection/],
    ['never answers', fault('hang'), /did not answer in time/],
  ];

  it.each(CASES)(
    'is told in one sentence without a secret when it %s',
    async (...[, arrange, sentence, settings = {}]) => {
      for (const [action, reason, what] of [
        ['load', 'state-unreadable', 'read'],
        ['create', 'state-unwritable', 'written'],
        ['check', null, 'read'],
      ] as const) {
        await arrange();
        const store = storeOf(settings, { timeoutMs: 300 });
        const work = { load: store.load, create: () => store.create(1, aSnapshot()), check: store.check }[action];
        const outcome: unknown = await work().catch((thrown: unknown) => thrown);
        expect(inspect(outcome, { depth: 10 })).not.toContain(CANARY);
        const where = `bucket ${settings.bucket ?? BUCKET} of Alibaba Cloud OSS cannot be ${what}: `;
        if (reason === null) expect(outcome).toEqual({ ok: false, problem: expect.stringMatching(sentence) });
        else {
          expect(outcome).toBeInstanceOf(StateError);
          expect(outcome).toMatchObject({ reason, message: expect.stringMatching(sentence) });
          expect((outcome as StateError).message).toContain(where);
        }
        await oss.close();
      }
    },
  );

  it('is told when there are no keys', async () => {
    await start();
    const none = () => Promise.reject(new Error(`no ${CANARY}`));
    const error: unknown = await storeOf({}, { credentials: none })
      .load()
      .catch((thrown: unknown) => thrown);
    expect((error as StateError).message).toMatch(/no credentials were found; set ALIBABA_CLOUD_ACCESS_KEY_ID/);
    expect(inspect(error)).not.toContain(CANARY);
  });

  it('is told with the link of the key chain that failed', async () => {
    await start();
    const none = () => Promise.reject(new KeyChainError('environment: not set; CLI profile: broken'));
    const { ok, ...check } = await storeOf({}, { credentials: none }).check();
    expect([ok, check]).toMatchObject([
      false,
      { problem: expect.stringContaining('credentials were found (environment: not set; CLI profile: broken); set') },
    ]);
  });

  it.each(['oss:ListObjects', 'oss:GetObject', 'oss:PutObject', 'oss:DeleteObject'])(
    'is found out by a check when %s alone is missing',
    async (denied) => {
      await start({ credentials: [{ ...KEYS, denied: [denied] }] });
      expect(await storeOf().check()).toEqual({ ok: false, problem: expect.stringContaining('(AccessDenied); allow') });
    },
  );

  it('says while it is used that it is versioned, though it serves', async () => {
    await start({ versioned: [BUCKET] });
    const store = storeOf();
    expect(store.troubles()).toEqual([]);
    expect(await store.create(1, aSnapshot(1))).toBe(true);
    expect(store.troubles()).toEqual([
      expect.stringMatching(/lets objects be overwritten: x-oss-forbid-overwrite has no/),
    ]);
  });

  it('serves under a retention policy, and says that nothing old can be removed', async () => {
    await start({ protected: [BUCKET] });
    const store = storeOf({ keep: 1 });
    for (let number = 1; number <= 10; number++) expect(await store.create(number, aSnapshot(number))).toBe(true);
    expect(await store.load()).toMatchObject({ newest: 10, snapshot: aSnapshot(10) });
    expect(store.troubles()).toEqual([
      expect.stringMatching(/^old snapshots cannot be cleared away: .* protects its objects \(FileImmutable\); use a/),
    ]);
    expect(await store.check()).toEqual({ ok: false, problem: expect.stringContaining('(FileImmutable)') });
  });

  it('removes all old snapshots but those that it refuses to remove, which are counted', async () => {
    await start();
    for (let number = 1; number <= 29; number++) oss.plant(BUCKET, keyOf(number), 'old');
    oss.failNext({ status: 403, code: 'AccessDenied' }, 2, 'DELETE ');
    const store = storeOf({ keep: 1 });
    expect(await store.create(30, aSnapshot())).toBe(true);
    expect(oss.keys(BUCKET)).toHaveLength(3);
    expect(store.notCleared()).toMatchObject({ count: 2, host: new URL(oss.url).host, code: 'AccessDenied' });
  });

  it('is found out by a check when it is versioned, where nothing is create-only', async () => {
    await start({ versioned: [BUCKET] });
    expect(await storeOf().check()).toEqual({
      ok: false,
      problem: `bucket ${BUCKET} lets objects be overwritten: x-oss-forbid-overwrite has no effect on a versioned bucket; use one that was never versioned`,
    });
    expect(oss.keys(BUCKET)).toEqual([]);
  });
});

describe('a call of OSS that met a failure which passes', () => {
  it.each(PASSING_FAULTS)('is made once more, and no third time ($status $code)', async (fault) => {
    await start();
    const bucket = ossBucket(
      { bucket: BUCKET, region: 'cn-hangzhou', endpoint: oss.url },
      { clock: systemClock, random: () => 0, credentials: async () => KEYS },
    );
    for (const [name, callOnce] of callsOf(bucket)) {
      oss.failNext(fault);
      await expect(callOnce(), name).resolves.not.toBeInstanceOf(Error);
    }
    expect(oss.calls()).toHaveLength(5);
    oss.failNext(fault, 2);
    await expect(bucket.list('', { limit: 1 })).rejects.toThrow(`(${fault.code})`);
    oss.failNext(fault, 2);
    await expect(bucket.replace('c', '{}')).rejects.toThrow(`(${fault.code})`);
  });
});
