import { describe, expect, it } from 'vitest';
import { showing } from '../../lib/monitor/addressing.ts';
import { exampleOf } from '../../lib/monitor/cause-message.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { WatchSettings } from '../../lib/monitor/watch.ts';
import { message } from './a-queue.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';
import { relays, silenceOf, Watching } from './watching.ts';

const { pull, recovering, healthy } = VERDICTS;
const SOURCE = { source: 'rtmp://dead.example.com' };
const here = (count: number) => relays(count, pull, SOURCE);
const inRegion = (region: string) => relays(1, pull, { ...SOURCE, region }, region);
const BEIJING = inRegion('cn-beijing');
const well = (some: readonly Sighting[]) => some.map((one) => ({ ...one, verdict: healthy }));

/** Beijing is told by sms, all else by pager; both are known from the sweep before. */
function routed(settings: Partial<WatchSettings> = {}): Watching {
  const routes = [{ match: { region: 'cn-beijing' }, channels: ['sms'] }, { channels: ['pager'] }];
  const watching = new Watching('healthy', { routes, channels: ['pager', 'sms'], ...settings });
  watching.sweep(0, []);
  return watching;
}

/** What is told by a sweep, why and where. */
function told(watching: Watching, at: number, sightings: readonly Sighting[], silences: readonly Silence[] = []) {
  watching.sweep(at, sightings, silences);
  return watching.messages.map(
    ({ notification: { kind, why }, to }) => `${kind} ${why} > ${to.map(({ channel }) => channel).join(' ')}`,
  );
}

describe('where a cause is told', () => {
  it('is first where its relays lead; a channel that it leads to later is paged as if it were new', () => {
    const watching = routed();
    expect(told(watching, 60, here(4))).toEqual(['open first > pager']);
    expect(watching.decisions).toMatchObject([{ reason: 'first', kind: 'open' }]);
    const all = [...here(4), ...BEIJING];
    expect(told(watching, 120, all)).toEqual(['open newly-routed > sms', 'growth spread > pager']);
    expect(watching.decisions.map(({ reason, kind }) => `${reason} ${kind}`)).toEqual([
      'newly-routed open',
      'spread growth',
    ]);
    expect(watching.state?.causes[0]?.toldTo).toEqual(['pager', 'sms']);
    expect(told(watching, 180, all)).toEqual(['update nothing-new > pager sms']);
    expect(told(watching, 240, well(all))).toEqual(['resolved all-over > pager sms']);
    expect(watching.decisions).toMatchObject([{ reason: 'all-over', kind: 'resolved' }]);
  });

  it('is asked of the routes as what it was when it was new', () => {
    const match = { severity: 'critical', verdict: 'stopped', kind: 'open' } as const;
    const watching = routed({ routes: [{ match, channels: ['sms'] }, { channels: ['pager'] }] });
    expect(told(watching, 60, here(4))).toEqual(['open first > sms']);
    expect(told(watching, 120, here(4))).toEqual(['update nothing-new > sms']);
    expect(told(watching, 180, here(8))).toEqual(['growth grew > pager']);
    expect(watching.state?.causes[0]?.toldTo).toEqual(['sms', 'pager']);
  });

  it('is nowhere new while all of it is muted', () => {
    const watching = routed();
    told(watching, 60, here(4));
    const all = [...here(4), ...BEIJING];
    expect(told(watching, 120, all, [silenceOf('s1', later(600).toISO())])).toEqual(['update muted > ']);
  });

  it('is no page for a channel that was added since', () => {
    const watching = routed();
    told(watching, 60, here(4));
    watching.settings = { ...watching.settings, routes: [], channels: ['pager', 'sms', 'mail'] };
    expect(told(watching, 120, here(4))).toEqual(['open newly-routed > sms', 'update nothing-new > pager mail']);
    expect(watching.state?.causes[0]?.toldTo).toEqual(['pager', 'mail', 'sms']);
  });

  it('shows each channel the relay that led there first, and five at most', () => {
    const watching = routed();
    watching.sweep(60, [...here(6), ...BEIJING]);
    const [{ notification, to } = { notification: message('open'), to: [] }] = watching.messages;
    expect(to).toEqual([
      { channel: 'pager', first: null },
      { channel: 'sms', first: expect.objectContaining({ region: 'cn-beijing' }) },
    ]);
    const [, sms] = to.map(({ first }) => first && showing(notification, first).examples.map(({ name }) => name));
    expect(sms).toEqual(['cn-beijing-0', 'r-0', 'r-1', 'r-2', 'r-3']);
  });

  it.each([
    ['region', { region: 'cn-beijing' }],
    ['id', { taskId: 'other' }],
    ['name', { name: 'other' }],
  ])('shows two relays that differ only in their %s, and each once', (_, parts) => {
    const [one, other] = [anIncident('r'), { ...anIncident('r'), ...parts }].map(exampleOf);
    if (!one || !other) throw new Error('there are two');
    const notification = { ...message('open'), examples: [one, other] };
    expect(showing(notification, other).examples).toEqual([other, one]);
    expect(showing({ ...notification, examples: [one] }, other).examples).toEqual([other, one]);
  });
});

describe('what is remembered of a cause', () => {
  const timeline = (watching: Watching) =>
    watching.state?.causes[0]?.timeline.map(({ event, affected }) => `${event} ${affected}`);

  it('is when it grew and got worse, the latest twelve, and not when it was repeated', () => {
    const watching = routed();
    told(watching, 60, here(5));
    told(watching, 120, here(10));
    const once = timeline(watching) ?? [];
    expect(once.at(-1)).toBe('grew 10');
    told(watching, 18_000, here(10));
    expect(timeline(watching)).toEqual(once);
    const regions = Array.from({ length: 14 }, (_, n) => inRegion(`region-${n}`));
    for (const [n] of regions.entries())
      told(watching, 18_060 + n * 60, [...here(10), ...regions.slice(0, n + 1).flat()]);
    expect(timeline(watching)).toEqual(Array.from({ length: 12 }, (_, n) => `grew ${n + 13}`));
    const tired = new Watching();
    for (const at of [0, 120]) tired.sweep(at, relays(3, { ...recovering, reason: 'PullStreamFailed' }, SOURCE));
    tired.sweep(180, here(3));
    expect(timeline(tired)?.at(-1)).toBe('worsened 3');
    tired.sweep(240, relays(3, recovering, SOURCE));
    expect(tired.state?.causes).toMatchObject([{ severity: 'critical', verdict: 'recovering' }]);
  });

  it('is how few it had come down to: what stops again is growth', () => {
    const watching = routed();
    told(watching, 60, here(10));
    told(watching, 120, [...here(3), ...well(here(10).slice(3))]);
    expect(told(watching, 2_000, here(6))).toEqual(['growth grew > pager']);
  });

  it('is every region that was told of, sorted', () => {
    const watching = routed({ routes: [] });
    told(watching, 60, here(4));
    told(watching, 120, [...here(4), ...BEIJING]);
    watching.sweep(180, well([...here(4), ...BEIJING]));
    expect(watching.messages[0]?.notification.regions).toEqual(['cn-beijing', 'cn-shanghai']);
  });
});
