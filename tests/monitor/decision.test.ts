import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../lib/monitor/causes.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { relays, silenceOf, Watching } from './watching.ts';

const { pull, healthy, recovering } = VERDICTS;
const SOURCE = { source: 'rtmp://dead.example.com' };
const sick = (count: number, parts: Partial<Sighting> = {}, prefix = 'r') =>
  relays(count, pull, { ...SOURCE, ...parts }, prefix);
const well = (sightings: readonly Sighting[]) => sightings.map((one) => ({ ...one, verdict: healthy }));
const REMINDER_DUE = 60 + DEFAULT_POLICY.repeatEverySeconds;

/** Four relays were told as one cause a minute after noon. */
const toldOfFour = () => {
  const watching = new Watching();
  watching.sweep(60, sick(4));
  return watching;
};
const decided = ({ decisions }: Watching) =>
  decisions.map(({ causeKey, incidentKey, reason, kind }) => `${reason} ${kind ?? '-'} ${incidentKey ?? causeKey}`);
const SINGLE = ['cn-shanghai/r-0', 'cn-shanghai/r-1'];

describe('a decision on a cause', () => {
  it('that is new is that it is the first word on it', () => {
    const watching = toldOfFour();
    const [cause] = watching.state?.causes ?? [];
    expect(watching.decisions).toEqual([{ causeKey: cause?.key, incidentKey: null, reason: 'first', kind: 'open' }]);
  });

  it.each<[reason: string, kind: string, at: number, seen: readonly Sighting[]]>([
    ['unchanged', 'update', 120, sick(4)],
    ['shrank', 'update', 120, [...well(sick(1)), ...sick(4).slice(1)]],
    ['grew-too-little', 'update', 120, sick(7)],
    ['grew', 'growth', 120, sick(8)],
    ['spread', 'growth', 120, [...sick(4), ...sick(1, { region: 'cn-beijing' }, 'b')]],
    ['reminder-due', 'reminder', REMINDER_DUE, sick(4)],
    ['unchanged', 'update', REMINDER_DUE - 1, sick(4)],
    ['all-over', 'resolved', 120, well(sick(4))],
  ])('that was told gives its reason: %s, %s', (reason, kind, at, seen) => {
    const watching = toldOfFour();
    const [cause] = watching.state?.causes ?? [];
    watching.sweep(at, seen);
    expect(watching.decisions).toEqual([{ causeKey: cause?.key, incidentKey: null, reason, kind }]);
  });

  it('that got more serious says so, whatever else is new', () => {
    const watching = new Watching();
    const tired = relays(4, { ...recovering, reason: 'PullStreamFailed' }, SOURCE);
    watching.sweep(0, tired);
    watching.sweep(120, tired);
    watching.sweep(180, sick(8));
    expect(watching.decisions).toMatchObject([{ reason: 'worsened', kind: 'growth' }]);
  });

  it('is that a mute holds what is new about it', () => {
    const watching = toldOfFour();
    watching.sweep(120, sick(8), [silenceOf('s1', later(600).toISO())]);
    expect(watching.decisions.filter(({ incidentKey }) => incidentKey === null)).toMatchObject([
      { reason: 'held-by-mute', kind: 'update' },
    ]);
  });

  it('is that its end is held while its relays come and go', () => {
    const watching = new Watching();
    watching.sweep(60, sick(1));
    watching.sweep(120, well(sick(1)));
    watching.sweep(180, sick(1));
    expect(watching.decisions).toMatchObject([{ reason: 'first', kind: 'flapping' }]);
    watching.sweep(240, well(sick(1)));
    expect(watching.decisions).toMatchObject([{ reason: 'held-flapping', kind: 'update' }]);
    watching.sweep(300, sick(1));
    expect(watching.decisions).toMatchObject([{ reason: 'unchanged', kind: 'update' }]);
    watching.sweep(360, well(sick(1)));
    watching.sweep(300 + DEFAULT_POLICY.flapping.quietSeconds, well(sick(1)));
    expect(watching.decisions).toMatchObject([{ reason: 'all-over', kind: 'resolved' }]);
  });

  it('is one more where a channel is to hear of it for the first time', () => {
    const routes = [{ match: { region: 'cn-beijing' }, channels: ['north'], continue: true }, { channels: ['all'] }];
    const watching = new Watching('healthy', { routes, channels: ['north', 'all'] });
    watching.sweep(60, sick(4));
    watching.sweep(120, [...sick(4), ...sick(1, { region: 'cn-beijing' }, 'b')]);
    expect(watching.decisions).toMatchObject([
      { reason: 'newly-routed', kind: 'open' },
      { reason: 'spread', kind: 'growth' },
    ]);
  });
});

describe('a decision on a fault of which nothing is told', () => {
  it('is that it has not lasted long enough', () => {
    const watching = new Watching();
    watching.sweep(60, relays(2, recovering));
    expect(decided(watching)).toEqual(SINGLE.map((key) => `not-long-enough - ${key}`));
  });

  it('is that a mute holds it', () => {
    const watching = new Watching();
    watching.sweep(60, sick(2), [silenceOf('s1', later(600).toISO())]);
    expect(decided(watching)).toEqual(SINGLE.map((key) => `held-by-mute - ${key}`));
    expect(watching.decisions.every(({ causeKey }) => causeKey === null)).toBe(true);
  });

  it('is that it was there before watching began, which is told once', () => {
    const watching = new Watching('nothing known');
    watching.sweep(0, sick(2));
    expect(decided(watching)).toEqual([`before-watching summary ${BASELINE}`]);
    watching.sweep(60, sick(2));
    expect(decided(watching)).toEqual(SINGLE.map((key) => `before-watching - ${key}`));
  });

  it('in the first sweep is told apart from the summary', () => {
    const watching = new Watching('nothing known');
    watching.sweep(0, relays(2, recovering));
    expect(decided(watching)).toEqual(SINGLE.map((key) => `not-long-enough - ${key}`));
  });

  it('is none once it is over', () => {
    const watching = toldOfFour();
    watching.sweep(120, well(sick(4)));
    watching.sweep(180, []);
    expect(watching.decisions).toEqual([]);
  });
});
