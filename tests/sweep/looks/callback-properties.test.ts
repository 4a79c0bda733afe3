import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../../lib/monitor/policy.ts';
import type { TaskStatus } from '../../../lib/monitor/relay-task.ts';
import type { World } from '../../../stand-ins/simulation/world.ts';
import { aWorld, happen, ids, type Round, rounds, settle } from '../histories.ts';

/*
 * What callbacks may change: nothing but the time. Each history is played twice, with sweeps alone and with callbacks
 * and glances between the sweeps, so it takes twice the time of others, and fewer are played by default. RELAYWATCH_RUNS
 * and RELAYWATCH_SEED as in properties.test.ts.
 */
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 10);
const SEED = Number(process.env.RELAYWATCH_SEED ?? 2026);

/**
 * No fault waits before it is told. One that does is told by the first sweep after its time, together with whatever has
 * begun by then; where that was told earlier, these are two messages, as they would be with shorter intervals.
 */
const AT_ONCE: Policy = {
  ...DEFAULT_POLICY,
  verdicts: {
    ...DEFAULT_POLICY.verdicts,
    recovering: { ...DEFAULT_POLICY.verdicts.recovering, forSeconds: 0 },
  },
};
/** A glance comes this long before the sweep that would have found the same. */
const EARLIER_SECONDS = 20;

/** How callbacks reach us in one round. */
interface Delivery {
  /** The order in which they come: a place in the list for each relay. */
  readonly order: readonly number[];
  /** How often each comes; 0: it is lost. */
  readonly times: readonly number[];
  /** Callbacks that Live did not send. */
  readonly forged: readonly { readonly taskId: string; readonly status: TaskStatus; readonly byUser: boolean }[];
  readonly crashAt: number | null;
}

const numbers = (most: number) => fc.array(fc.nat(most), { minLength: ids.length, maxLength: ids.length });
const forged = fc.record({
  taskId: fc.constantFrom(...ids, 'nobody', 'made-up'),
  status: fc.constantFrom<TaskStatus>('running', 'recovering', 'stopped', 'exited', 'unknown'),
  byUser: fc.boolean(),
});

function deliveries(options: { readonly losses: boolean; readonly crashes: boolean }): fc.Arbitrary<Delivery[]> {
  return fc.array(
    fc.record({
      order: numbers(1_000),
      times: numbers(2).map((times) => (options.losses ? times : times.map((n) => n + 1))),
      forged: fc.array(forged, { maxLength: 4 }),
      crashAt: options.crashes ? fc.option(fc.integer({ min: 1, max: 12 }), { freq: 3 }) : fc.constant(null),
    }),
    { minLength: 14, maxLength: 14 },
  );
}

const stateOf = (world: World, id: string) => {
  const { status, invalidReason } = world.tasks.get(id) ?? {};
  return `${status} ${invalidReason}`;
};
const statesOf = (world: World) => new Map(ids.map((id) => [id, stateOf(world, id)]));

/** Live calls back about every relay whose state changed, and others do as they like. */
async function callBack(world: World, before: ReadonlyMap<string, string>, { order, times, forged }: Delivery) {
  const changed = ids
    .map((id, n) => ({ id, n, place: order[n] ?? 0, status: world.tasks.get(id)?.status ?? 'exited' }))
    .filter(({ id }) => before.get(id) !== stateOf(world, id))
    .sort((a, b) => a.place - b.place);
  for (const { taskId, ...rest } of forged) await world.callBack(taskId, rest.status, { byUser: rest.byUser });
  for (const { id, n, status } of changed)
    for (let time = 0; time < (times[n] ?? 0); time++) await world.callBack(id, status);
}

async function played(history: readonly Round[], how: readonly Delivery[] | null): Promise<World> {
  const world = aWorld({ policy: AT_ONCE });
  if (how) world.expectCallbacks();
  await world.sweep();
  for (const [n, { events, seconds }] of history.entries()) {
    const before = statesOf(world);
    for (const event of events) happen(world, event);
    world.clock.pass((seconds - EARLIER_SECONDS) * 1_000);
    const delivery = how?.[n];
    if (delivery) {
      await callBack(world, before, delivery);
      const { crashAt } = delivery;
      const spentMs = world.clock.monotonicMs();
      await world.glance(crashAt === null ? {} : { crash: { operation: crashAt, after: n % 2 === 0 } });
      // the lease of one that died is over by the next sweep but one
      world.clock.pass(Math.max(0, EARLIER_SECONDS * 1_000 - (world.clock.monotonicMs() - spentMs)));
    } else world.clock.pass(EARLIER_SECONDS * 1_000);
    await world.sweep();
  }
  await settle(world);
  return world;
}

/** Without reminders: they come by the clock. */
const told = (world: World) =>
  world.heard
    .filter(({ notification: { kind } }) => kind !== 'reminder')
    .map(({ channel, notification: { kind, dedupKey, affected } }) => `${channel} ${dedupKey} ${kind} ${affected}`)
    .sort();

async function incidentsOf(world: World) {
  const { incidents = [] } = (await world.remembered()) ?? {};
  return incidents
    .map(({ key, phase, verdict, reason, severity, down, causeKey }) =>
      [key, phase, verdict, reason, severity, down, causeKey].join(' '),
    )
    .sort();
}

describe('callbacks, in any order and number, with forged ones among them', { timeout: 900_000 }, () => {
  it('end in the same incidents, messages and keys as sweeps alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        rounds({ troubles: false, crashes: false }),
        deliveries({ losses: false, crashes: false }),
        async (history, how) => {
          const alone = await played(history, null);
          const both = await played(history, how);
          expect(told(both)).toEqual(told(alone));
          expect(await incidentsOf(both)).toEqual(await incidentsOf(alone));
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('end in the same incidents when some are lost and glances die', async () => {
    await fc.assert(
      fc.asyncProperty(
        rounds({ troubles: false, crashes: false }),
        deliveries({ losses: true, crashes: true }),
        async (history, how) => {
          const alone = await played(history, null);
          const both = await played(history, how);
          const open = async (world: World) =>
            ((await world.remembered())?.incidents ?? [])
              .filter(({ phase }) => phase !== 'quiet')
              .map(({ key, verdict, reason, down }) => [key, verdict, reason, down].join(' '))
              .sort();
          expect(await open(both)).toEqual(await open(alone));
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
