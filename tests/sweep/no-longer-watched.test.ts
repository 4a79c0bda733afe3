import { describe, expect, it } from 'vitest';
import { renderBody } from '../../lib/alerts/text/body.ts';
import { composeText } from '../../lib/alerts/text/compose.ts';
import type { Expectation } from '../../lib/monitor/mutes.ts';
import { DEFAULT_POLICY, type FaultKind, type Policy } from '../../lib/monitor/policy.ts';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/*
 * What the configuration has us watch no more is neither well nor gone: it ends as what it is, in every language.
 */
type Edit = Partial<SweepSettings>;
interface Case {
  readonly before?: Edit;
  readonly happens: (world: World) => void;
  readonly edit: Edit;
  /** Sweeps until the end is told; the second where only Live's lists can say it. */
  readonly sweeps?: number;
}

const stop = (world: World) => world.set('studio-1', 'stopped', 'PullStreamFailed');
const withoutVerdict = (kind: FaultKind): Policy => ({
  ...DEFAULT_POLICY,
  verdicts: { ...DEFAULT_POLICY.verdicts, [kind]: { severity: 'none', forSeconds: 0 } },
});
const missing: Expectation = { name: 'main channel', match: { name: 'main-*' }, atLeast: 1 };
const looksForStandstill: Policy = { ...DEFAULT_POLICY, stalledAfterSweeps: 3 };
const vod = { sourceType: 'vod', currentFileIndex: 1, currentOffsetSeconds: 5 } as const;
const looksForEnds: Policy = { ...DEFAULT_POLICY, endingSoonSeconds: 7_200 };

const CASES: Readonly<Record<string, Case>> = {
  'a region': { happens: stop, edit: { regions: ['cn-beijing'] } },
  'a scope by name': {
    before: { scopes: [{ taskName: 'studio' }, { taskName: 'news' }] },
    happens: stop,
    edit: { scopes: [{ taskName: 'news' }] },
  },
  'a scope by id': {
    before: { scopes: [{ taskId: 'studio-1' }, { taskId: 'news' }] },
    happens: stop,
    edit: { scopes: [{ taskId: 'news' }] },
  },
  'a scope by a whole destination': {
    before: { scopes: [{ dstUrl: 'rtmp://push-1.example.com' }, { dstUrl: 'rtmp://push-2.example.com/live' }] },
    happens: stop,
    edit: { scopes: [{ dstUrl: 'rtmp://push-2.example.com/live' }] },
  },
  'a scope by a part of a destination': {
    before: { scopes: [{ dstUrl: 'push-1' }, { dstUrl: 'push-2' }] },
    happens: stop,
    edit: { scopes: [{ dstUrl: 'push-2' }] },
    sweeps: 2,
  },
  'an override': {
    happens: stop,
    edit: { policy: { ...DEFAULT_POLICY, overrides: [{ match: { name: 'studio-*' }, severity: 'none' }] } },
  },
  'a severity of stopped': { happens: stop, edit: { policy: withoutVerdict('stopped') } },
  'a severity of missed starts': {
    happens: (world) => world.set('studio-1', 'idle'),
    edit: { policy: withoutVerdict('missed-start') },
  },
  'a severity of what keeps retrying': {
    happens: (world) => world.set('studio-1', 'recovering'),
    edit: { policy: withoutVerdict('recovering') },
  },
  'a severity of unknown states': {
    happens: (world) => world.set('studio-1', 'unknown'),
    edit: { policy: withoutVerdict('unknown') },
  },
  'a severity of conflicts': {
    happens: (world) => world.add('studio-2', { destinationKey: 'of studio-1' }),
    edit: { policy: withoutVerdict('destination-conflict') },
  },
  'the region of a conflict': {
    happens: (world) => world.add('studio-2', { destinationKey: 'of studio-1' }),
    edit: { regions: ['cn-beijing'] },
  },
  'the region of one of the relays of a conflict': {
    happens: (world) => world.add('studio-2', { destinationKey: 'of studio-1', region: 'cn-beijing' }),
    edit: { regions: ['cn-shanghai'] },
  },
  'an expectation': { before: { expectations: [missing] }, happens: () => {}, edit: { expectations: [] } },
  'the name of an expectation': {
    before: { expectations: [missing] },
    happens: () => {},
    edit: { expectations: [{ ...missing, name: 'first channel' }] },
  },
  'a severity of what is expected': {
    before: { expectations: [missing] },
    happens: () => {},
    edit: { policy: withoutVerdict('expected-missing') },
  },
  'the look for what stands still': {
    before: { policy: looksForStandstill },
    happens: (world) => world.add('studio-1', vod),
    edit: { policy: DEFAULT_POLICY },
  },
  'the look for standstill after three sweeps': {
    before: { policy: looksForStandstill },
    happens: (world) => world.add('studio-1', vod),
    edit: { policy: { ...DEFAULT_POLICY, stalledAfterSweeps: 60 } },
  },
  'the look for starts two minutes late': {
    happens: (world) => world.add('studio-1', { status: 'idle', startMs: world.clock.nowUtc().toMillis() }),
    edit: { policy: { ...DEFAULT_POLICY, startGraceSeconds: 3_600 } },
  },
  'a severity of what stands still': {
    before: { policy: looksForStandstill },
    happens: (world) => world.add('studio-1', vod),
    edit: { policy: { ...withoutVerdict('stalled'), stalledAfterSweeps: 3 } },
  },
  'the look for what ends soon': {
    before: { policy: looksForEnds },
    happens: (world) => world.add('studio-1', { endMs: world.clock.nowUtc().plus({ hours: 2 }).toMillis() }),
    edit: { policy: DEFAULT_POLICY },
  },
  'the severity of a blind monitor': {
    happens: (world) => {
      world.failingRegion = 'cn-beijing';
    },
    edit: { policy: withoutVerdict('monitor-blind') },
  },
};

const SAYS_WELL = /recovered|well again|no longer missing|sees every relay|恢复|不再缺失|重新看到/;

/** An incident is told, then the configuration changes. */
async function watchedUntil({ before = {}, happens, edit, sweeps = 1 }: Case, meanwhile = (_: World) => {}) {
  const world = new World({ pager: 120 }, before);
  world.add('studio-1', { destinationKey: 'of studio-1' });
  world.add('news-1', { destinationKey: 'of news-1', destination: { origin: 'rtmp://push-2.example.com' } });
  await world.sweep();
  happens(world);
  for (let n = 0; n < 6; n++) await world.sweepAfter(60);
  expect(world.heard.map(({ notification }) => notification.kind)).toEqual(['open']);
  world.asked.splice(0);
  world.settings = { ...world.settings, ...edit };
  meanwhile(world);
  for (let n = 0; n < sweeps; n++) await world.sweepAfter(60);
  return world;
}
const ends = (world: World) => world.heard.slice(1).map(({ notification }) => notification);

describe('an incident is told as no longer watched', () => {
  it.each(Object.entries(CASES))('when %s is taken out of the configuration', async (_, one) => {
    const world = await watchedUntil(one);
    const [end, ...more] = ends(world);
    if (!end) throw new Error('nothing was told');
    expect(more).toEqual([]);
    expect(end).toMatchObject({ kind: 'resolved', dedupKey: world.heard[0]?.notification.dedupKey });
    expect(end.endings).toMatchObject({ recovered: 0, unwatched: 1 });
    for (const language of ['en', 'zh'] as const) {
      const { title } = composeText(end, language);
      expect(title).toMatch(/no longer watched|不再监控/);
      expect(`${title}\n${renderBody(composeText(end, language), end, language)}`).not.toMatch(SAYS_WELL);
    }
  });

  it.each([
    'a region',
    'a scope by name',
    'a scope by id',
    'a scope by a whole destination',
    'the region of a conflict',
  ])('when %s is taken out, without asking Live for it, even if it is well by now', async (name) => {
    const one = CASES[name] as Case;
    const world = await watchedUntil(one, (changed) => changed.set('studio-1', 'running'));
    expect(ends(world)[0]?.endings).toMatchObject({ recovered: 0, unwatched: 1 });
    expect(world.asked).toEqual([]);
  });

  it('and is a new one when it is watched again, not flapping', async () => {
    const world = await watchedUntil(CASES['a region'] as Case);
    world.settings = { ...world.settings, regions: world.regions };
    await world.sweepAfter(60);
    expect(ends(world).map(({ kind }) => kind)).toEqual(['resolved', 'open']);
  });

  it('also while a channel was down, and whatever it was told before', async () => {
    const world = await watchedUntil(CASES['a region'] as Case, ({ modes }) => modes.set('pager', 'down'));
    expect(ends(world)).toEqual([]);
    world.modes.clear();
    await world.sweepAfter(60);
    expect(ends(world)).toMatchObject([{ kind: 'resolved', endings: { unwatched: 1 } }]);
  });
});

describe('an incident is told as recovered', () => {
  it('when what stood still goes on, although the policy looks for longer by now', async () => {
    const one = CASES['the look for standstill after three sweeps'] as Case;
    const world = await watchedUntil(one, (changed) => changed.add('studio-1', { ...vod, currentOffsetSeconds: 6 }));
    expect(ends(world)).toMatchObject([{ kind: 'resolved', endings: { recovered: 1, unwatched: 0 } }]);
  });

  it('when its start is moved, although the policy waits longer by now', async () => {
    const one = CASES['the look for starts two minutes late'] as Case;
    const world = await watchedUntil(one, (changed) =>
      changed.add('studio-1', { status: 'idle', startMs: changed.clock.nowUtc().plus({ days: 1 }).toMillis() }),
    );
    expect(ends(world)).toMatchObject([{ kind: 'resolved', endings: { recovered: 1, unwatched: 0 } }]);
  });
});

describe('an incident goes on', () => {
  it('when a region cannot be read', async () => {
    const world = await watchedUntil({ happens: stop, edit: {} }, (changed) => {
      changed.failingRegion = 'cn-shanghai';
    });
    expect(ends(world)).toEqual([]);
  });

  it('when one scope of several that show it is taken out', async () => {
    const scopes = [{ taskName: 'stud' }, { taskName: 'studio' }];
    const world = await watchedUntil({ before: { scopes }, happens: stop, edit: { scopes: [{ taskName: 'STUDIO' }] } });
    expect((await world.remembered())?.incidents).toMatchObject([{ phase: 'open' }]);
  });

  it('when a scope is taken out while its region cannot be read to the end', async () => {
    const one = CASES['a scope by name'] as Case;
    const world = await watchedUntil(one, (changed) => {
      changed.failingRegion = 'cn-shanghai';
    });
    expect(ends(world)).toEqual([]);
    world.failingRegion = null;
    await world.sweepAfter(60);
    expect(ends(world)).toMatchObject([{ kind: 'resolved', endings: { unwatched: 1 } }]);
  });

  it('when one list misses it', async () => {
    const scopes = [{ dstUrl: 'push-1' }];
    const world = await watchedUntil({ before: { scopes }, happens: stop, edit: {} });
    const task = world.tasks.get('studio-1');
    if (!task) throw new Error('it is there');
    // the list says one thing in one sweep and another in the next; asked by id, Live knows it
    world.tasks.set('studio-1', { ...task, destination: { origin: 'rtmp://elsewhere.example.com' } });
    await world.sweepAfter(60);
    world.tasks.set('studio-1', task);
    await world.sweepAfter(60);
    world.tasks.set('studio-1', { ...task, destination: { origin: 'rtmp://elsewhere.example.com' } });
    await world.sweepAfter(60);
    expect(ends(world)).toEqual([]);
  });
});

describe('what an expectation came to', () => {
  const hours = { cron: '0 8 * * *', durationMinutes: 60, timeZone: 'UTC' };
  it('is neither recovery nor the end of watching when its hours are over', async () => {
    const world = new World({ pager: 120 }, { expectations: [{ ...missing, hours }] }, '2026-03-02T08:00:00Z');
    world.add('studio-1');
    for (let n = 0; n < 61; n++) await world.sweepAfter(60);
    const [end] = ends(world);
    if (!end) throw new Error('nothing was told');
    expect(end.endings).toMatchObject({ recovered: 0, finished: 1, unwatched: 0 });
    expect(composeText(end, 'en').title).toBe(
      'Resolved after 59 min: expected relay "main channel" is no longer expected: its hours are over',
    );
    expect(composeText(end, 'zh').title).not.toMatch(SAYS_WELL);
  });
});
