import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../lib/monitor/causes.ts';
import { aSighting, later, VERDICTS } from './a-sighting.ts';
import { relays, silenceOf, Watching } from './watching.ts';

const { pull, healthy, stopped } = VERDICTS;
const SOURCE = { source: 'rtmp://dead.example.com' };
const blind = aSighting('monitor', { kind: 'monitor-blind', severity: 'critical', reason: 'none' }, { key: 'monitor' });
const told = (messages: ReturnType<Watching['sweep']>) => messages.map(({ kind, affected }) => `${kind} ${affected}`);

/** A fleet that is read in several sweeps, of which nothing was known. */
class Laps extends Watching {
  lap(at: number, firstLap: 'goes-on' | 'ended' | undefined, sightings: Parameters<Watching['sweep']>[1]) {
    const { firstLap: _, ...rest } = this.settings;
    this.settings = { ...rest, ...(firstLap ? { firstLap } : {}) };
    return this.sweep(at, sightings);
  }
}

describe('a first lap', () => {
  it('waits with what relays it finds until it has ended, then tells them in one summary, and never again', () => {
    const watching = new Laps('nothing known');
    expect(watching.lap(0, 'goes-on', relays(3, pull, SOURCE))).toEqual([]);
    expect(watching.state?.incidents.map(({ causeKey }) => causeKey)).toEqual([BASELINE, BASELINE, BASELINE]);
    expect(told(watching.lap(60, 'ended', relays(2, pull, SOURCE, 's')))).toEqual(['summary 5']);
    expect(watching.lap(120, undefined, relays(3, pull, SOURCE))).toEqual([]);
  });

  it('tells at once what is about the monitor itself, and when that is over', () => {
    const watching = new Laps('nothing known');
    expect(watching.lap(0, 'goes-on', [blind])).toEqual([]);
    const [first] = watching.lap(3_600, 'goes-on', [...relays(3, pull, SOURCE), blind]);
    expect(first).toMatchObject({ kind: 'open', verdict: 'monitor-blind', scope: { by: 'monitor' } });
    expect(watching.state?.incidents).toHaveLength(4);
    expect(watching.decisions.map(({ reason }) => reason).sort()).toEqual(['before-watching', 'first']);
    const well = { ...blind, verdict: healthy };
    expect(told(watching.lap(3_660, 'goes-on', [well, ...relays(1, healthy)]))).toEqual(['resolved 1']);
  });

  it('tells a summary of the account, without what is muted', () => {
    const watching = new Laps('nothing known');
    const [summary] = watching.lap(0, 'ended', relays(2, stopped));
    expect(summary).toMatchObject({ scope: { by: 'account', value: '' }, why: 'before-watching', affected: 2 });
    const muting = new Watching();
    muting.settings = { ...muting.settings, firstLap: 'ended' };
    expect(muting.sweep(0, relays(2, stopped), [silenceOf('s1', later(600).toISO())])).toEqual([]);
    expect(muting.state?.incidents.map(({ causeKey }) => causeKey)).toEqual([null, null]);
  });
});
