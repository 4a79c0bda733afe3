import { describe, expect, it } from 'vitest';
import { adopting, begunCauses } from '../../lib/monitor/adopted-cause.ts';
import { causeKey } from '../../lib/monitor/cause.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { watchAsTold } from '../../lib/monitor/told-again.ts';
import type { ToldEntry } from '../../lib/monitor/told-book.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { NO_TOTALS, relays } from './watching.ts';

const { pull, healthy, recovering } = VERDICTS;
const ACCOUNT = causeKey({ by: 'account', value: '' }, 'fault', false);
const SOURCE_KEY = causeKey({ by: 'source', value: 'source-1.example.com' }, 'fault', false);
const SETTINGS = { policy: DEFAULT_POLICY, maintenance: [], routes: [], channels: ['pager'], degraded: false };
const SOURCE = { source: 'rtmp://source-1.example.com' };
const told = (parts: Partial<ToldEntry> = {}): ToldEntry => ({
  channel: 'pager',
  key: ACCOUNT,
  kind: 'open',
  severity: 'critical',
  affected: 30,
  regions: ['cn-shanghai'],
  at: later(0).toISO(),
  begun: { scope: { by: 'account', value: '' }, verdict: 'stopped', reason: 'several', since: later(0).toISO() },
  unsaved: true,
  ...parts,
});

interface Swept {
  readonly sightings: readonly Sighting[];
  readonly complete?: boolean;
  readonly ended?: readonly string[];
}

/** What is heard of each sweep, by a state that knows nothing of the account-wide cause before the first. */
function heard(...sweeps: readonly Swept[]): string[][] {
  let state: WatchState | null = null;
  return sweeps.map(({ sightings, complete = true, ended = [] }, minute) => {
    const now = later((minute + 1) * 60);
    const begun = minute === 0 ? begunCauses([told()], now) : [];
    const findings = { sightings, gone: new Set<string>(), totals: NO_TOTALS, complete };
    const watched = watchAsTold(state, findings, SETTINGS, now, { ended: new Set(ended), begun });
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

  it('is adopted once, and told of as unchanged', () => {
    const now = later(60);
    const begun = begunCauses([told()], now);
    const findings = { sightings: down, gone: new Set<string>(), totals: NO_TOTALS, complete: true };
    const { state, decisions } = watchAsTold(null, findings, SETTINGS, now, { ended: new Set(), begun });
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
