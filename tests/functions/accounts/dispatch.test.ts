import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import type { HastyClock } from '../../../stand-ins/simulation/hasty-clock.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { AccountFleet, type ToldMessage } from './a-fleet.ts';
import { crossings } from './crossings.ts';

vi.mock(import('../../../lib/base/time.ts'), async (original) => {
  const { HastyClock: Clock } = await import('../../../stand-ins/simulation/hasty-clock.ts');
  return { ...(await original()), systemClock: new Clock(1) };
});

useStandInKeys();
const clock = systemClock as HastyClock;
let fleet: AccountFleet;
afterEach(() => fleet.close());

const NAMES = Array.from({ length: 20 }, (_, index) => `tv-${String(index + 1).padStart(2, '0')}`);
const FAILING = { 'tv-03': 'keys revoked', 'tv-07': 'throttled', 'tv-15': 'region down' } as const;
const failing = Object.keys(FAILING);
const others = NAMES.filter((name) => !failing.includes(name));

const titles = (told: readonly ToldMessage[]) =>
  told.map(({ kind, title }) => `${kind}: ${title.replace(/[, ]+since .*/, '')}`);

describe('twenty accounts, three of which fail in different ways', () => {
  it('page the others in time, tell each failing one and the operator once, and cross nothing', async () => {
    fleet = await AccountFleet.start(NAMES, clock, [['tv-07', 'tv-15'], 3]);
    await fleet.minute(0);
    expect(fleet.told()).toEqual([]);
    for (const name of failing) await fleet.fail(name, FAILING[name as keyof typeof FAILING]);
    for (const name of others) fleet.live(name).fleet.storm(20, 'PushStreamFailed');
    for (const minute of [1, 3, 5, 7, 9, 11]) await fleet.minute(minute);

    // every other account is paged by the first sweep after its relays stopped, on its own channel alone
    for (const name of others) {
      const told = fleet.told().filter(({ to }) => to === name);
      expect([name, told[0]]).toMatchObject([name, { minute: 1, kind: 'open', account: name }]);
      expect(told.filter(({ account }) => account !== name)).toEqual([]);
    }
    for (const name of failing) {
      const told = fleet.told().filter(({ to }) => to === name);
      expect(titles(told)).toEqual([expect.stringContaining(`open: [${name}] Monitor blind`)]);
    }
    const operator = fleet.told().filter(({ to }) => to === 'operator');
    expect(titles(operator).toSorted()).toEqual([
      expect.stringMatching(/^open: Account "tv-03" is not watched as it should be, InvalidAccessKeyId/),
      expect.stringMatching(/^open: Account "tv-07" is not watched as it should be, throttl/i),
      expect.stringMatching(/^open: Account "tv-15" is not watched as it should be, ECONNREFUSED/),
    ]);
    expect(Math.max(...operator.map(({ minute }) => minute))).toBeLessThanOrEqual(11);
    expect(await crossings(fleet)).toEqual([]);

    const before = fleet.told().length;
    for (const name of failing) await fleet.heal(name);
    const rounds = [];
    for (const minute of [12, 14, 16]) rounds.push(await fleet.minute(minute));
    const ended = fleet
      .told()
      .slice(before)
      .filter(({ to }) => to === 'operator' || failing.includes(to));
    expect(titles(ended).filter((one) => one.startsWith('resolved')).length).toBe(6);
    expect(rounds.at(-1)).toMatchObject({ behind: [] });
    // what is looked for would be found
    fleet.metrics.push({ from: 'tv-01', text: 'account="tv-02"' });
    expect(await crossings(fleet)).toEqual([expect.stringContaining('metric of tv-01 names tv-02')]);
    // a busy machine needs a minute and more for 180 sweeps
  }, 240_000);
});
