import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TOLD_ONCE } from '../../lib/monitor/outbox.ts';
import type { ChannelMode } from '../../stand-ins/simulation/receivers.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/** Each takes several times as long as those of properties.test.ts. */
const RUNS = Math.ceil(Number(process.env.RELAYWATCH_RUNS ?? 120) / 3);
const SEED = Number(process.env.RELAYWATCH_SEED ?? 2026);
const CHANNELS = ['pager', 'chat'];
const RELAYS = ['one-1', 'one-2', 'one-3', 'two-1', 'two-2', 'two-3'];
const HAVE_NO_END: ReadonlySet<string> = new Set([...TOLD_ONCE, 'update', 'resolved']);

const rarely = (percent: number) => fc.nat(99).map((drawn) => drawn < percent);
const mode = fc.oneof(
  { arbitrary: fc.constant<ChannelMode>('up'), weight: 7 },
  { arbitrary: fc.constant<ChannelMode>('accepts but times out'), weight: 2 },
  { arbitrary: fc.constant<ChannelMode>('down'), weight: 1 },
);
const round = fc.record({
  gapSeconds: fc.constantFrom(60, 60, 60, 600),
  livesOn: fc.boolean(),
  isDown: rarely(30),
  cannotSave: rarely(25),
  isTorn: rarely(15),
  modes: fc.tuple(mode, mode),
  stepMs: fc.oneof(
    { arbitrary: fc.constant(0), weight: 9 },
    { arbitrary: fc.integer({ min: -1_200_000, max: 1_200_000 }), weight: 1 },
  ),
  crash: fc.option(fc.record({ operation: fc.nat(14), after: fc.boolean() }), { freq: 6 }),
  turned: fc.subarray(RELAYS, { maxLength: 2 }),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

function happens(world: World, { stepMs, livesOn, isDown, cannotSave, isTorn, modes, turned }: Round): void {
  world.clock.stepWallClock(stepMs);
  world.livesOn = livesOn;
  world.storeWorks = !isDown;
  world.storeFails = (doing) => cannotSave && doing.startsWith('save');
  if (isTorn) world.tearNewest();
  for (const [n, channel] of CHANNELS.entries()) world.modes.set(channel, modes[n] ?? 'up');
  for (const id of turned) {
    const isUp = world.tasks.get(id)?.status === 'running';
    world.set(id, isUp ? 'stopped' : 'running', isUp ? 'PullStreamFailed' : null);
  }
}

/** What was last told to a channel of each cause that it does not know to be over. */
function leftOpen({ heard }: World, by: string): string[] {
  const told = heard.filter(({ channel, notification: { kind } }) => channel === by && kind !== 'update');
  const last = new Map(told.map(({ notification: { dedupKey, kind } }) => [dedupKey, kind]));
  return [...last].filter(([, kind]) => !HAVE_NO_END.has(kind)).map(([key, kind]) => `${key} ${kind}`);
}

it('whoever may have heard of an outage hears of its end, however the state and the clock broke meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 6, maxLength: 16 }), async (history) => {
      const world = new World({ pager: 120, chat: 120 });
      for (const id of RELAYS)
        world.add(id, { sources: [{ origin: `rtmp://${id.slice(0, 3)}.example.com` }], destinationKey: id });
      await world.sweepAfter(60);
      for (const one of history) {
        happens(world, one);
        await world.sweepAfter(one.gapSeconds, one.crash ?? undefined);
      }
      for (const id of RELAYS) world.set(id, 'running');
      Object.assign(world, { storeWorks: true, livesOn: false, storeFails: () => false });
      world.receivers.mend();
      for (const seconds of [130, 130, 3_700, 130, 130, 130]) await world.sweepAfter(seconds);
      for (const channel of CHANNELS) expect(leftOpen(world, channel), channel).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 900_000);
