import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { createS3Store, type S3Settings } from '../../../lib/state/bucket/s3.ts';
import { s3Bucket } from '../../../lib/state/bucket/s3-bucket.ts';
import { StateError } from '../../../lib/state/state-error.ts';
import { aSnapshot } from '../a-snapshot.ts';
import { describeStateStore } from '../store-contract.ts';
import { describeForeignBucket } from './foreign-bucket.ts';
import { callsOf, PASSING_FAULTS } from './passing-failures.ts';
import { type S3Fault, type S3Server, startS3Server } from './s3-server.ts';

const CANARY = 'CANARY5d2c8a';
const KEYS = { accessKeyId: `id-${CANARY}`, secretAccessKey: `secret-${CANARY}`, sessionToken: `token-${CANARY}` };
const keyOf = (number: number) => `live/cn/snapshot-${String(10 ** 12 - 1 - number).padStart(12, '0')}.json`;

const theirs = { text: 'theirs', writer: undefined };

let s3: S3Server;
const storeOf = (parts: Partial<S3Settings> = {}, timeoutMs = 30_000) =>
  createS3Store(
    { bucket: 'state', prefix: 'live/cn', region: 'eu-central-1', endpoint: s3.url, ...parts },
    { clock: systemClock, random: () => 0, credentials: KEYS, timeoutMs },
  );

describeStateStore(
  'a bucket of S3',
  async () => {
    const server = await startS3Server();
    const settings = { bucket: 'state', prefix: '/live/cn/', region: 'eu-central-1', endpoint: server.url };
    return {
      store: (retention) =>
        createS3Store(
          { ...settings, ...retention },
          { clock: systemClock, random: () => 0, credentials: async () => KEYS },
        ),
      plant: async (number, text) => void server.objects.set(keyOf(number), { text, writer: undefined }),
      names: async () => [...server.objects.keys()],
      close: () => server.close(),
    };
  },
  { mayKeepMore: 9, races: 10 },
);

beforeEach(async () => {
  s3 = await startS3Server();
});
afterEach(async () => {
  await s3.close();
});

describe('snapshots in a bucket of S3', () => {
  it('are found by one short listing and one read, however many there are', async () => {
    for (let number = 1; number <= 5_000; number++) s3.objects.set(keyOf(number), { text: 'old', writer: undefined });
    s3.objects.set(keyOf(5_001), { text: JSON.stringify(aSnapshot(7)), writer: undefined });
    expect(await storeOf().load()).toMatchObject({ newest: 5_001, snapshot: aSnapshot(7) });
    expect(s3.calls).toHaveLength(2);
    expect(s3.calls[0]).toContain('max-keys=20');
  });

  it('are those of the own folder alone', async () => {
    await storeOf({ prefix: 'live/cn/other' }).create(9, aSnapshot(9));
    await storeOf({ prefix: '' }).create(8, aSnapshot(8));
    s3.objects.set('live/cn/snapshot-notes.txt', { text: 'mine', writer: undefined });
    expect(await storeOf().load()).toMatchObject({ newest: 0 });
    expect([...s3.objects.keys()]).toContain('snapshot-999999999991.json');
  });

  it('are cleared away at every tenth alone, as a listing is billed like a write', async () => {
    const store = storeOf({ keep: 3 });
    for (let number = 1; number <= 9; number++) await store.create(number, aSnapshot());
    expect(s3.calls.filter((call) => call.startsWith('GET'))).toEqual([]);
    await store.create(10, aSnapshot());
    expect([...s3.objects.keys()]).toEqual([8, 9, 10].map(keyOf));
  });

  it('are saved even when the old cannot be cleared away', async () => {
    const store = storeOf({ keep: 1 });
    for (let number = 1; number <= 9; number++) await store.create(number, aSnapshot());
    s3.refuse = (call) => call.startsWith('DELETE');
    expect(await store.create(10, aSnapshot())).toBe(true);
    expect(s3.objects.size).toBe(10);
    expect(store.troubles()).toEqual([
      expect.stringMatching(
        /^old snapshots cannot be cleared away: bucket state .* access was denied \(AccessDenied\)/,
      ),
    ]);
  });
});

describe('old snapshots of which some cannot be removed from a bucket of S3', () => {
  const fill = async (count: number) => {
    for (let number = 1; number <= count; number++) s3.objects.set(keyOf(number), theirs);
    return storeOf({ keep: 1 });
  };

  it('are all removed but for those, and counted with the host and the code', async () => {
    const store = await fill(29);
    const kept = [7, 28].map(keyOf);
    s3.refuse = (call) => call.startsWith('DELETE') && kept.some((key) => call.includes(key));
    expect(await store.create(30, aSnapshot())).toBe(true);
    expect([...s3.objects.keys()].sort()).toEqual([...kept, keyOf(30)].sort());
    const { host } = new URL(s3.url);
    expect(store.notCleared()).toMatchObject({ count: 2, host, code: 'AccessDenied' });
    expect(store.troubles()).toEqual([expect.stringMatching(/^old snapshots cannot .*; 2 of 29 objects are left$/)]);
  });

  it('are no trouble any more once they are gone', async () => {
    const store = await fill(9);
    s3.refuse = (call) => call.startsWith('DELETE');
    await store.create(10, aSnapshot());
    s3.refuse = () => false;
    await store.create(20, aSnapshot());
    expect([...s3.objects.keys()]).toEqual([keyOf(20)]);
    expect([store.notCleared(), store.troubles()]).toEqual([null, []]);
  });

  it('are not asked for one after another when nobody answers', async () => {
    const store = await fill(99);
    s3.failNext('disconnect', 1_000);
    s3.spare = (call) => !call.startsWith('DELETE');
    await store.create(100, aSnapshot());
    expect(s3.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(20);
    expect(store.notCleared()).toMatchObject({ count: 99, code: 'ECONNRESET' });
  });

  it('are told when not even their names can be had', async () => {
    s3.refuse = (call) => call.includes('list-type=2');
    const store = storeOf();
    await store.create(10, aSnapshot());
    expect(store.notCleared()).toMatchObject({ count: null, code: 'AccessDenied' });
  });

  it('make a lease that cannot be withdrawn a failure', async () => {
    const store = storeOf();
    await store.create(1, aSnapshot());
    s3.refuse = (call) => call.startsWith('DELETE');
    await expect(store.withdraw(1)).rejects.toThrow(/access was denied \(AccessDenied\); allow [^;]* on its objects$/);
  });
});

describe('a bucket of S3 with things in it that are not ours', () => {
  it('is listed in two steps, however many of them stand before the first snapshot', async () => {
    for (let number = 1; number <= 900; number++) s3.objects.set(`live/cn/snapshot-!${number}`, theirs);
    await storeOf().create(7, aSnapshot(7));
    s3.calls.length = 0;
    expect(await storeOf().load()).toMatchObject({ newest: 7, snapshot: aSnapshot(7) });
    expect(s3.calls.filter((call) => call.includes('list-type=2'))).toHaveLength(2);
  });

  it('neither counts nor removes what has another name', async () => {
    const names = [
      'snapshot-0.json',
      'snapshot--00000000001.json',
      `snapshot-${2 ** 60}.json`,
      'snapshot-000000000007.json.tmp',
    ];
    for (const name of names) s3.objects.set(`live/cn/${name}`, theirs);
    const store = storeOf({ keep: 1 });
    expect(await store.load()).toEqual({ newest: 0, snapshot: null, problems: [] });
    for (let number = 1; number <= 10; number++) await store.create(number, aSnapshot(number));
    expect([...s3.objects.keys()].sort()).toEqual([...names.map((name) => `live/cn/${name}`), keyOf(10)].sort());
  });
});

describeForeignBucket('S3', async (endpoint) => storeOf({ endpoint }));

describe('creating in a bucket of S3', () => {
  it('works where Object Lock asks for a checksum', async () => {
    s3.objectLock = true;
    expect(await storeOf().create(1, aSnapshot())).toBe(true);
  });

  const CONFLICT = { status: 409, code: 'ConditionalRequestConflict' };

  it('tries once more when another one wrote at the same time, and has it then', async () => {
    s3.failNext(CONFLICT);
    expect(await storeOf().create(1, aSnapshot())).toBe(true);
    expect(s3.calls).toHaveLength(2);
  });

  it('leaves it to the other one after a second conflict', async () => {
    s3.failNext(CONFLICT, 2);
    expect(await storeOf().create(1, aSnapshot())).toBe(false);
  });

  it('knows its own snapshot again when only the answer was lost', async () => {
    s3.failNext('lost-answer');
    expect(await storeOf().create(1, aSnapshot(1))).toBe(true);
    expect(s3.calls.map((call) => call.split(' ')[0])).toEqual(['PUT', 'PUT', 'GET']);
  });

  it('does not take the snapshot of another one for its own after a lost answer', async () => {
    await storeOf().create(1, aSnapshot(1));
    s3.failNext('disconnect');
    expect(await storeOf().create(1, aSnapshot(1))).toBe(false);
  });
});

describe('a bucket of S3 that does not serve', () => {
  const CASES: readonly (readonly [string, S3Fault, RegExp])[] = [
    ['is absent', { status: 404, code: 'NoSuchBucket' }, /no bucket has this name \(NoSuchBucket\); create it/],
    [
      'is closed to us',
      { status: 403, code: 'AccessDenied' },
      /denied \(AccessDenied\); allow s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject/,
    ],
    ['knows no such key', { status: 403, code: 'InvalidAccessKeyId' }, /the credentials were not accepted \(Inv/],
    ['finds the signature wrong', { status: 403, code: 'SignatureDoesNotMatch' }, /the credentials were not accepted/],
    ['finds the token expired', { status: 400, code: 'ExpiredToken' }, /have expired \(ExpiredToken\); renew/],
    ['has another clock', { status: 403, code: 'RequestTimeTooSkewed' }, /set this machine's clock/],
    ['is in another region', { status: 301, code: 'PermanentRedirect' }, /another region \(PermanentRedirect\)/],
    ['throttles', { status: 503, code: 'SlowDown' }, /throttled the requests \(SlowDown\)/],
    ['fails', { status: 500, code: 'InternalError' }, /failed \(InternalError\)/],
    ['is behind a broken gateway', 'html', /failed \(HTTP 502\)/],
    ['closes the connection', 'disconnect', /could not be reached: it closed the connection \(ECONNRESET\)/],
    ['never answers', 'hang', /did not answer in time/],
    [
      'has its objects archived',
      { status: 403, code: 'InvalidObjectState' },
      /are archived \(InvalidObjectState\).*`aws s3api restore-object`, and exempt state\.prefix from the lifecycle rule/,
    ],
    [
      'answers a code with digits',
      { status: 418, code: 'Teapot.V2' },
      /makes no sense for this request \(Teapot\.V2\)/,
    ],
    ['answers what nobody knows', { status: 418, code: 'Teapot' }, /makes no sense for this request \(Teapot\)/],
  ];

  it.each(CASES)('is told in one sentence without a secret when it %s', async (_, fault, sentence) => {
    const store = storeOf({}, fault === 'hang' ? 500 : 5_000);
    for (const [work, reason, what] of [
      [() => store.load(), 'state-unreadable', 'read'],
      [() => store.create(1, aSnapshot()), 'state-unwritable', 'written'],
    ] as const) {
      s3.failNext(fault, 2);
      const error: unknown = await work().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StateError);
      expect(error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
      expect((error as StateError).message).toMatch(`bucket state of Amazon S3 cannot be ${what}: `);
      expect(inspect(error, { depth: 10 })).not.toContain(CANARY);
    }
    s3.failNext(fault, 2);
    expect(await store.check()).toEqual({ ok: false, problem: expect.stringMatching(sentence) });
  });

  it('is called again with its own time when it refused ours', async () => {
    const behind = { ...systemClock, nowUtc: () => systemClock.nowUtc().minus({ hours: 1 }) };
    const settings = { bucket: 'state', region: 'eu-central-1', endpoint: s3.url };
    const store = createS3Store(settings, { clock: behind, random: () => 0, credentials: KEYS });
    s3.failNext({ status: 403, code: 'RequestTimeTooSkewed' });
    expect(await store.create(1, aSnapshot())).toBe(true);
    expect(await store.load()).toMatchObject({ newest: 1 });
    const ages = s3.signedAt.map((at) => Math.round((Date.now() - at) / 60_000));
    expect(ages).toEqual([60, 0, 0, 0]);
  });

  it('says of a write without an answer that it may have been done', async () => {
    s3.failNext('disconnect', 2);
    await expect(storeOf().create(1, aSnapshot())).rejects.toThrow(/; it may have been written all the same$/);
  });

  it('is told when nothing listens there', async () => {
    const { url } = s3;
    await s3.close();
    await expect(storeOf({ endpoint: url }).load()).rejects.toThrow(/it refused the connection \(ECONNREFUSED\)/);
  });

  it('is told when there are no credentials', async () => {
    const none = Object.assign(new Error(`no ${CANARY}`), { name: 'CredentialsProviderError' });
    const store = createS3Store(
      { bucket: 'state', region: 'eu-central-1', endpoint: s3.url },
      { clock: systemClock, random: () => 0, credentials: () => Promise.reject(none) },
    );
    const error: unknown = await store.load().catch((thrown: unknown) => thrown);
    expect((error as StateError).message).toMatch(/no credentials were found; set AWS_ACCESS_KEY_ID/);
    expect(inspect(error)).not.toContain(CANARY);
  });

  it.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
  ])('is found out by a check when it refuses every create with %i', async (status, code) => {
    s3.writesRefused = { status, code };
    expect(await storeOf().check()).toMatchObject({ ok: false, problem: expect.stringMatching(/cannot be written/) });
  });

  it('is asked once more when something else was under way', async () => {
    s3.failNext({ status: 409, code: 'OperationAborted' });
    expect(await storeOf().create(1, aSnapshot())).toBe(true);
  });

  it('is told by the host that was called', async () => {
    s3.failNext({ status: 500, code: 'InternalError' }, 2);
    await expect(storeOf().load()).rejects.toThrow(`${new URL(s3.url).host} failed (InternalError)`);
  });

  it('is found out by a check when it lets objects be overwritten', async () => {
    s3.conditional = false;
    expect(await storeOf().check()).toEqual({
      ok: false,
      problem:
        'bucket state lets objects be overwritten: this service does not honour If-None-Match; use one that does',
    });
    expect([...s3.objects.keys()]).toEqual([]);
  });
});

describe('a call of S3 that met a failure which passes', () => {
  it.each(PASSING_FAULTS)('is made once more, and no third time ($status $code)', async (fault) => {
    const bucket = s3Bucket(
      { bucket: 'state', region: 'eu-central-1', endpoint: s3.url },
      { clock: systemClock, random: () => 0, credentials: KEYS },
    );
    for (const [name, callOnce] of callsOf(bucket)) {
      s3.failNext(fault);
      await expect(callOnce(), name).resolves.not.toBeInstanceOf(Error);
    }
    expect(s3.calls).toHaveLength(10);
    s3.failNext(fault, 2);
    await expect(bucket.list('', { limit: 1 })).rejects.toThrow(`(${fault.code})`);
    s3.failNext(fault, 2);
    await expect(bucket.replace('c', '{}')).rejects.toThrow(`(${fault.code})`);
  });
});
