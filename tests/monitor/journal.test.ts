import { describe, expect, it } from 'vitest';
import type { Cause } from '../../lib/monitor/cause.ts';
import { newCause } from '../../lib/monitor/cause.ts';
import type { Decision } from '../../lib/monitor/decision.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { changesOf, type Happened, journalOf } from '../../lib/monitor/journal.ts';
import type { JournalEntry, SightedEntry } from '../../lib/monitor/journal-entry.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { later, NOON } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';

const state = (incidents: readonly Incident[] = [], causes: readonly Cause[] = []): WatchState => ({
  asOf: NOON.toISO(),
  incidents,
  causes,
  silences: [],
  mutes: [],
});
const aCause = (members: readonly Incident[], parts: Partial<Cause> = {}): Cause => ({
  ...newCause({ key: 'c', scope: { by: 'account', value: '' }, family: 'fault', flapping: false }, members, [], NOON),
  ...parts,
});
const FACTS = { complete: true, exact: true, overlooked: 0, durationMs: 900 };
const decision = (parts: Partial<Decision>): Decision =>
  ({ causeKey: 'c', incidentKey: null, reason: 'unchanged', kind: null, ...parts }) as Decision;

interface Change {
  readonly before: WatchState | null;
  readonly after: WatchState;
  readonly ended?: Happened['watched']['ended'];
  readonly decisions?: readonly Decision[];
}
function happened({ before, after, ended = [], decisions = [] }: Change, parts: Partial<Happened> = {}): Happened {
  const watched = { state: after, ended, decisions, messages: [] } as unknown as Happened['watched'];
  return { before, watched, answers: [], facts: FACTS, relays: 3, sighted: [], degraded: false, ...parts };
}
const told = (entries: readonly JournalEntry[]) =>
  entries.map((one) => ('event' in one ? `${one.kind} ${one.event}` : one.kind));
const journal = (change: Change, parts: Partial<Happened> = {}, seconds = 60) =>
  journalOf(happened(change, parts), later(seconds));

describe('a sweep without news', () => {
  const same = { before: state(), after: state() };
  it.each([
    ['is not noted within the hour', 60, []],
    ['is noted as the first of an hour', 3_600, ['sweep']],
    ['is noted when the clock went back by an hour', -1, ['sweep']],
  ])('%s', (_, seconds, kinds) => {
    expect(told(journal(same, {}, seconds))).toEqual(kinds);
  });

  it('is noted when it was the first of all, when it was not complete, or when a relay was seen otherwise', () => {
    expect(told(journal({ before: null, after: state() }))).toEqual(['sweep']);
    expect(told(journal(same, { facts: { ...FACTS, complete: false } }))).toEqual(['sweep']);
    expect(told(journal(same, { sighted: [{ kind: 'sighted' } as SightedEntry] }))).toEqual(['sweep', 'sighted']);
  });

  it('that is not exact, and overlooked some, is no news', () => {
    expect(journal(same, { facts: { ...FACTS, exact: false, overlooked: 4 } })).toEqual([]);
  });
});

describe('the entry of a sweep', () => {
  it('says how it went, what is open, and which sweep was before', () => {
    const after = state([
      anIncident('a'),
      anIncident('b', { phase: 'pending' }),
      anIncident('c', { phase: 'flapping' }),
    ]);
    const [sweep] = journal({ before: state(), after });
    expect(sweep).toEqual({
      at: later(60).toISO(),
      kind: 'sweep',
      ...FACTS,
      relays: 3,
      open: 2,
      before: NOON.toISO(),
    });
  });

  it('says that nothing was known before, or that it was lost', () => {
    expect(journal({ before: null, after: state() })[0]).toMatchObject({ before: null });
    expect(journal({ before: null, after: state() })[0]).not.toHaveProperty('degraded');
    expect(journal({ before: null, after: state() }, { degraded: true })[0]).toMatchObject({ degraded: true });
  });
});

describe('what happens to a relay', () => {
  const open = anIncident('r', { causeKey: 'c' });
  const changes = (before: Incident | null, after: Incident | null) =>
    told(journal({ before: state(before ? [before] : []), after: state(after ? [after] : []) })).slice(1);

  it.each<[string, Incident | null, Incident, string[]]>([
    ['is seen', null, { ...open, phase: 'pending' }, ['incident seen']],
    ['is told at once', null, open, ['incident opened']],
    ['flaps at once', null, { ...open, phase: 'flapping' }, ['incident flapping']],
    ['is told after a while', { ...open, phase: 'pending' }, open, ['incident opened']],
    ['begins to flap', open, { ...open, phase: 'flapping' }, ['incident flapping']],
    ['is over and remembered', open, { ...open, phase: 'quiet' }, []],
    ['comes back', { ...open, phase: 'quiet' }, open, ['incident opened']],
    ['comes back for a moment', { ...open, phase: 'quiet' }, { ...open, phase: 'pending' }, ['incident seen']],
    ['is no longer told', open, { ...open, phase: 'pending' }, ['incident changed']],
    ['goes on', open, { ...open, lostSeconds: 60, lastSeenAt: later(60).toISO() }, []],
    ['is judged otherwise', open, { ...open, verdict: 'recovering' }, ['incident changed']],
    ['has another reason', open, { ...open, reason: 'none' }, ['incident changed']],
    ['is less serious', open, { ...open, severity: 'info' }, ['incident changed']],
    ['is told under another cause', open, { ...open, causeKey: 'd' }, ['incident changed']],
    ['goes up', open, { ...open, down: false }, ['incident changed']],
  ])('%s', (_, before, after, kinds) => {
    expect(changes(before, after)).toEqual(kinds);
  });

  it('goes up and down while it flaps, without a word', () => {
    const flapping = { ...open, phase: 'flapping' } as const;
    expect(changes(flapping, { ...flapping, down: false })).toEqual([]);
  });

  it('is an end alone, even if it is still remembered', () => {
    const ended = [{ incident: { ...open, lostSeconds: 90 }, ending: 'recovered' as const }];
    const entries = journal({ before: state([open]), after: state([{ ...open, phase: 'quiet' }]), ended });
    expect(told(entries).slice(1)).toEqual(['incident recovered']);
    expect(entries[1]).toMatchObject({ key: open.key, lostSeconds: 90, causeKey: 'c' });
  });
});

describe('what happens to a cause', () => {
  const members = [anIncident('a', { causeKey: 'c' }), anIncident('b', { causeKey: 'c', phase: 'pending' })];
  const cause = aCause(members);
  const causes = (before: readonly Cause[], after: readonly Cause[]) =>
    journal({ before: state(members, before), after: state(members, after) }).filter(({ kind }) => kind === 'cause');

  it('is its beginning with how many it has that on-call knows of, and its end with none', () => {
    expect(causes([], [cause])).toMatchObject([{ event: 'began', key: 'c', affected: 1 }]);
    expect(causes([cause], [])).toMatchObject([{ event: 'over', key: 'c', affected: 0 }]);
    expect(causes([cause], [cause])).toEqual([]);
  });

  it.each<[string, Partial<Cause>]>([
    ['severity', { severity: 'info' }],
    ['verdict', { verdict: 'recovering' }],
    ['reason', { reason: 'several' }],
    ['time when it was told', { toldAt: later(60).toISO() }],
    ['timeline', { timeline: [...cause.timeline, { at: later(60).toISO(), event: 'grew', affected: 9 }] }],
  ])('is a change of its %s', (_, parts) => {
    expect(causes([cause], [{ ...cause, ...parts }])).toMatchObject([{ event: 'changed' }]);
  });

  it('is nothing when only its count changes, which no message told', () => {
    expect(causes([cause], [{ ...cause, most: 9 }])).toEqual([]);
  });
});

describe('decisions', () => {
  const open = anIncident('r', { causeKey: 'c' });
  const quiet = { before: state([open]), after: state([open]) };
  it.each<[string, Partial<Decision>, number]>([
    ['that made a message are noted', { kind: 'reminder', reason: 'reminder-due' }, 1],
    ['that made an update of what did not change are not', { kind: 'update', reason: 'shrank' }, 0],
    ['on what did not change are not', { kind: null }, 0],
    ['on nothing are not', { kind: null, causeKey: null }, 0],
  ])('%s', (_, parts, count) => {
    const entries = journal({ ...quiet, decisions: [decision(parts)] });
    expect(entries.filter(({ kind }) => kind === 'decision')).toHaveLength(count);
  });

  it('on a relay, or a cause, that changed are noted with their message', () => {
    const decisions = [
      decision({ incidentKey: open.key, reason: 'not-long-enough' }),
      decision({ kind: 'update', reason: 'shrank' }),
    ];
    const after = state([open], [aCause([open])]);
    const entries = journal({ before: state(), after, decisions });
    expect(entries.filter(({ kind }) => kind === 'decision')).toMatchObject([
      { incidentKey: open.key, reason: 'not-long-enough', message: null },
      { causeKey: 'c', reason: 'shrank', message: 'update' },
    ]);
  });
});

describe('the order of entries', () => {
  const open = anIncident('r', { causeKey: 'c' });
  const change = {
    before: state(),
    after: state([open], [aCause([open])]),
    decisions: [decision({ kind: 'open', reason: 'first' })],
  };
  const answers = [
    { kind: 'answer', channel: 'pager', dedupKey: 'c', message: 'open', accepted: true, said: 'r' },
  ] as const satisfies Happened['answers'];

  it('has the gravest first, since there may not be room for all', () => {
    expect(told(journal(change, { answers }))).toEqual([
      'sweep',
      'cause began',
      'answer',
      'decision',
      'incident opened',
    ]);
  });

  it('of a look at single relays has no sweep', () => {
    const { before, watched } = happened(change);
    const entries = changesOf({ before, watched, answers }, later(60));
    expect(told(entries)).toEqual(['cause began', 'answer', 'decision', 'incident opened']);
    expect(new Set(entries.map(({ at }) => at))).toEqual(new Set([later(60).toISO()]));
  });
});
