import { describe, expect, it } from 'vitest';
import type { ChangeEntry, JournalEntry } from '../../../lib/monitor/journal-entry.ts';
import { replay } from '../../../lib/sweep/replay/replay.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

/** A relay that stays stopped for ten hours: on-call is told at once, and reminded after four hours and after eight. */
async function aDay() {
  const world = new World({ pager: 120 });
  world.add('studio-1');
  await world.sweep();
  world.set('studio-1', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(60);
  const changedAt = world.clock.nowUtc().toISO();
  for (let n = 0; n < 20; n++) await world.sweepAfter(1_800);
  const entries = await world.noted();
  const cause = entries.find((one) => one.kind === 'cause');
  return { world, entries, changedAt, key: cause?.kind === 'cause' ? cause.key : '' };
}

/** What the pager would have got, had somebody made these changes after the first message. */
async function told(changes: (key: string) => readonly (Partial<ChangeEntry> & Pick<ChangeEntry, 'what'>)[]) {
  const { world, entries, changedAt, key } = await aDay();
  const made = changes(key).map((one): JournalEntry => ({ at: changedAt, kind: 'change', text: key, ...one }));
  const after = entries.findIndex(({ at }) => at > changedAt);
  const whole = [...entries.slice(0, after), ...made, ...entries.slice(after)];
  const replayed = replay(whole, () => ({ ...world.settings, channels: ['pager'] }));
  return { kinds: replayed.messages.map(({ kind }) => kind), notRepeated: replayed.changesNotRepeated };
}

const silence = (parts: object = {}) => ({
  id: 's-1',
  comment: 'works',
  createdAt: '2026-03-01T08:00:00.000Z',
  until: 'recovered',
  match: { name: 'studio-*' },
  ...parts,
});
const REMINDED = ['open', 'reminder', 'reminder'];

describe('a replay repeats what was done by hand', () => {
  it('and reminds when nothing was', async () => {
    expect((await told(() => [])).kinds).toEqual(REMINDED);
  });

  it.each<[string, (key: string) => readonly (Partial<ChangeEntry> & Pick<ChangeEntry, 'what'>)[], string[]]>([
    ['an acknowledgement', () => [{ what: 'ack', who: 'li' }], ['open']],
    ['one with a comment', (key) => [{ what: 'ack', text: `${key}: on it` }], ['open']],
    ['one of another cause', () => [{ what: 'ack', text: 'source-other' }], REMINDED],
    ['one that was taken back', () => [{ what: 'ack' }, { what: 'ack-undo' }], REMINDED],
    ['another one that was taken back', () => [{ what: 'ack' }, { what: 'ack-undo', text: 'source-other' }], ['open']],
    [
      'one, and a change that a newer relaywatch knows',
      (key) => [{ what: 'ack' }, { what: 'ack-note' as ChangeEntry['what'], text: `${key}: more` }],
      ['open'],
    ],
    ['a silence', () => [{ what: 'silence-add', text: 's-1', silence: silence() }], ['open']],
    ['one of other relays', () => [{ what: 'silence-add', silence: silence({ match: { name: 'x' } }) }], REMINDED],
    [
      'one that was ended',
      () => [
        { what: 'silence-add', silence: silence() },
        { what: 'silence-expire', text: 's-1' },
      ],
      REMINDED,
    ],
    [
      'one of two, when the other was ended',
      () => [
        { what: 'silence-add', silence: silence() },
        { what: 'silence-expire', text: 's-2' },
      ],
      ['open'],
    ],
  ])('%s', async (_, changes, kinds) => {
    expect(await told(changes)).toEqual({ kinds, notRepeated: 0 });
  });

  it('but for a silence that an older relaywatch did not describe, which is counted', async () => {
    expect(await told(() => [{ what: 'silence-add', text: 's-1 until tomorrow' }])).toEqual({
      kinds: REMINDED,
      notRepeated: 1,
    });
  });
});
