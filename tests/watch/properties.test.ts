import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelMode, CrashPoint, Heard } from '../support/world.ts';
import { World } from '../support/world.ts';

/*
 * What on-call may rely on, over random histories of relays, channels and crashes, on a clock that is not the machine's.
 * RELAYWATCH_RUNS=1000 runs as many histories of each (npm run test:properties); a failure prints its seed.
 */
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 100);

const RELAYS = 12;
const ids = Array.from({ length: RELAYS }, (_, n) => `relay-${n}`);

type Event =
  | { readonly do: 'stop'; readonly relay: number; readonly reason: string }
  | { readonly do: 'recovering' | 'heal' | 'user-stop' | 'delete'; readonly relay: number }
  | { readonly do: 'host-dies' | 'host-heals'; readonly host: number }
  | { readonly do: 'channel'; readonly name: 'pager' | 'chat'; readonly mode: ChannelMode }
  | { readonly do: 'region'; readonly fails: boolean };

interface Round {
  readonly events: readonly Event[];
  readonly seconds: number;
  readonly crash: CrashPoint | null;
}

const relay = fc.nat(RELAYS - 1);
const fault = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('stop' as const),
      relay,
      reason: fc.constantFrom('PullStreamFailed', 'PushStreamFailed', 'UnknownError'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('heal' as const), relay }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('recovering' as const, 'user-stop' as const, 'delete' as const),
      relay,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('host-dies' as const, 'host-heals' as const), host: fc.nat(2) }),
  },
);
const trouble = fc.oneof(
  fc.record({
    do: fc.constant('channel' as const),
    name: fc.constantFrom('pager' as const, 'chat' as const),
    mode: fc.constantFrom<ChannelMode>('up', 'up', 'down', 'broken'),
  }),
  fc.record({ do: fc.constant('region' as const), fails: fc.boolean() }),
);
const crashPoint = fc.record({ operation: fc.integer({ min: 1, max: 12 }), after: fc.boolean() });

function rounds(options: { readonly troubles: boolean; readonly crashes: boolean }): fc.Arbitrary<Round[]> {
  const event: fc.Arbitrary<Event> = options.troubles
    ? fc.oneof({ weight: 4, arbitrary: fault }, { weight: 1, arbitrary: trouble })
    : fault;
  return fc.array(
    fc.record({
      events: fc.array(event, { maxLength: 3 }),
      seconds: fc.constantFrom(60, 60, 60, 61, 300, 1_200),
      crash: options.crashes ? fc.option(crashPoint, { freq: 3, nil: null }) : fc.constant(null),
    }),
    { minLength: 2, maxLength: 14 },
  );
}

function aWorld(): World {
  const world = new World();
  for (const [n, id] of ids.entries()) {
    world.add(id, {
      region: world.regions[n % 2] ?? '',
      sources: [{ origin: `rtmp://source-${n % 3}.example.com` }],
      destination: { origin: `rtmp://push-${n % 4}.example.com` },
      destinationKey: `destination-${n}`,
    });
  }
  return world;
}

function happen(world: World, event: Event): void {
  const id = 'relay' in event ? (ids[event.relay] ?? '') : '';
  const onHost = (host: number) =>
    ids.filter((one) => world.tasks.get(one)?.sources[0]?.origin === `rtmp://source-${host}.example.com`);
  if (event.do === 'stop') world.set(id, 'stopped', event.reason);
  else if (event.do === 'recovering') world.set(id, 'recovering');
  else if (event.do === 'heal') world.set(id, 'running');
  else if (event.do === 'user-stop') world.set(id, 'stopped', 'TriggerByUser');
  else if (event.do === 'delete') world.tasks.delete(id);
  else if (event.do === 'host-dies')
    for (const one of onHost(event.host)) world.set(one, 'stopped', 'PullStreamFailed');
  else if (event.do === 'host-heals') for (const one of onHost(event.host)) world.set(one, 'running');
  else if (event.do === 'channel') world.modes.set(event.name, event.mode);
  else if (event.do === 'region') world.failingRegion = event.fails ? 'cn-beijing' : null;
}

/** Plays a history; after each whole sweep `check` may look. The first sweep sees a healthy fleet. */
async function play(
  world: World,
  history: readonly Round[],
  check: () => Promise<void> = async () => {},
): Promise<void> {
  await world.sweep();
  for (const { events, seconds, crash } of history) {
    for (const event of events) happen(world, event);
    const summary = await world.sweepAfter(seconds, crash ?? undefined);
    // a crashed sweep holds its lease; the next one comes after it
    if (summary === null) await world.sweepAfter(60);
    await check();
  }
}

/** All troubles end; sweeps go on until everything is told. */
async function settle(world: World): Promise<void> {
  world.modes.clear();
  world.failingRegion = null;
  for (let n = 0; n < 4; n++) await world.sweepAfter(400);
}

const PAGES = new Set(['open', 'flapping']);

/** Messages of one channel by cause, in order, repeats of the same message dropped. */
function storiesOf(heard: readonly Heard[], channel: string): Map<string, string[]> {
  const stories = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { channel: name, notification } of heard) {
    if (name !== channel || seen.has(notification.id)) continue;
    seen.add(notification.id);
    const { dedupKey, kind } = notification;
    stories.set(dedupKey, [...(stories.get(dedupKey) ?? []), kind]);
  }
  return stories;
}

const channels = ['pager', 'chat'];

describe('over random histories', { timeout: 900_000 }, () => {
  it('1. every relay that is still stopped was told as open on every channel, and not told as over', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: true }), async (history) => {
        const world = aWorld();
        await play(world, history);
        await settle(world);
        const state = await world.remembered();
        const stopped = [...world.tasks.values()].filter(
          (task) => task.status === 'stopped' && task.invalidReason !== 'TriggerByUser',
        );
        for (const task of stopped) {
          const incident = state?.incidents.find(({ taskId }) => taskId === task.taskId);
          expect(incident?.causeKey, task.taskId).toBeTruthy();
          for (const channel of channels) {
            const story = storiesOf(world.heard, channel).get(incident?.causeKey ?? '') ?? [];
            expect(
              story.some((kind) => PAGES.has(kind) || kind === 'growth'),
              `${channel} on ${task.taskId}: ${story}`,
            ).toBe(true);
            expect(story.at(-1), `${channel} on ${task.taskId}`).not.toBe('resolved');
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('2. a cause pages once, until it is over', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: false }), async (history) => {
        const world = aWorld();
        await play(world, history);
        await settle(world);
        for (const channel of channels) {
          for (const [key, story] of storiesOf(world.heard, channel)) {
            let open = false;
            for (const kind of story) {
              if (PAGES.has(kind)) expect(open, `${key}: ${story}`).toBe(false);
              if (PAGES.has(kind)) open = true;
              if (kind === 'resolved') open = false;
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('3. whoever heard of a cause hears its end, once, when all is well again', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: true }), async (history) => {
        const world = aWorld();
        await play(world, history);
        for (const id of ids) world.set(id, 'running');
        await settle(world);
        await world.sweepAfter(1_000);
        for (const channel of channels) {
          for (const [key, story] of storiesOf(world.heard, channel)) {
            if (story.every((kind) => kind === 'summary' || kind === 'mute-ended')) continue;
            expect(story.at(-1), `${channel}, ${key}: ${story}`).toBe('resolved');
            // a try without an answer may have been heard: its end is told to be safe, even when it was not
            if (history.some(({ events }) => events.some((event) => event.do === 'channel' && event.mode === 'down')))
              continue;
            const ends = story.filter((kind, at) => kind === 'resolved' && story[at - 1] === 'resolved');
            expect(ends, `${channel}, ${key}: ${story}`).toEqual([]);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('4. nothing is told as over while one of its relays is still stopped', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: true }), async (history) => {
        const world = aWorld();
        let before = await world.remembered();
        let heardBefore = 0;
        let decidedAfter = '';
        await play(world, history, async () => {
          // an end that waited for its channel is of an earlier time, when it was true; the new open follows it
          const ends = world.heard
            .slice(heardBefore)
            .filter(({ notification }) => notification.kind === 'resolved' && notification.at > decidedAfter);
          for (const { notification } of ends) {
            const members =
              before?.incidents.filter(
                ({ causeKey, phase }) => causeKey === notification.dedupKey && phase !== 'quiet',
              ) ?? [];
            for (const { taskId } of members) {
              const task = world.tasks.get(taskId);
              const faulty = task?.status === 'stopped' && task.invalidReason !== 'TriggerByUser';
              expect(faulty, `${taskId} of ${notification.dedupKey}`).toBe(false);
            }
          }
          heardBefore = world.heard.length;
          decidedAfter = world.clock.nowUtc().toISO();
          before = await world.remembered();
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('5. no channel is tried more often in a minute than its vendor allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        rounds({ troubles: true, crashes: true }),
        fc.integer({ min: 1, max: 4 }),
        async (history, perMinute) => {
          const world = new World({ pager: perMinute, chat: perMinute });
          for (const [n, id] of ids.entries())
            world.add(id, { sources: [{ origin: `rtmp://source-${n}.example.com` }], destinationKey: id });
          await play(
            world,
            history.map((round) => ({ ...round, crash: null, seconds: Math.min(round.seconds, 61) })),
          );
          for (const channel of channels) {
            const times = world.tries.filter((one) => one.channel === channel).map(({ atMs }) => atMs);
            for (const start of times)
              expect(times.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(perMinute);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('8. two sweeps at once tell what one would have told', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: false, crashes: false }), async (history) => {
        const [one, two] = [aWorld(), aWorld()];
        await play(one, history);
        await two.sweep();
        for (const { events, seconds } of history) {
          for (const event of events) happen(two, event);
          two.clock.pass(seconds * 1_000);
          await Promise.all([two.sweep(), two.sweep()]);
        }
        for (const channel of channels) expect(storiesOf(two.heard, channel)).toEqual(storiesOf(one.heard, channel));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('6. a crash between any two steps', { timeout: 60_000 }, () => {
  const history: readonly Round[] = [
    { events: [{ do: 'stop', relay: 0, reason: 'UnknownError' }], seconds: 60, crash: null },
    { events: [{ do: 'host-dies', host: 1 }], seconds: 60, crash: null },
    {
      events: [
        { do: 'heal', relay: 0 },
        { do: 'delete', relay: 4 },
      ],
      seconds: 60,
      crash: null,
    },
    { events: [{ do: 'host-heals', host: 1 }], seconds: 60, crash: null },
  ];

  it('changes nothing that a receiver hears, but for repeats with the same key', async () => {
    const reference = aWorld();
    await play(reference, history);
    let tried = 0;
    for (const [at] of history.entries()) {
      for (let operation = 1; operation <= 40; operation++) {
        for (const after of [false, true]) {
          const world = aWorld();
          await play(
            world,
            history.map((round, n) => (n === at ? { ...round, crash: { operation, after } } : round)),
          );
          tried += 1;
          for (const channel of channels) {
            const heard = new Map(
              [...storiesOf(world.heard, channel)].map(([key, story]) => [key, withoutRepeats(story)]),
            );
            expect(
              heard,
              `${channel}, crash ${after ? 'after' : 'before'} operation ${operation} of sweep ${at + 2}`,
            ).toEqual(storiesOf(reference.heard, channel));
          }
        }
        if (operation > reference.operations + 12) break;
      }
    }
    expect(tried).toBeGreaterThan(100);
    process.stdout.write(`crash points tried: ${tried}\n`);
  });
});

/** A message told again after a crash is the same kind again. */
function withoutRepeats(story: readonly string[]): string[] {
  return story.filter((kind, at) => kind !== story[at - 1]);
}
