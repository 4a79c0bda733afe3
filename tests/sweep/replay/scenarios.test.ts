import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../lib/sweep/replay/replay.ts';
import { play } from '../../../stand-ins/simulation/runner.ts';
import { parseScenario } from '../../../stand-ins/simulation/scenario-file.ts';
import type { World } from '../../../stand-ins/simulation/world.ts';

const FOLDER = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .sort();
const STORM_MS = 60_000;

const DIED = 'a sweep that dies does not write the journal: the next one only notes what it still sees';
const BROKEN_STATE = 'while the state is broken, what was told is known from elsewhere';
const CLOCK = 'the hours of the journal are in the order of a clock that went back';
/** Where the journal cannot know all that the sweeps knew, and why. */
const NOT_KNOWN: Readonly<Record<string, string>> = {
  'clock-ahead-and-corrected.yml': CLOCK,
  'clock-jumps-back-after-a-crash.yml': CLOCK,
  'clock-jumps-back-throttled.yml': CLOCK,
  'clock-jumps-back.yml': CLOCK,
  'crash-between-send-and-save.yml': DIED,
  'crash-keeps-the-lease.yml': DIED,
  'crash-then-heal.yml': DIED,
  'crash-torn-then-heal.yml': DIED,
  'torn-then-again-then-crash.yml': DIED,
  'torn-then-another-machine-crashes.yml': DIED,
  'store-down.yml': BROKEN_STATE,
  'store-down-for-hours.yml': BROKEN_STATE,
  'store-down-one-cause-for-all.yml': BROKEN_STATE,
  'store-read-only.yml': BROKEN_STATE,
};
/** Where a channel fails, is renamed or may be sent little: in the replay each takes everything at once. */
const CHANNEL_FAILS: ReadonlySet<string> = new Set([
  'channel-down-30-min.yml',
  'channel-names-in-chinese.yml',
  'channel-refuses-all.yml',
  'channel-refuses-one.yml',
  'channel-removed.yml',
  'channel-renamed.yml',
  'only-channel-refuses.yml',
  'open-and-over-while-throttled.yml',
  'poisoned-message.yml',
]);

async function worldOf(file: string): Promise<World> {
  const read = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return (await play(read.scenario)).world;
}

/** What was decided and came to somebody: each message once, under the channel that it was meant for. */
function heardIn({ heard }: World): string[] {
  const messages = heard.flatMap(({ channel, notification: one }) =>
    one.kind === 'update' || one.scope.by === 'channel' || one.scope.by === 'state'
      ? []
      : `${one.at} ${one.insteadOf?.channel ?? channel} ${one.kind} ${one.dedupKey} ${one.severity} ${one.affected}`,
  );
  return [...new Set(messages)].sort();
}

async function replayedIn(world: World): Promise<string[]> {
  const then = [...world.settingsThen];
  const first = then[0]?.[1];
  if (!first) throw new Error('no sweep');
  const { messages } = replay(await world.noted(), (at) => then.findLast(([begun]) => begun <= at)?.[1] ?? first);
  return messages
    .map((one) => `${one.at} ${one.channel} ${one.kind} ${one.causeKey} ${one.severity} ${one.affected}`)
    .sort();
}

const withoutChannel = (lines: readonly string[]) => lines.map((one) => one.replace(/^(\S+) \S+ /, '$1 '));

describe('a scenario that is replayed from its journal, with its own configuration', () => {
  it.each(files.filter((file) => NOT_KNOWN[file] === undefined && !CHANNEL_FAILS.has(file)))(
    '%s tells the same messages',
    async (file) => {
      const world = await worldOf(file);
      expect(await replayedIn(world)).toEqual(heardIn(world));
    },
    STORM_MS,
  );

  it.each([...CHANNEL_FAILS])('%s tells all that came to anybody, when it was decided', async (file) => {
    const world = await worldOf(file);
    expect(withoutChannel(await replayedIn(world))).toEqual(expect.arrayContaining(withoutChannel(heardIn(world))));
  });

  it('that has more relays than the journal has room for says how many are not in it', async () => {
    const entries = await (await worldOf('storm-from-one-source.yml')).noted();
    const count = entries.reduce((sum, one) => sum + (one.kind === 'left-out' ? (one.relays ?? 0) : 0), 0);
    expect(count).toBeGreaterThan(7_000);
  });

  it('excepts no scenario that is not there', () => {
    expect([...Object.keys(NOT_KNOWN), ...CHANNEL_FAILS].filter((file) => !files.includes(file))).toEqual([]);
  });
});
