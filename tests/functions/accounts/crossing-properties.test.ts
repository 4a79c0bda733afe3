import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { ACCOUNT_NAME } from '../../../lib/config/account.ts';
import type { HastyClock } from '../../../stand-ins/simulation/hasty-clock.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { AccountFleet, type Fault } from './a-fleet.ts';
import { crossings } from './crossings.ts';

vi.mock(import('../../../lib/base/time.ts'), async (original) => {
  const { HastyClock: Clock } = await import('../../../stand-ins/simulation/hasty-clock.ts');
  return { ...(await original()), systemClock: new Clock(10) };
});

useStandInKeys();
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 40) / 20;

/** Names of which one may well begin another; a mark makes each a text that nothing else holds. */
const names = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/), { minLength: 2, maxLength: 4 })
  .map((list) => list.map((name) => `q${name}z`).filter((name) => ACCOUNT_NAME.test(name)));

type Happening =
  | { readonly what: 'storm'; readonly count: number; readonly reason: 'PullStreamFailed' | 'PushStreamFailed' }
  | { readonly what: 'restart' | 'heal' | 'lose' }
  | { readonly what: 'fail'; readonly fault: Fault };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    what: fc.constant('storm' as const),
    count: fc.integer({ min: 1, max: 20 }),
    reason: fc.constantFrom('PullStreamFailed', 'PushStreamFailed'),
  }),
  fc.record({ what: fc.constantFrom('restart' as const, 'heal' as const, 'lose' as const) }),
  fc.record({
    what: fc.constant('fail' as const),
    fault: fc.constantFrom<Fault>('keys revoked', 'throttled', 'region down'),
  }),
);
const history = fc.array(fc.array(fc.record({ account: fc.nat(), event: happening }), { maxLength: 3 }), {
  minLength: 2,
  maxLength: 5,
});

it('whatever happens, no message, metric, log line or object of one account names another', async () => {
  await fc.assert(
    fc.asyncProperty(names, history, async (list, minutes) => {
      const fleet = await AccountFleet.start(list, systemClock as HastyClock);
      try {
        for (const [index, happenings] of minutes.entries()) {
          for (const { account, event } of happenings) await happens(fleet, list[account % list.length] ?? '', event);
          await fleet.minute(index * 2);
        }
        expect(await crossings(fleet)).toEqual([]);
      } finally {
        await fleet.close();
      }
    }),
    { numRuns: Math.max(1, RUNS) },
  );
}, 600_000);

async function happens(fleet: AccountFleet, name: string, event: Happening): Promise<void> {
  switch (event.what) {
    case 'storm':
      if (!fleet.isFailing(name)) fleet.live(name).fleet.storm(event.count, event.reason);
      return;
    case 'restart':
      if (!fleet.isFailing(name)) fleet.live(name).fleet.restartStopped();
      return;
    case 'heal':
      return fleet.heal(name);
    case 'fail':
      return fleet.fail(name, event.fault);
    case 'lose':
      fleet.lost = (account) => account === name;
  }
}
