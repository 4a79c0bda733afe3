import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import type { Hint } from '../../lib/monitor/hint.ts';
import type { Target } from '../../lib/monitor/look-targets.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { askFor } from '../../lib/sweep/ask.ts';
import { type Answer, answersTo, isConfirmed } from '../../lib/sweep/looks/answers.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { aSighting, NOON, VERDICTS } from '../monitor/a-sighting.ts';

/** Live with these relays, and what it was asked. @param down regions that do not answer */
function aLive(tasks: readonly Partial<RelayTask>[], down: readonly string[] = []) {
  const asked: string[] = [];
  const live = {
    async describeRelayTask({ region, taskId }: { region: string; taskId: string }) {
      asked.push(`${region}/${taskId}`);
      if (down.includes(region)) throw new TypeError('no answer');
      const found = tasks.find((one) => one.region === region && one.taskId === taskId);
      return found ? aTask(found) : null;
    },
  } as unknown as LiveApi;
  return { asked, live };
}
const STOPPED = {
  region: 'b',
  taskId: 'r',
  status: 'stopped',
  statusCode: 3,
  invalidReason: 'PullStreamFailed',
} as const;
const hint = (parts: Partial<Hint> = {}): Hint => ({
  taskId: 'r',
  region: null,
  status: 'stopped',
  eventSeconds: 1,
  byUser: false,
  ...parts,
});
const target = (parts: Partial<Target> = {}): Target =>
  ({ taskId: 'r', regions: ['a', 'b'], key: null, hints: [hint()], ...parts }) as Target;
const deps = (live: LiveApi, signal = new AbortController().signal) => ({ live, policy: DEFAULT_POLICY, signal });

describe('asking for one relay', () => {
  it('goes from region to region until one knows it', async () => {
    const { asked, live } = aLive([STOPPED]);
    const found = await askFor({ taskId: 'r', regions: ['a', 'b', 'c'], key: null }, NOON, deps(live));
    expect(asked).toEqual(['a/r', 'b/r']);
    expect(found).toMatchObject({ key: 'b/r', region: 'b', status: 'stopped', verdict: VERDICTS.pull });
  });

  it('keeps the key of the incident that it has', async () => {
    const { live } = aLive([STOPPED]);
    const found = await askFor({ taskId: 'r', regions: ['b'], key: 'b/r (old)' }, NOON, deps(live));
    expect(found?.key).toBe('b/r (old)');
  });

  it('finds nothing that no region knows, and asks nobody without a region', async () => {
    const { asked, live } = aLive([]);
    expect(await askFor({ taskId: 'r', regions: ['a', 'b'], key: null }, NOON, deps(live))).toBeNull();
    expect(await askFor({ taskId: 'r', regions: [], key: null }, NOON, deps(live))).toBeNull();
    expect(asked).toEqual(['a/r', 'b/r']);
  });

  it('is no answer when a region before did not answer: it may be there', async () => {
    const { live } = aLive([STOPPED], ['a']);
    await expect(askFor({ taskId: 'r', regions: ['a', 'b'], key: null }, NOON, deps(live))).rejects.toThrow(
      'no answer',
    );
  });

  it('asks no more once its time is over', async () => {
    const { asked, live } = aLive([STOPPED]);
    const over = AbortSignal.abort(new Error('over'));
    await expect(askFor({ taskId: 'r', regions: ['b'], key: null }, NOON, deps(live, over))).rejects.toThrow('over');
    expect(asked).toEqual([]);
  });
});

describe('answers about several relays', () => {
  const answers = (
    tasks: readonly Partial<RelayTask>[],
    targets: readonly Target[],
    stoppedByUser: string[] = [],
    down: string[] = [],
  ) =>
    answersTo(targets, NOON, {
      ...deps(aLive(tasks, down).live),
      log: silentLog,
      session: { looks: { stoppedByUser } } as never,
    });

  it('say of each whether it is there, gone, or could not be asked for', async () => {
    const [there, gone, unknown] = await answers(
      [STOPPED],
      [target(), target({ taskId: 'x' }), target({ regions: ['down'] })],
      [],
      ['down'],
    );
    expect(there).toMatchObject({ isGone: false, problem: null, sighting: { key: 'b/r' } });
    expect(gone).toMatchObject({ isGone: true, problem: null, sighting: null });
    expect(unknown).toMatchObject({ isGone: false, problem: 'TypeError', sighting: null });
  });

  const bare = { ...STOPPED, invalidReason: null };
  it.each<[string, Partial<RelayTask>, Partial<Target>, string[], boolean, string]>([
    ['a user, by its callback', bare, { hints: [hint({ byUser: true })] }, [], true, 'stopped-by-user'],
    ['a user, by an earlier callback', bare, {}, ['b/r'], true, 'stopped-by-user'],
    ['nobody knows whom', bare, {}, ['a/r'], false, 'stopped'],
    ['a fault, whatever the callback says', STOPPED, { hints: [hint({ byUser: true })] }, [], false, 'stopped'],
  ])('say that it was stopped by %s', async (_, task, parts, known, byUser, kind) => {
    const [one] = await answers([task], [target(parts)], known);
    expect(one).toMatchObject({ byUser, sighting: { verdict: { kind } } });
  });
});

describe('whether a callback was right that something changed', () => {
  const answer = (parts: Partial<Answer>): Answer => ({
    target: target(),
    sighting: null,
    isGone: false,
    byUser: false,
    problem: null,
    ...parts,
  });
  const faulty = aSighting('r', VERDICTS.pull);
  const well = aSighting('r', VERDICTS.healthy);
  const known = target({ key: 'b/r' });

  it.each<[string, Partial<Answer>, boolean]>([
    ['a fault that is not known', { sighting: faulty }, true],
    ['nothing wrong', { sighting: well }, false],
    ['a stop by a user', { sighting: well, byUser: true }, true],
    ['gone, and no fault known of it', { isGone: true }, false],
    ['a fault that is known', { target: known, sighting: faulty }, false],
    ['a known fault that is over', { target: known, sighting: well }, true],
    ['a known fault whose relay is gone', { target: known, isGone: true }, true],
    ['a known fault that could not be asked for', { target: known, problem: 'TypeError' }, false],
    ['a fault without any callback', { target: target({ hints: [] }), sighting: faulty }, false],
  ])('%s: %s', (_, parts, confirmed) => {
    expect(isConfirmed(answer(parts))).toBe(confirmed);
  });
});
