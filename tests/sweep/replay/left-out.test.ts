import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bySweep } from '../../../lib/answers/sweeps.ts';
import { parseUtc, type UtcDateTime } from '../../../lib/base/time.ts';
import { relaysIn } from '../../../lib/monitor/counted-sightings.ts';
import type { JournalEntry, LeftOutEntry } from '../../../lib/monitor/journal-entry.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { createMemoryJournal } from '../../../lib/state/memory-journal.ts';
import { compared } from '../../../lib/sweep/replay/compared.ts';
import { type Replayed, type ReplaySettings, replay } from '../../../lib/sweep/replay/replay.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

const SOURCES = 3;
const RELAYS = 720;

/** Relays of three sources to four destinations, each in one of two regions. */
function fleet(): World {
  const world = new World({ pager: 120 });
  world.journal = createMemoryJournal({ mostBytesADay: 100_000_000 });
  for (let n = 0; n < RELAYS; n++)
    world.add(`r-${n}`, {
      region: n % 2 === 0 ? 'cn-shanghai' : 'cn-beijing',
      destinationKey: `d-${n}`,
      sources: [{ origin: `rtmp://source-${n % SOURCES}.example.com` }],
      destination: { origin: `rtmp://push-${n % 4}.example.com` },
    });
  return world;
}

const ofSource = (source: number, share: number) =>
  Array.from({ length: RELAYS }, (_, n) => n)
    .filter((n) => n % SOURCES === source)
    .slice(0, Math.round((RELAYS / SOURCES) * share))
    .map((n) => `r-${n}`);

/** The journal of a world, as one with less room would have it. */
async function withRoom(entries: readonly JournalEntry[], mostBytesADay: number): Promise<JournalEntry[]> {
  const journal = createMemoryJournal({ mostBytesADay });
  const times: UtcDateTime[] = [];
  for (const { at, entries: found } of bySweep(entries)) {
    const when = parseUtc(at) as UtcDateTime;
    times.push(when);
    await journal.add(found, when);
  }
  const kept: JournalEntry[] = [];
  const [first, last] = [times[0], times.at(-1)];
  if (first && last) for await (const one of journal.entries(first, last)) kept.push(one);
  return kept;
}

const settingsOf = (world: World): ReplaySettings => ({ ...world.settings, channels: ['pager'] });
const replayed = (world: World, entries: readonly JournalEntry[]) => replay(entries, () => settingsOf(world));
const told = ({ messages }: Replayed) =>
  messages.map(({ at, kind, causeKey, severity, affected }) => `${at} ${kind} ${causeKey} ${severity} ${affected}`);
const leftOutIn = (entries: readonly JournalEntry[]) =>
  entries.flatMap((one): LeftOutEntry[] => (one.kind === 'left-out' ? [one] : []));
const countedIn = (entries: readonly JournalEntry[]) =>
  leftOutIn(entries).reduce((sum, { sighted = [] }) => sum + sighted.reduce((all, one) => all + relaysIn(one), 0), 0);
const relaysLeftOut = (entries: readonly JournalEntry[]) =>
  leftOutIn(entries).reduce((sum, { relays = 0 }) => sum + relays, 0);

/** A source dies in two steps, is in trouble, and comes back. */
async function aStorm(): Promise<World> {
  const world = fleet();
  await world.sweep();
  const steps: readonly (readonly [number, 'stopped' | 'recovering' | 'running'])[] = [
    [0.25, 'stopped'],
    [1, 'stopped'],
    [1, 'recovering'],
    [0.5, 'running'],
    [1, 'running'],
  ];
  for (const [share, status] of steps) {
    for (const id of ofSource(1, share)) world.set(id, status, status === 'running' ? null : 'PullStreamFailed');
    await world.sweepAfter(60);
  }
  for (let n = 0; n < 3; n++) await world.sweepAfter(60);
  return world;
}

const step = (status: 'stopped' | 'running', share: number, minutes: number) => ({ source: 0, share, status, minutes });
/** Relays that are named when they stop, and only counted when they recover: then others were taken for them. */
const COUNTED_FOR_OTHERS = [
  [step('running', 1, 28), step('stopped', 0.1, 1)],
  [step('stopped', 1, 28), step('stopped', 0.1, 1)],
].map((end): [ReturnType<typeof step>[], number] => {
  const begin = [step('stopped', 0.1, 2), step('stopped', 0.5, 17), step('stopped', 0.1, 6), step('running', 0.1, 7)];
  return [[...begin, ...end], 500_000];
});

/** Room for a few relays, and for how many there were. */
const LITTLE = 800_000;

describe('a storm that is larger than the room of the journal', () => {
  it('is replayed with all its relays, though their names are not there', async () => {
    const world = await aStorm();
    const whole = await world.noted();
    const short = await withRoom(whole, LITTLE);
    expect(relaysLeftOut(short)).toBeGreaterThan(100);
    expect(countedIn(short)).toBe(relaysLeftOut(short));
    expect(told(replayed(world, short))).toEqual(told(replayed(world, whole)));
    const most = Math.max(...replayed(world, short).messages.map(({ affected }) => affected));
    expect(most).toBe(RELAYS / SOURCES);
  });

  it('tells what was told then, with the same configuration', async () => {
    const world = await aStorm();
    const heard = world.heard
      .map(({ notification }): Notification => notification)
      .map(({ at, kind, dedupKey, severity, affected }) => `${at} ${kind} ${dedupKey} ${severity} ${affected}`);
    expect(told(replayed(world, await withRoom(await world.noted(), LITTLE)))).toEqual(heard);
  });

  it('with another policy is told by that, by how many there are', async () => {
    const world = await aStorm();
    const short = await withRoom(await world.noted(), LITTLE);
    const policy = { ...world.settings.policy, growth: { factor: 100, least: 1_000 } };
    const { messages } = replay(short, () => ({ ...settingsOf(world), policy }));
    expect(messages.map(({ kind }) => kind)).not.toContain('growth');
    expect(messages[0]).toMatchObject({ kind: 'open', affected: RELAYS / SOURCES / 4 });
  });

  it('says how many it only counts, and how many it does not have at all', async () => {
    const world = await aStorm();
    const whole = await world.noted();
    const sentences = (entries: readonly JournalEntry[], sinceMinutes = 600) => {
      const until = world.clock.nowUtc();
      const times = { from: until.minus({ minutes: sinceMinutes }), until };
      const { notKnown } = compared(entries, replayed(world, entries), { settings: settingsOf(world), ...times });
      return notKnown.filter((one) => one.startsWith('Changes of relays'));
    };
    const short = await withRoom(whole, LITTLE);
    expect(sentences(whole)).toEqual([]);
    expect(sentences(short)).toEqual([
      `Changes of relays that the journal only counts, since it had no room for more: ${relaysLeftOut(short)}. The replay has as many relays there, but not which they are.`,
    ]);
    // as an older relaywatch wrote it
    const old = short.map((one) => {
      if (one.kind !== 'left-out') return one;
      const { sighted: _, ...rest } = one;
      return rest;
    });
    const lost = `Changes of relays that the journal had no room for at all, up to the end of this time: ${relaysLeftOut(short)}. The replay takes these relays to be as they were, so it may tell of too few.`;
    expect(sentences(old)).toEqual([lost]);
    // what stopped before this time may be open in it
    expect(sentences(old, 1)).toEqual([lost]);
    expect(sentences(short, 1)).toEqual([]);
  });

  it('over random storms: as many relays are told of as with a journal that has room for all', async () => {
    const steps = fc.record({
      source: fc.integer({ min: 0, max: SOURCES - 1 }),
      share: fc.constantFrom<number>(0.1, 0.5, 1),
      status: fc.constantFrom<'stopped' | 'running' | 'recovering'>('stopped', 'running', 'recovering'),
      minutes: fc.integer({ min: 1, max: 30 }),
    });
    let storms = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: 8 }),
        fc.constantFrom<number>(500_000, LITTLE, 1_000_000),
        async (storm, room) => {
          // a relay that stops again flaps by its own history, and which one it is, is not known
          const flapping = { stops: 10, withinSeconds: 60, quietSeconds: 60 };
          const world = fleet();
          world.settings = { ...world.settings, policy: { ...world.settings.policy, flapping } };
          await world.sweep();
          for (const { source, share, status, minutes } of storm) {
            for (const id of ofSource(source, share))
              world.set(id, status, status === 'running' ? null : 'PullStreamFailed');
            await world.sweepAfter(minutes * 60);
          }
          await world.sweepAfter(60);
          const whole = await world.noted();
          const short = await withRoom(whole, room);
          const sweeps = (entries: readonly JournalEntry[]) => entries.filter(({ kind }) => kind === 'sweep').length;
          expect(sweeps(short)).toBe(sweeps(whole));
          // too many storms in one hour
          if (countedIn(short) < relaysLeftOut(short)) return;
          if (relaysLeftOut(short) > 0) storms += 1;
          expect(told(replayed(world, short))).toEqual(told(replayed(world, whole)));
        },
      ),
      {
        examples: COUNTED_FOR_OTHERS,
        numRuns: Number(process.env.RELAYWATCH_RUNS ?? 40),
        seed: Number(process.env.RELAYWATCH_SEED ?? 2026),
      },
    );
    expect(storms).toBeGreaterThan(10);
  }, 300_000);
});
