import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';
import {
  aWorld,
  happen,
  healAll,
  ids,
  oddEnds,
  ownStoriesOf,
  PAGES,
  play,
  type Round,
  rounds,
  settle,
  storiesOf,
} from './histories.ts';

/*
 * What on-call may rely on, over random histories of relays, channels and crashes, on a clock that is not the machine's.
 * RELAYWATCH_RUNS=1000 runs as many histories of each (npm run test:properties); a failure prints its seed.
 */
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 25);
/** The same histories each time, so that a failure is of the change; RELAYWATCH_SEED tries others. */
const SEED = Number(process.env.RELAYWATCH_SEED ?? 2026);

const channels = ['pager', 'chat'];

/** Kinds of the messages of a cause that a channel said a clear no to. */
function refused(world: World, by: string, dedupKey: string): string[] {
  return world.tries
    .filter(({ channel, answer }) => channel === by && answer === 'no')
    .flatMap(({ messages }) => messages.filter((one) => one.dedupKey === dedupKey).map(({ kind }) => kind));
}

/** A history, after which all relays and channels are well, and everybody has heard what there was to hear. */
async function playedToItsEnd(history: readonly Round[]) {
  const world = aWorld();
  const doubtMs = await play(world, history);
  healAll(world);
  await settle(world);
  await world.sweepAfter(1_000);
  return { world, doubtMs };
}

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
          const key = incident?.causeKey ?? '';
          const isTold = (channel: string) => {
            const story = storiesOf(world.heard, channel).get(key) ?? [];
            return story.some((kind) => PAGES.has(kind) || kind === 'growth') && story.at(-1) !== 'resolved';
          };
          // what a channel refused for good it does not hear again; then another one heard it
          const refusing = channels.filter((channel) => refused(world, channel, key).length > 0);
          for (const channel of channels)
            if (!refusing.includes(channel)) expect(isTold(channel), `${channel} on ${task.taskId}`).toBe(true);
          expect(channels.some(isTold), `${task.taskId}, refused by ${refusing}`).toBe(true);
        }
      }),
      { numRuns: RUNS, seed: SEED },
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
            // an end that a channel refuses does not keep the next page back
            if (refused(world, channel, key).includes('resolved')) continue;
            let open = false;
            for (const kind of story) {
              if (PAGES.has(kind)) expect(open, `${key}: ${story}`).toBe(false);
              if (PAGES.has(kind)) open = true;
              if (kind === 'resolved') open = false;
            }
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('3. whoever heard of a cause hears its end, once, when all has recovered', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: true }), async (history) => {
        const { world, doubtMs } = await playedToItsEnd(history);
        for (const channel of channels) {
          for (const [key, story] of storiesOf(world.heard, channel)) {
            if (story.every((kind) => kind === 'summary' || kind === 'mute-ended')) continue;
            expect(story.at(-1), `${channel}, ${key}: ${story}`).toBe('resolved');
          }
          // what may have been heard is ended to be safe, even when it was not (7 looks at each)
          if (doubtMs !== null || world.tries.some((one) => one.channel === channel && one.answer === 'unclear'))
            continue;
          for (const [key, story] of ownStoriesOf(world.heard, channel)) {
            const ends = story.filter((kind, at) => kind === 'resolved' && story[at - 1] === 'resolved');
            expect(ends, `${channel}, ${key}: ${story}`).toEqual([]);
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('7. what a receiver took the beginning of it takes the end of, and no end of what cannot have begun', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: true }), async (history) => {
        const { world, doubtMs } = await playedToItsEnd(history);
        for (const channel of channels) expect(oddEnds(world.tries, channel, doubtMs), channel).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
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
      { numRuns: RUNS, seed: SEED },
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
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('10. what the only channel that it is routed to does not take, another one hears within a few sweeps', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ troubles: true, crashes: false }), async (history) => {
        const world = aWorld({ routes: [{ channels: ['chat'] }] });
        const ofChat = history.map((round) => ({
          ...round,
          events: round.events.filter((event) => !('name' in event) || event.name === 'chat'),
        }));
        await play(world, ofChat);
        world.failingRegion = null;
        for (let n = 0; n < 5; n++) await world.sweepAfter(61);
        const state = await world.remembered();
        for (const { taskId, causeKey, phase } of state?.incidents ?? []) {
          if (causeKey === null || (phase !== 'open' && phase !== 'flapping')) continue;
          const stories = channels.map((channel) => storiesOf(world.heard, channel).get(causeKey) ?? []);
          const isTold = stories.some((story) => story.length > 0 && story.at(-1) !== 'resolved');
          expect(isTold, `${taskId} of ${causeKey}: ${stories.join(' and ')}`).toBe(true);
        }
      }),
      { numRuns: RUNS, seed: SEED },
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
      { numRuns: RUNS, seed: SEED },
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

describe('9. a crash between any two steps, and all is well before the next sweep', { timeout: 120_000 }, () => {
  const before: Round = { events: [], seconds: 60, crash: null };
  const stop: Round = { events: [{ do: 'host-dies', host: 1 }], seconds: 60, crash: null };
  const grow: Round = { events: [{ do: 'host-dies', host: 2 }], seconds: 60, crash: null };

  it.each([
    ['whole snapshots', false],
    ['the newest snapshot torn', true],
  ])('leaves nothing open at a receiver: %s', async (_, torn) => {
    let tried = 0;
    for (const history of [[stop], [stop, grow], [before, stop]]) {
      for (let operation = 1; operation <= 16; operation++) {
        for (const after of [false, true]) {
          const world = aWorld();
          const last = { ...(history.at(-1) ?? stop), crash: { operation, after }, healsAfterCrash: true, torn };
          const doubtMs = await play(world, [...history.slice(0, -1), last]);
          healAll(world);
          await settle(world);
          tried += 1;
          for (const channel of channels)
            expect(oddEnds(world.tries, channel, doubtMs), `${channel}, operation ${operation}, ${after}`).toEqual([]);
        }
      }
    }
    process.stdout.write(`crash points tried: ${tried}\n`);
  });
});

/** A message told again after a crash is the same kind again. */
function withoutRepeats(story: readonly string[]): string[] {
  return story.filter((kind, at) => kind !== story[at - 1]);
}
