import fc from 'fast-check';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';
import type { CrashPoint } from '../../stand-ins/simulation/life.ts';
import type { ChannelMode, Heard, Poison, Try } from '../../stand-ins/simulation/receivers.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/* Random histories of relays, channels, snapshots and crashes, and how they are played. */
const RELAYS = 12;
export const ids = Array.from({ length: RELAYS }, (_, n) => `relay-${n}`);

type Event =
  | { readonly do: 'stop'; readonly relay: number; readonly reason: string }
  | { readonly do: 'recovering' | 'heal' | 'user-stop' | 'delete'; readonly relay: number }
  | { readonly do: 'host-dies' | 'host-heals'; readonly host: number }
  | { readonly do: 'channel'; readonly name: 'pager' | 'chat'; readonly mode: ChannelMode }
  | { readonly do: 'poison'; readonly name: 'pager' | 'chat'; readonly poison: Poison }
  | { readonly do: 'region'; readonly fails: boolean };

export interface Round {
  readonly events: readonly Event[];
  readonly seconds: number;
  readonly crash: CrashPoint | null;
  /** Before the sweep after the crash all has recovered. */
  readonly healsAfterCrash?: boolean;
  /** After the sweep its newest snapshot is torn. */
  readonly torn?: boolean;
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
    mode: fc.constantFrom<ChannelMode>(
      'up',
      'up',
      'up',
      'down',
      'broken',
      'refuses',
      'accepts but times out',
      'asks for two hours',
    ),
  }),
  fc.record({
    do: fc.constant('poison' as const),
    name: fc.constantFrom('pager' as const, 'chat' as const),
    poison: fc.constantFrom<Poison>('fails', 'refuses'),
  }),
  fc.record({ do: fc.constant('region' as const), fails: fc.boolean() }),
);
const crashPoint = fc.record({ operation: fc.integer({ min: 1, max: 14 }), after: fc.boolean() });

export function rounds(options: { readonly troubles: boolean; readonly crashes: boolean }): fc.Arbitrary<Round[]> {
  const event: fc.Arbitrary<Event> = options.troubles
    ? fc.oneof({ weight: 4, arbitrary: fault }, { weight: 1, arbitrary: trouble })
    : fault;
  const sometimes = fc.nat(3).map((n) => n === 0);
  return fc.array(
    fc.record({
      events: fc.array(event, { maxLength: 3 }),
      seconds: fc.constantFrom(60, 60, 60, 61, 300, 1_200),
      crash: options.crashes ? fc.option(crashPoint, { freq: 3, nil: null }) : fc.constant(null),
      healsAfterCrash: options.crashes ? fc.boolean() : fc.constant(false),
      torn: options.crashes ? sometimes : fc.constant(false),
    }),
    { minLength: 2, maxLength: 14 },
  );
}

export function aWorld(settings: Partial<SweepSettings> = {}): World {
  const world = new World(undefined, settings);
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

export function happen(world: World, event: Event): void {
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
  else if (event.do === 'poison') world.receivers.poisonsNext.set(event.name, event.poison);
  else if (event.do === 'region') world.failingRegion = event.fails ? 'cn-beijing' : null;
}

/**
 * Plays a history; after each whole sweep `check` may look. The first sweep sees a healthy fleet.
 * @returns when a crash or a torn snapshot first left in doubt what was heard; null when none did
 */
export async function play(
  world: World,
  history: readonly Round[],
  check: () => Promise<void> = async () => {},
): Promise<number | null> {
  let doubtMs: number | null = null;
  await world.sweep();
  for (const { events, seconds, crash, healsAfterCrash, torn } of history) {
    for (const event of events) happen(world, event);
    const summary = await world.sweepAfter(seconds, crash ?? undefined);
    const crashed = summary === null;
    if (crashed || torn) doubtMs ??= world.clock.nowUtc().toMillis();
    if (torn) world.tearNewest();
    if (crashed && healsAfterCrash) healAll(world);
    // a crashed sweep holds its lease; the next one comes after it
    if (crashed) await world.sweepAfter(60);
    await check();
  }
  return doubtMs;
}

export function healAll(world: World): void {
  for (const id of ids) world.set(id, 'running');
}

/** All troubles end; sweeps go on until everything is told, what was asked to wait for an hour included. */
export async function settle(world: World): Promise<void> {
  world.receivers.mend();
  world.failingRegion = null;
  for (const seconds of [400, 400, 400, 400, 3_700, 400, 400]) await world.sweepAfter(seconds);
}

export const PAGES = new Set(['open', 'flapping']);

/** Messages of one channel by cause, in order, repeats of the same message dropped. */
export function storiesOf(heard: readonly Heard[], channel: string): Map<string, string[]> {
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

/** The same without what was told for another channel, which does not take it: such a message says so. */
export function ownStoriesOf(heard: readonly Heard[], channel: string): Map<string, string[]> {
  return storiesOf(
    heard.filter(({ notification }) => notification.insteadOf === undefined),
    channel,
  );
}

/** Beginnings that a receiver took and never the end of, and ends that it took of what never began for it. */
export function oddEnds(tries: readonly Try[], channel: string, doubtMs: number | null): string[] {
  const begun = new Map<string, 'heard' | 'maybe'>();
  const seen = new Set<string>();
  const odd: string[] = [];
  for (const { atMs, messages, answer, took } of tries.filter((one) => one.channel === channel)) {
    for (const { id, dedupKey, kind, insteadOf } of messages) {
      if (seen.has(id) || kind === 'summary' || kind === 'mute-ended') continue;
      if (took) seen.add(id);
      if (kind !== 'resolved') {
        if (took) begun.set(dedupKey, 'heard');
        else if (answer === 'unclear' && !begun.has(dedupKey)) begun.set(dedupKey, 'maybe');
        continue;
      }
      if (!took) continue;
      const isExplained = insteadOf !== undefined || (doubtMs !== null && doubtMs <= atMs);
      if (!begun.has(dedupKey) && !isExplained) odd.push(`${dedupKey} ended at ${atMs} and never began`);
      begun.delete(dedupKey);
    }
  }
  return [...odd, ...[...begun].flatMap(([key, how]) => (how === 'heard' ? [`${key} never ended`] : []))];
}
