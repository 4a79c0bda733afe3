import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer } from '../../functions/status/site.ts';
import { newLap } from '../../lib/monitor/lap.ts';
import { NO_LOOKS } from '../../lib/monitor/look-memory.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import { EMPTY_OUTBOX } from '../../lib/monitor/outbox.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { EMPTY_SNAPSHOT, rawOf, readOutbox, readSnapshot, readWatch, usableOf } from '../../lib/state/snapshot.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { siteOf } from '../support/status-site.ts';

const SILENCE: Silence = {
  id: 'silence-1',
  comment: 'x',
  createdAt: '2026-03-01T08:00:00.000Z',
  until: '2026-03-01T20:00:00.000Z',
  match: { name: 'quiet-*' },
};

const TIME = '2026-03-01T08:00:00.000Z';
/** Texts that a field of a state may hold, and that are no time. */
const ODD_TIMES = ['odd', 'odd 1', '', '2026-02-30T08:00:00', '2026-13-01T00:00:00Z', 'recoveredZ'];

/** A world in the middle of an outage, with a mute that holds something back, and what its state says of that. */
async function outage(): Promise<{ world: World; snapshot: RawSnapshot; newest: number }> {
  const world = new World({ pager: 120 });
  for (const id of ['one', 'two', 'quiet-1']) world.add(id, { destinationKey: id });
  await world.sweep();
  world.set('one', 'stopped', 'PullStreamFailed');
  world.set('quiet-1', 'stopped', 'PullStreamFailed');
  await world.silence(SILENCE);
  await world.sweepAfter(60);
  await world.acknowledge('li');
  world.set('two', 'stopped', 'PushStreamFailed');
  await world.sweepAfter(60);
  const { snapshot, newest } = await world.store.load();
  if (!snapshot) throw new Error('nothing was saved');
  return { world, snapshot, newest };
}

/** Every place of a value, as its path. */
function placesIn(value: unknown, above: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [above];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(above.length > 0 ? [above] : []), ...entries.flatMap(([name, one]) => placesIn(one, [...above, name]))];
}

function changedAt(whole: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const copy: unknown = structuredClone(whole);
  let parent = copy as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (to === undefined) delete parent[last];
  else parent[last] = to;
  return copy;
}

/** Whether it is one of the times; all that is called so, or stands in a list of such. */
function isTimePlace(place: readonly (string | number)[]): boolean {
  const last = place.at(-1);
  const list = place.at(-2);
  return (
    (typeof last === 'string' && /^(?:asOf|at|until|since|[a-z]+At)$/i.test(last)) ||
    (list === 'stops' && typeof last === 'number')
  );
}

function partsOf(state: WatchState | null): number {
  if (state === null) return 0;
  const { incidents, causes, silences, mutes, acknowledged = [] } = state;
  return [incidents, causes, silences, mutes, acknowledged].reduce((sum, { length }) => sum + length, 0);
}

describe('what is remembered of faults', () => {
  it('is read as it was written', async () => {
    const { snapshot } = await outage();
    expect(readWatch(snapshot.watch)).toEqual({ watch: snapshot.watch, leftOut: 0 });
  });

  it('loses no more than the part that cannot be used', async () => {
    const { snapshot } = await outage();
    const state = readWatch(snapshot.watch).watch;
    const odd = {
      ...state,
      incidents: [...(state?.incidents ?? []), { key: 'x' }, 7],
      silences: [SILENCE, { id: 'y' }],
    };
    expect(readWatch(odd)).toEqual({ watch: { ...state, silences: [SILENCE] }, leftOut: 3 });
  });

  it('leaves out what has a time that is none, since nothing that is reckoned with it says anything', async () => {
    const { snapshot } = await outage();
    const state = readWatch(snapshot.watch).watch;
    const [first, ...others] = state?.incidents ?? [];
    for (const parts of [{ lastSeenAt: 'odd' }, { since: '' }, { lastFaultAt: 'odd' }, { stops: ['odd'] }]) {
      const odd = { ...state, incidents: [{ ...first, ...parts }, ...others] };
      expect(readWatch(odd)).toMatchObject({ watch: { incidents: others }, leftOut: 1 });
    }
  });

  it('ends no sweep and no page, whatever stands at any place of it, and a relay that is down is told or stays so', async () => {
    const { snapshot } = await outage();
    const places = placesIn(snapshot.watch);
    expect(places.length).toBeGreaterThan(80);
    const odd = fc.constantFrom(undefined, null, 0, -1, 'odd', '', true, [], {}, ['odd'], { odd: 1 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), odd, async (place, to) => {
        const { world, newest } = await outage();
        await world.store.create(newest + 1, { ...snapshot, watch: changedAt(snapshot.watch, place, to) });
        const page = { method: 'GET', path: '/', query: new URLSearchParams(), headers: {} };
        expect(await answer(page, siteOf(world))).toMatchObject({ statusCode: 200 });
        const summary = await world.sweepAfter(60);
        expect(summary?.sweep.complete).toBe(true);
        expect((await world.remembered())?.incidents.some(({ taskId }) => taskId === 'one')).toBe(true);
      }),
      {
        numRuns: 150,
        examples: [
          ...ODD_TIMES.map((to) => [['incidents', 0, 'lastSeenAt'], to] as [(string | number)[], string]),
          [['silences', 0, 'match'], undefined],
          [['silences', 0, 'comment'], undefined],
          [['causes', 0, 'scope', 'by'], 'odd'],
        ],
      },
    );
  });

  it.each(ODD_TIMES)('loses only what has a time that is none: %j', async (odd) => {
    const { snapshot } = await outage();
    const whole = readWatch(snapshot.watch);
    const timesOf = placesIn(snapshot.watch).filter(isTimePlace);
    expect(new Set(timesOf.map((place) => place.find((one) => typeof one === 'string')))).toEqual(
      new Set(['asOf', 'incidents', 'causes', 'silences', 'mutes', 'acknowledged']),
    );
    for (const place of timesOf) {
      const { watch, leftOut } = readWatch(changedAt(snapshot.watch, place, odd));
      const lost = place[0] === 'asOf' ? 0 : 1;
      expect([place, leftOut]).toEqual([place, lost]);
      expect(partsOf(watch)).toBe(partsOf(whole.watch) - lost);
    }
  });

  it.each(ODD_TIMES)('neither sends what waits since no time, nor knows of what left at none: %j', async (odd) => {
    const good = { channel: 'pager', notification: { id: 'a', dedupKey: 'a', kind: 'open', at: TIME, since: TIME } };
    const bad = ['at', 'since'].map((name) => ({
      ...good,
      notification: { ...good.notification, id: name, [name]: odd },
    }));
    const channels = [
      { channel: 'pager', sentAt: [] },
      { channel: 'odd', sentAt: [], brokenSince: odd },
    ];
    const receipts = [
      { channel: 'pager', dedupKey: 'a', at: TIME },
      { channel: 'chat', dedupKey: 'a', at: odd },
      { channel: 'chat', dedupKey: 'b' },
    ];
    const read = readOutbox({ pending: [...bad, good], receipts, channels });
    expect(read).toEqual({ pending: [good], receipts: receipts.slice(0, 1), channels: channels.slice(0, 1) });
  });
});

describe('the parts of a snapshot', () => {
  const RAW: RawSnapshot = {
    ...{ ...EMPTY_SNAPSHOT, savedAt: TIME, outbox: EMPTY_OUTBOX },
    points: { at: TIME, rows: [['SweepPages', 3]] },
    lists: { a: { risky: [1], doubt: 'overlooked' } },
    rivals: { a: [['cn-shanghai', '1']] },
    positions: { a: [1, 2, 3] },
    sighted: { 'cn-shanghai/1': 'stopped none' },
    handledTriggers: ['t-1'],
    toldUntil: TIME,
    report: { schedule: '0 9 * * mon UTC', until: TIME, failed: 2 },
    lap: {
      ...newLap('all', ['a'], TIME, { earlier: null, isFirst: true }),
      ...{ soon: [['cn-shanghai', '1', 2, 3]], expected: [['cn-shanghai', '1', 2]] },
    },
  };

  it('are read as they were written, and none is made of nothing', () => {
    const snapshot = usableOf(RAW);
    expect(snapshot && JSON.parse(JSON.stringify(rawOf(snapshot)))).toEqual(RAW);
    expect(usableOf(null)).toBeNull();
    const without = rawOf({ ...readSnapshot(RAW).snapshot, report: null, lap: null });
    expect(Object.keys(RAW).filter((name) => !Object.hasOwn(without, name))).toEqual(['report', 'lap']);
  });

  it.each<[keyof RawSnapshot, unknown]>([
    ['points', null],
    ['lists', {}],
    ['rivals', {}],
    ['positions', {}],
    ['sighted', {}],
    ['handledTriggers', []],
    ['toldUntil', null],
    ['looks', NO_LOOKS],
    ['report', null],
    ['lap', null],
  ])('are as if never saved where they cannot be used, and take no other with them: %s', (name, nothing) => {
    const expected = { ...readSnapshot(RAW).snapshot, [name]: nothing };
    for (const odd of [undefined, 7]) expect(readSnapshot({ ...RAW, [name]: odd }).snapshot).toEqual(expected);
  });

  it.each([
    ['a page before the first', ['lists', 'a', 'next'], 0],
    ['a count below nothing', ['sweeps'], -1],
    ['a beginning that is no time', ['beganAt'], 'odd'],
    ['an unknown status', ['counts', 'classes'], [{ ...{ region: '', status: 'odd', verdict: 'stopped' } }]],
  ])('that say how far a lap has come are none with %s', (_, place, odd) => {
    expect(usableOf({ ...RAW, lap: changedAt(RAW.lap, place, odd) })?.lap).toBeNull();
  });

  it('that are only about some relays do not end a lap', () => {
    const lap = { ...(RAW.lap as object), soon: 'odd', expected: [7] };
    expect(usableOf({ ...RAW, lap })?.lap).toMatchObject({ of: 'all', soon: [], expected: [] });
  });

  it('have each message that waits once', () => {
    const one = { channel: 'pager', notification: { id: 'a', dedupKey: 'a', kind: 'open', at: TIME, since: TIME } };
    const pending = [one, { ...one, channel: 'chat' }, one];
    expect(readOutbox({ ...EMPTY_OUTBOX, pending }).pending).toEqual(pending.slice(0, 2));
    expect([readOutbox(7), readWatch(null)]).toEqual([EMPTY_OUTBOX, { watch: null, leftOut: 0 }]);
  });
});

describe('what is remembered of reports', () => {
  const REPORT = { schedule: '0 9 * * mon UTC', until: TIME, failed: 2 };
  const read = (report: unknown) => readSnapshot({ ...EMPTY_SNAPSHOT, savedAt: TIME, report }).snapshot.report;

  it('is read as it was written', () => {
    expect(read(REPORT)).toEqual(REPORT);
  });

  it.each([undefined, null, [], 'x', { ...REPORT, schedule: 1 }, { ...REPORT, failed: '2' }])(
    'counts as nothing where it is damaged: %j',
    (damaged) => {
      expect(read(damaged)).toBeNull();
    },
  );

  it.each(ODD_TIMES)('counts as nothing where its time is none: %j', (until) => {
    expect(read({ ...REPORT, until })).toBeNull();
  });
});
