import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callback } from '../../functions/callback.ts';
import { handler } from '../../functions/index.ts';
import { LOOK_EVENT } from '../../functions/look-event.ts';
import { CANARY, expectNoCanary } from '../support/canary.ts';
import { configure, functionCompute, type Surroundings, surroundings } from './handler-run.ts';
import { type Ask, formsOf, lambdaUrlOf } from './http-forms.ts';
import { quietly } from './status-call.ts';

const TOKEN = `token-of-callbacks-${CANARY}`;
const PREVIOUS = `previous-token-of-${CANARY}`;
const PATH = `/callback/${TOKEN}/cn-shanghai`;
const ID = '11111111-2222-3333-4444-555555555555';
const ask = lambdaUrlOf(callback);

async function receiving(changes: Readonly<Record<string, unknown>> = {}): Promise<Surroundings> {
  const around = await surroundings();
  await configure(around, { callbacks: { token: TOKEN, previousToken: PREVIOUS }, ...changes });
  return around;
}

const stopOf = (taskId = ID, more: object = {}) => ({
  Event: 'LivePullToPushRuning',
  EventTime: '1767323045',
  TaskId: taskId,
  TaskStatus: 3,
  TaskInvalidReason: 'PullStreamFailed',
  TaskInfo: { TaskId: taskId, SourceUrls: [`rtmp://pull.example.com/app/s?auth_key=${CANARY}`] },
  ...more,
});

const hintsIn = async ({ folder }: Surroundings) =>
  (await readdir(join(folder, 'state')).catch(() => [])).filter((name) => name.startsWith('hint-')).sort();
const refusedIn = async ({ folder }: Surroundings) =>
  (await readdir(join(folder, 'state')).catch(() => [])).filter((name) => name.startsWith('refused-'));

/** Asks without secrets in what it logs. */
async function asked(how: Ask, { path = PATH, method = 'POST', ...more }: Partial<Parameters<Ask>[0]>) {
  const { result, printed } = await quietly(() => how({ path, method, ...more }));
  expectNoCanary({ printed, body: result.body, headers: JSON.stringify(result.headers) });
  return { ...result, printed };
}

describe.each(formsOf(callback))('the receiver of callbacks, called in the form of %s', (_, how) => {
  it.each([false, true])('has a stop in the store before it answers (packed: %s)', async (packed) => {
    const around = await receiving();
    expect(await asked(how, { body: JSON.stringify(stopOf()), packed })).toMatchObject({ statusCode: 200 });
    expect(await hintsIn(around)).toEqual([`hint-${ID}.cn-shanghai.stopped.1767323045.`]);
  });

  it('takes a list of events, and repeats of them, each relay and event once', async () => {
    const around = await receiving();
    const body = JSON.stringify([stopOf('a'), stopOf('b'), stopOf('a'), { Event: 'StreamPublish' }]);
    for (let tries = 0; tries < 2; tries++) expect((await asked(how, { body })).statusCode).toBe(200);
    expect(await hintsIn(around)).toEqual([
      'hint-a.cn-shanghai.stopped.1767323045.',
      'hint-b.cn-shanghai.stopped.1767323045.',
    ]);
  });

  it('accepts the previous token, an address without a region, and one of a region that is not watched', async () => {
    const around = await receiving();
    for (const path of [`/callback/${PREVIOUS}/cn-beijing`, `/v1/callback/${TOKEN}`, `/callback/${TOKEN}/eu-west-1`]) {
      expect((await asked(how, { path, body: JSON.stringify(stopOf()) })).statusCode).toBe(200);
    }
    expect(await hintsIn(around)).toEqual([
      `hint-${ID}..stopped.1767323045.`,
      `hint-${ID}.cn-beijing.stopped.1767323045.`,
    ]);
  });

  it.each([
    ['another token', { path: '/callback/token-of-callbacks-of-nobody/cn-shanghai' }, 404],
    ['no token', { path: '/callback/' }, 404],
    ['the token in the query', { path: '/', query: { token: TOKEN } }, 404],
    ['a path without end', { path: `/callback/${'x'.repeat(4_000)}` }, 404],
    ['a token that only begins like ours', { path: `${PATH.slice(0, 20)}/cn-shanghai` }, 404],
    ['another method', { method: 'GET' }, 405],
    ['a body of more than 64 kB', { body: JSON.stringify([stopOf('a', { x: 'x'.repeat(65_536) })]) }, 413],
    ['no JSON', { body: '<html>' }, 400],
    ['no body', { body: '' }, 400],
    ['a number', { body: '7' }, 400],
  ])('refuses %s, and keeps nothing of it', async (_case, request, statusCode) => {
    const around = await receiving();
    const reply = await asked(how, { body: JSON.stringify(stopOf()), ...request });
    expect(reply).toMatchObject({ statusCode, body: 'not accepted\n', headers: { 'cache-control': 'no-store' } });
    expect(await hintsIn(around)).toEqual([]);
  });

  it('answers 200 to what is about no relay, so that Live does not send it again', async () => {
    const around = await receiving();
    for (const event of [{ Event: 'StreamPublish', TaskId: ID }, { Event: 'LivePullToPushRunning' }, {}, []]) {
      expect((await asked(how, { body: JSON.stringify(event) })).statusCode).toBe(200);
    }
    expect(await hintsIn(around)).toEqual([]);
  });
});

describe('the receiver of callbacks', () => {
  it('answers 503 when it cannot store one, so that Live tries again', async () => {
    const around = await receiving();
    await writeFile(join(around.folder, 'state'), 'a file in place of the folder');
    const { statusCode, printed } = await asked(ask, { body: JSON.stringify(stopOf()) });
    expect(statusCode).toBe(503);
    expect(printed).toContain('callback_not_stored');
    await rm(join(around.folder, 'state'));
    expect((await asked(ask, { body: JSON.stringify(stopOf()) })).statusCode).toBe(200);
    expect(await hintsIn(around)).toHaveLength(1);
  });

  it.each([
    ['no token', { callbacks: {} }, 'callbacks.token'],
    ['no state', { state: undefined }, 'state:'],
    ['a configuration that cannot be used', { live: {} }, 'live.regions'],
  ])('answers 503 with %s, and says why in its log alone', async (_, changes, missing) => {
    await receiving(changes);
    const reply = await asked(ask, { body: JSON.stringify(stopOf()) });
    expect(reply).toMatchObject({ statusCode: 503, body: 'not accepted\n' });
    expect(reply.printed).toContain(missing);
  });

  it('notes the first refusal at once, and no more than one a minute', async () => {
    const around = await receiving();
    await mkdir(join(around.folder, 'state'));
    for (let tries = 0; tries < 20; tries++) await asked(ask, { path: '/callback/wrong' });
    expect((await refusedIn(around)).length).toBeLessThanOrEqual(1);
  });
});

describe('a look that a receiver asks for', () => {
  const stoppedIn = ({ live }: Surroundings) =>
    [...live.fleet.tasks()].filter(({ state: { kind } }) => kind === 'stopped').map(({ taskId }) => taskId);
  /** Stops one relay at once. @returns its id */
  const stopOne = (around: Surroundings): string => {
    const before = new Set(stoppedIn(around));
    around.live.fleet.failSource('source-1.example.com', { count: 1, immediate: true });
    const [id, ...others] = stoppedIn(around).filter((one) => !before.has(one));
    if (id === undefined || others.length > 0) throw new Error('not exactly one relay was stopped');
    return id;
  };
  const looked = (event: unknown = Buffer.from(LOOK_EVENT)) => quietly(() => handler(event, functionCompute()));
  const sweepOnce = () => quietly(() => handler(Buffer.from('{}'), functionCompute()));

  it('tells on-call of the stop, asks Live for that relay alone, and leaves no hint', async () => {
    const around = await receiving({ sweep: { intervalSeconds: 10 } });
    await sweepOnce();
    const before = around.webhook.received().length;
    const lists = around.live.stats().operations.DescribeLivePullToPushList?.calls;
    const path = `/callback/${TOKEN}`;
    await asked(ask, { path, body: JSON.stringify(stopOf(stopOne(around))) });
    const { result } = await looked();
    expect(result).toEqual({ swept: false });
    expect(around.webhook.received().length).toBe(before + 1);
    expect(around.live.stats().operations.DescribeLivePullToPushList?.calls).toBe(lists);
    expect(await hintsIn(around)).toEqual([]);
  });

  it('does nothing before a first sweep, which then takes the hint', async () => {
    const around = await receiving({ sweep: { intervalSeconds: 10 } });
    await asked(ask, { body: JSON.stringify(stopOf()) });
    expect((await looked()).result).toEqual({ swept: false });
    expect(around.webhook.received()).toHaveLength(0);
    await sweepOnce();
    expect(await hintsIn(around)).toEqual([]);
  });
});
