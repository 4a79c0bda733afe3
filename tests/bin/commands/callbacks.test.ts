import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../../lib/base/time.ts';
import { callbackUrlOf } from '../../../lib/live/callback-url.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, type LiveStandInOptions, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import type { Task } from '../../../stand-ins/live/task.ts';
import { CANARY, expectNoCanary } from '../../support/canary.ts';
import { useNoWaiting } from '../../support/no-waiting.ts';
import { closing, configFile, useRunFolder } from '../command-line.ts';
import { relaywatchHere } from '../in-process.ts';

useRunFolder();
useNoWaiting();

const ADDRESS = { url: 'https://relays.example.com/v1', token: `${CANARY}-long-enough` };
const ourUrlIn = (region: string) => callbackUrlOf(ADDRESS, region);
const OTHER = `https://user:${CANARY}@hooks.example.com/${CANARY}`;

interface Surroundings {
  readonly live?: LiveStandInOptions;
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** Sixty relays in two regions: nine of them have another's CallbackUrl, and the rest none. Every secret is a canary. */
async function surroundings({ live: options = {}, config: more = {}, env = {} }: Surroundings = {}) {
  const live = closing(
    await startLiveStandIn({ tasks: 60, regions: ['cn-shanghai', 'cn-beijing'], qps: 0, canary: CANARY, ...options }),
  );
  for (const [place, task] of [...live.fleet.tasks()].entries())
    giveTo(live, task, place % 7 === 0 ? OTHER : undefined);
  const document = {
    live: { endpoint: live.url, regions: ['cn-shanghai', 'cn-beijing'], qps: 500 },
    alerts: [{ type: 'webhook', url: '$' + '{NOT_SET}' }],
    callbacks: { url: ADDRESS.url, token: '$' + '{RELAYWATCH_CALLBACK_TOKEN}' },
    ...more,
  };
  const config = await configFile(document);
  const run = async (...args: string[]) => {
    const finished = await relaywatchHere(['callbacks', ...args, '--config', config], {
      RELAYWATCH_CALLBACK_TOKEN: ADDRESS.token,
      ...env,
    });
    expectNoCanary({ stdout: finished.stdout, stderr: finished.stderr });
    return finished;
  };
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);
  return { live, run, json, urls: () => urlsOf(live), config: { live: document.live } };
}

function giveTo(live: LiveStandIn, { slot, definition }: Task, callbackUrl: string | undefined): void {
  live.fleet.update(slot, { ...definition, callbackUrl });
}

const urlsOf = (live: LiveStandIn) =>
  new Map([...live.fleet.tasks()].map(({ taskId, definition }) => [taskId, definition.callbackUrl]));
const tasksOf = (live: LiveStandIn, ...kinds: Task['state']['kind'][]) =>
  [...live.fleet.tasks()].filter(({ state }) => kinds.includes(state.kind));
const definitionsOf = (live: LiveStandIn) =>
  [...live.fleet.tasks()].map(({ definition: { callbackUrl: _, ...rest } }) => rest);

describe('relaywatch callbacks status', () => {
  it('counts relays with ours, with others by where those lead, and without', async () => {
    const { live, run, json } = await surroundings();
    const [first, second] = [...live.fleet.tasks()].slice(1);
    for (const task of [first, second]) if (task) giveTo(live, task, ourUrlIn(task.region));
    expect(await json('status')).toEqual({
      total: 60,
      ours: 2,
      outdated: 0,
      other: 9,
      none: 49,
      others: [{ origin: 'https://hooks.example.com', relays: 9 }],
    });
    const { code, stdout, stderr } = await run('status');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((row) => row.trim().replace(/ {2,}/g, '|')),
    ).toEqual(['CallbackUrl|relays', 'ours|2', 'https://hooks.example.com|9', 'none|49', '60 relays']);
  });

  it('does without a section, and says so', async () => {
    const { run, json } = await surroundings({ config: { callbacks: undefined } });
    expect(await json('status')).toMatchObject({ total: 60, ours: null, other: 9 });
    expect((await run('status')).stdout).toContain(
      'callbacks.url and callbacks.token in the configuration say which one is ours',
    );
  });

  it('looks at what the filters mean, within what is watched', async () => {
    const { live, json } = await surroundings();
    const stopped = tasksOf(live, 'stopped');
    expect(stopped.length).toBeGreaterThan(0);
    expect(await json('status', '--status', 'stopped')).toMatchObject({ total: stopped.length });
    const [one] = stopped;
    expect(await json('status', '--task-id', one?.taskId ?? '')).toMatchObject({ total: 1 });
    const inBeijing = [...live.fleet.tasks()].filter(({ region }) => region === 'cn-beijing').length;
    expect(await json('status', '--region', 'cn-beijing')).toMatchObject({ total: inBeijing });

    const scoped = await surroundings({
      config: {
        live: {
          endpoint: live.url,
          regions: ['cn-shanghai', 'cn-beijing'],
          qps: 500,
          scopes: [{ taskName: '00000' }, { taskName: '000001' }, { taskName: '00001' }],
        },
      },
    });
    expect(await scoped.json('status')).toMatchObject({ total: 20 });
    expect(await scoped.json('status', '--name', '00000')).toMatchObject({ total: 10 });
    expect(await scoped.json('status', '--name', '*000019')).toMatchObject({ total: 1 });
  });
});

describe('relaywatch callbacks set', () => {
  it('says what it would do, and does nothing', async () => {
    const { live, run, json, urls } = await surroundings();
    const before = urls();
    const { code, stdout } = await run('set');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\d+ relays would be changed, 0 as wished before, \d+ left as they are; nothing was changed: --yes does it\n$/,
    );
    expect(stdout.match(/would be given ours/g)).toHaveLength(20);
    expect(stdout).toMatch(/and \d+ relays more that would change/);
    const { dryRun, changed, kept, left, relays } = await json('set');
    expect([dryRun, changed + left, kept, relays.length]).toEqual([true, 60, 0, 60]);
    expect(urls()).toEqual(before);
    expect(live.stats().operations).not.toHaveProperty('UpdateLivePullToPush');
  });

  it('gives it to all that Live lets change, and to nobody else, and changes nothing else', async () => {
    const { live, run, json, urls } = await surroundings();
    const definitions = definitionsOf(live);
    const before = urls();
    const { code, stdout } = await run('set', '--yes');
    const changeable = new Set(tasksOf(live, 'running', 'recovering', 'stopped').map(({ taskId }) => taskId));
    const given = [...before].filter(([id, url]) => changeable.has(id) && url === undefined).map(([id]) => id);
    expect(given.length).toBeGreaterThan(40);
    const regionOf = new Map([...live.fleet.tasks()].map(({ taskId, region }) => [taskId, region]));
    for (const [id, url] of urls()) {
      expect([id, url]).toEqual([id, given.includes(id) ? ourUrlIn(regionOf.get(id) ?? '') : before.get(id)]);
    }
    expect(definitionsOf(live)).toEqual(definitions);
    expect(code).toBe(1);
    expect(stdout.match(/^✓ \d+\/\d+ \S+ given ours$/gm)).toHaveLength(given.length);
    expect(stdout).toContain('it has not started, and Live documents no change of CallbackUrl before StartTime');
    expect(await json('status')).toMatchObject({ ours: given.length, other: 9 });
  });

  it('exits 0 when all that are meant are as wished', async () => {
    const { live, run, json } = await surroundings();
    const args = ['--status', 'running', '--replace'];
    const running = tasksOf(live, 'running').length;
    expect((await run('set', ...args)).code).toBe(0);
    expect(await json('set', ...args, '--yes')).toMatchObject({ dryRun: false, changed: running, kept: 0, left: 0 });
    const { code, stdout } = await run('set', ...args, '--yes');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `0 relays changed, ${running} as wished before, 0 left as they are\n`,
    });
  });

  it('renews ours after the token was replaced, and counts those that are outdated', async () => {
    const { json, urls, config } = await surroundings();
    const args = ['--status', 'running'];
    const { changed } = await json('set', '--yes', ...args);
    const renewed = { callbacks: { ...ADDRESS, token: 'another-long-enough-token', previousToken: ADDRESS.token } };
    const path = await configFile({ ...config, ...renewed });
    const now = async (...more: string[]) =>
      JSON.parse((await relaywatchHere(['callbacks', ...more, '--json', '--config', path])).stdout);
    expect(await now('status')).toMatchObject({ ours: changed, outdated: changed });
    expect(await now('set', '--yes', ...args)).toMatchObject({ changed });
    expect(await now('status')).toMatchObject({ ours: changed, outdated: 0 });
    expect([...urls().values()].filter((url) => url?.includes('/callback/another-long-enough-token/'))).toHaveLength(
      changed,
    );
  });

  it("takes ours away, and leaves another's", async () => {
    const { live, json, urls } = await surroundings();
    await json('set', '--yes');
    const before = urls();
    const { changed, left, relays } = await json('set', '--remove', '--yes');
    expect(changed).toBe([...before.values()].filter((url) => url?.startsWith(ourUrlIn(''))).length);
    expect(relays.filter(({ why }: { why?: string }) => why === 'its CallbackUrl is not ours')).toHaveLength(9);
    expect(left).toBe(9);
    expect([...urls().values()].filter((url) => url !== undefined)).toEqual(Array(9).fill(OTHER));
    expect(live.stats().operations.UpdateLivePullToPush?.calls).toBe(changed * 2);
  });

  it('says what is missing when Live refuses, once', async () => {
    const denied = [{ ...STAND_IN_KEYS, denied: ['UpdateLivePullToPush'] }];
    const { live, run, json } = await surroundings({ live: { credentials: denied } });
    const { code, stdout, stderr } = await run('set', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('Allow live:UpdateLivePullToPush on resource * in a RAM policy of this identity.');
    expect(stdout).toContain('it was not tried, after the failure above');
    expect(live.stats().operations.UpdateLivePullToPush?.calls).toBe(1);
    expect(await json('set', '--yes')).toMatchObject({ changed: 0, problem: expect.stringContaining('Forbidden.RAM') });
  });

  it.each([
    ['breaks connections', { reset: 0.2, truncated: 0.1 }],
    ['fails', { http500: 0.2, html: 0.1, http503: 0.1 }],
    ['gives what nobody knows', { newEnum: 0.3, missingFields: 0.3 }],
  ])('shows no secret and stops at nothing that it can repeat, where Live %s', async (_, faults) => {
    const { run, urls } = await surroundings({ live: { faults } });
    // now and then the list of a whole region fails to the last try, so a person would run it again
    for (let time = 0; time < 3; time += 1) await run('set', '--yes', '--status', 'running');
    expect([...urls().values()].filter((url) => url?.startsWith(ourUrlIn(''))).length).toBeGreaterThan(25);
  });

  it('keeps to the pace of each operation', async () => {
    const clock = { monotonicNow: () => systemClock.monotonicMs(), now: () => systemClock.nowUtc().toMillis() };
    const { live } = await surroundings({ live: { qps: 10, ...clock } });
    const config = await configFile({
      live: { endpoint: live.url, regions: ['cn-shanghai', 'cn-beijing'] },
      callbacks: ADDRESS,
    });
    const args = ['--yes', '--replace', '--status', 'stopped,recovering,running', '--config', config];
    const { code } = await relaywatchHere(['callbacks', 'set', ...args]);
    expect(code).toBe(0);
    const { DescribeLivePullToPush: reads, UpdateLivePullToPush: updates } = live.stats().operations;
    expect([reads?.calls, updates?.throttled, reads?.throttled]).toEqual([2 * (updates?.calls ?? 0), 0, 0]);
    expect(updates?.calls).toBeGreaterThan(50);
    expect(Math.max(updates?.mostInAnySecond ?? 0, reads?.mostInAnySecond ?? 0)).toBeLessThanOrEqual(10);
  });

  it.each([
    ['--replace with --remove', ['--replace', '--remove'], {}, /--remove takes only ours away/],
    [
      'no section',
      [],
      { callbacks: undefined },
      /the configuration does not say what to give to relays: callbacks.url/,
    ],
  ])('is refused for %s', async (_, args, config, problem) => {
    const { run } = await surroundings({ config });
    const { code, stdout, stderr } = await run('set', '--yes', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(problem);
  });

  it('is refused where a scope and a flag would filter by one thing', async () => {
    const { live } = await surroundings();
    const { run } = await surroundings({
      config: { live: { endpoint: live.url, regions: ['cn-shanghai'], scopes: [{ dstUrl: 'push-1' }] } },
    });
    const { code, stderr } = await run('set', '--dst-url', 'push-2');
    expect(code).toBe(2);
    expect(stderr).toContain('--dst-url cannot be used beside a scope');
  });

  it('is refused a variable that is not set, which no other command needs', async () => {
    const { run, live } = await surroundings({ env: { RELAYWATCH_CALLBACK_TOKEN: '' } });
    expect(await run('set')).toMatchObject({ code: 2, stderr: expect.stringContaining('callbacks.token') });
    const config = await configFile({
      live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 500 },
      callbacks: { url: ADDRESS.url, token: '$' + '{RELAYWATCH_CALLBACK_TOKEN}' },
    });
    expect(await relaywatchHere(['tasks', '--config', config])).toMatchObject({ code: 0 });
    expect(await relaywatchHere(['sweep', '--json', '--config', config])).toMatchObject({ code: 0 });
  });
});

describe('relaywatch callbacks policy', () => {
  it('prints what these commands need, and needs no configuration', async () => {
    const { code, stdout } = await relaywatchHere(['callbacks', 'policy']);
    expect(code).toBe(0);
    expect(parse(stdout)).toEqual({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['live:DescribeLivePullToPushList', 'live:DescribeLivePullToPush', 'live:UpdateLivePullToPush'],
          Resource: ['*'],
        },
      ],
    });
  });
});
