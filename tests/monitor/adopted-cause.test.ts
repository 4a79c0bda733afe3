import { describe, expect, it } from 'vitest';
import { adopting, begunCauses } from '../../lib/monitor/adopted-cause.ts';
import { type Cause, causeKey } from '../../lib/monitor/cause.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { watchAsTold } from '../../lib/monitor/told-again.ts';
import type { ToldEntry } from '../../lib/monitor/told-book.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { NO_TOTALS, relays, Watching } from './watching.ts';

const { pull, healthy, recovering } = VERDICTS;
const ACCOUNT = causeKey({ by: 'account', value: '' }, 'fault', false);
const SOURCE_KEY = causeKey({ by: 'source', value: 'source-1.example.com' }, 'fault', false);
const SETTINGS = { policy: DEFAULT_POLICY, maintenance: [], routes: [], channels: ['pager'], degraded: false };
const SOURCE = { source: 'rtmp://source-1.example.com' };
const BEGUN = {
  scope: { by: 'account', value: '' },
  verdict: 'stopped',
  reason: 'several',
  since: later(0).toISO(),
} as const;
const told = (parts: Partial<ToldEntry> = {}): ToldEntry => ({
  channel: 'pager',
  key: ACCOUNT,
  kind: 'open',
  severity: 'critical',
  affected: 30,
  regions: ['cn-shanghai'],
  at: later(0).toISO(),
  begun: BEGUN,
  unsaved: true,
  ...parts,
});

interface Swept {
  readonly sightings: readonly Sighting[];
  readonly complete?: boolean;
  readonly ended?: readonly string[];
}

const sweep = (
  state: WatchState | null,
  { sightings, complete = true, ended = [] }: Swept,
  minute: number,
  begun: readonly Cause[] = [],
) => {
  const findings = { sightings, gone: new Set<string>(), totals: NO_TOTALS, complete };
  return watchAsTold(state, findings, SETTINGS, later((minute + 1) * 60), { ended: new Set(ended), begun });
};

/** What is heard of each sweep, by a state that knows nothing of the account-wide cause before the first. */
function heard(...sweeps: readonly Swept[]): string[][] {
  let state: WatchState | null = null;
  return sweeps.map((swept, minute) => {
    const watched = sweep(state, swept, minute, minute === 0 ? begunCauses([told()], later(60)) : []);
    state = watched.state;
    return watched.messages.map(({ notification: { kind, scope } }) => `${kind} ${scope.by}`).sort();
  });
}

describe('a cause that was told by a sweep which did not know the state', () => {
  const down = relays(2, pull, SOURCE);
  const well = relays(2, healthy, SOURCE);

  it('goes on in silence while others tell of its relays, and is over with the last of them', () => {
    const [one, ...rest] = relays(2, healthy, SOURCE);
    const half = [...(one ? [one] : []), ...down.slice(1)];
    expect(heard({ sightings: down }, { sightings: half }, { sightings: rest })).toEqual([
      ['open source', 'update account'],
      ['update account', 'update source'],
      ['resolved account', 'resolved source'],
    ]);
  });

  it('is over at once when all runs, but not while some of it may not have been seen', () => {
    expect(heard({ sightings: well })).toEqual([['resolved account']]);
    expect(heard({ sightings: [], complete: false }, { sightings: down }, { sightings: well })).toEqual([
      ['update account'],
      ['open source', 'update account'],
      ['resolved account', 'resolved source'],
    ]);
  });

  it('is not forgotten because another channel was told its end', () => {
    expect(heard({ sightings: down, ended: [ACCOUNT] }, { sightings: well })[1]).toEqual([
      'resolved account',
      'resolved source',
    ]);
  });

  it('whose end some were told, and that comes back slowly, is ended for the others', () => {
    const slow = relays(2, recovering, SOURCE);
    const [first, second, third] = heard(
      { sightings: down },
      { sightings: slow, ended: [SOURCE_KEY], complete: false },
      { sightings: well },
    );
    expect(first).toContain('open source');
    expect(second).toContain('update source');
    expect(third).toContain('resolved source');
  });

  it('whose end was told is told again when its relays come back into sight', () => {
    const unseen = { sightings: [], ended: [SOURCE_KEY], complete: false };
    const [, second, third] = heard({ sightings: down }, unseen, { sightings: down });
    expect(second).toContain('update source');
    expect(third).toContain('open source');
  });

  it('is not held by relays that stop later', () => {
    const others = relays(2, pull, { source: 'rtmp://source-2.example.com' }, 'later');
    expect(heard({ sightings: down }, { sightings: [...well, ...others] })[1]).toEqual([
      'open source',
      'resolved account',
      'resolved source',
    ]);
  });

  it('is not over while its relays are down, though another cause tells of them anew', () => {
    const slow = relays(2, recovering, { source: 'rtmp://source-2.example.com' }, 'slow');
    const sightings = [...down, ...slow];
    const [, second, third] = heard({ sightings }, { sightings, ended: [SOURCE_KEY] }, { sightings });
    expect(second).toEqual(['open source', 'update account']);
    expect(third).toEqual(['open source', 'update account', 'update source']);
  });

  it('whose end was told leaves what other causes tell of, and what waits to be told, as it is', () => {
    const others = relays(1, pull, { source: 'rtmp://source-2.example.com' }, 'other');
    const sightings = [...down, ...others, ...relays(1, recovering, {}, 'slow')];
    const before = sweep(new Watching().state, { sightings }, 0).state;
    const after = sweep(before, { sightings, ended: [SOURCE_KEY] }, 1).state;
    const since = ({ incidents }: WatchState) => Object.fromEntries(incidents.map((one) => [one.name, one.since]));
    const anew = later(120).toISO();
    expect(since(after)).toEqual({ ...since(before), 'r-0': anew, 'r-1': anew });
    expect(after.causes.filter(({ key }) => key !== SOURCE_KEY)).toEqual(
      before.causes.filter(({ key }) => key !== SOURCE_KEY),
    );
  });

  it('ends with how its own relays ended, and not those of another', () => {
    const scope = { by: 'source', value: 'source-1.example.com' } as const;
    const begun = begunCauses([told({ key: SOURCE_KEY, begun: { ...BEGUN, scope } })], later(60));
    const others = { source: 'rtmp://source-2.example.com' };
    const { state } = sweep(null, { sightings: [...down, ...relays(1, pull, others, 'b')] }, 0, begun);
    const { messages } = sweep(state, { sightings: [...well, ...relays(1, healthy, others, 'b')] }, 1);
    const ends = messages.map(
      ({
        notification: {
          scope: { value },
          endings,
        },
      }) => [value, endings?.recovered],
    );
    expect(ends).toEqual(
      expect.arrayContaining([
        [scope.value, 2],
        ['source-2.example.com', 1],
      ]),
    );
  });

  it('is adopted once, and told of as unchanged', () => {
    const now = later(60);
    const begun = begunCauses([told()], now);
    const { state, decisions } = sweep(null, { sightings: down }, 0, begun);
    expect(decisions).toContainEqual(
      expect.objectContaining({ causeKey: ACCOUNT, reason: 'unchanged', kind: 'update' }),
    );
    expect(adopting(state, begun, ['pager'], now)).toBe(state);
    expect(adopting(null, [], ['pager'], now)).toBeNull();
  });

  it('is as grave and as restless as it was told', () => {
    const restless = causeKey({ by: 'account', value: '' }, 'fault', true);
    expect(begunCauses([told({ key: restless })], later(60))).toMatchObject([{ flapping: true, severity: 'critical' }]);
    expect(begunCauses([told({ severity: 'none' })], later(60))).toMatchObject([{ severity: 'info' }]);
  });

  it('is known by its key alone: what is no cause of relays, or was told in other words, is left alone', () => {
    const now = later(60);
    const [cause, ...more] = begunCauses([told(), told({ channel: 'chat', maybe: true })], now);
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ key: ACCOUNT, family: 'fault', flapping: false, toldTo: ['pager'], most: 30 });
    expect(begunCauses([told({ key: 'channel-chat' }), told({ key: 'state-oss', begun: undefined })], now)).toEqual([]);
    // what is no longer believed is told again
    expect(begunCauses([told()], later(3_601))).toMatchObject([{ toldTo: [] }]);
  });
});
