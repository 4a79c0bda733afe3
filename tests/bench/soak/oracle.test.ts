import { beforeEach, describe, expect, it } from 'vitest';
import { Oracle } from '../../../bench/soak/oracle.ts';
import { healEverything, populate, Truth } from '../../../bench/soak/truth.ts';
import { Fleet } from '../../../stand-ins/live/fleet.ts';
import { anIncident } from '../../monitor/an-incident.ts';
import { aSnapshot } from '../../state/a-snapshot.ts';

const START_MS = Date.parse('2026-03-01T08:00:00Z');

describe('the oracle of the soak', () => {
  let fleet: Fleet;
  let truth: Truth;
  let oracle: Oracle;
  let down: string;
  let nowMs: number;

  beforeEach(() => {
    nowMs = START_MS;
    const regions = ['cn-shanghai', 'cn-beijing'];
    fleet = new Fleet({ seed: 1, baseMs: nowMs, tasks: 0, regions, exitedKeptSeconds: 3_600 });
    truth = new Truth();
    oracle = new Oracle(truth, ['canaryKey']);
    populate(fleet, nowMs);
    truth.observe(fleet, nowMs);
    later(() => fleet.failSource('source-1.example.com', { count: 100, immediate: true }));
    down = [...truth.down][0] ?? '';
  });

  function later(happens: () => unknown): void {
    nowMs += 60_000;
    fleet.advance(nowMs);
    happens();
    truth.observe(fleet, nowMs);
  }

  function hears(kind: string, id: string, dedupKey = 'source-1', taskId = down): void {
    nowMs += 1_000;
    oracle.hears(JSON.stringify({ data: { id, dedupKey, kind, examples: [{ taskId }] } }), nowMs);
  }

  const promises = () => oracle.violations.map(({ promise }) => promise);

  it('knows which relays are down', () => {
    expect(truth.down.size).toBe(18);
    later(() => fleet.userStop({ count: 3 }));
    expect(truth.down.size).toBe(18);
    later(() => healEverything(fleet));
    expect(truth.down.size).toBe(0);
  });

  it('has nothing against an outage that is told, and its end', () => {
    hears('open', 'm-1');
    hears('open', 'm-1');
    later(() => healEverything(fleet));
    hears('resolved', 'm-2');
    oracle.allIsOver([]);
    expect(oracle.violations).toEqual([]);
    expect(oracle.messages).toBe(2);
  });

  it('finds an end of what never came back', () => {
    hears('open', 'm-1');
    hears('resolved', 'm-2');
    expect(promises()).toEqual(['no wrong resolve']);
  });

  it('takes an end that came late for true, when the relay was well in between', () => {
    hears('open', 'm-1');
    later(() => healEverything(fleet));
    later(() => fleet.failSource('source-1.example.com', { count: 100, immediate: true }));
    hears('resolved', 'm-2');
    expect(oracle.violations).toEqual([]);
  });

  it('finds a repeat with another key, and an alarm about what always ran', () => {
    hears('open', 'm-1');
    hears('open', 'm-1', 'another');
    hears('open', 'm-3', 'third', [...fleet.tasks()].find(({ state }) => state.kind === 'running')?.taskId);
    expect(promises()).toEqual(['no repeat with another key', 'no false alarm']);
  });

  it('finds an end that is missing, at the pager and at PagerDuty', () => {
    hears('open', 'm-1');
    later(() => healEverything(fleet));
    oracle.allIsOver(['source-1']);
    expect(promises()).toEqual(['no message lost', 'no message lost']);
  });

  it('finds stops that no incident has, and a state that cannot be loaded', () => {
    oracle.allIsTold('{"half', []);
    expect(promises()).toContain('state always loadable');
    expect(promises().filter((promise) => promise === 'no stop missed')).toHaveLength(18);
  });

  it('lets a page go that the pager clearly refused, as long as PagerDuty has it', () => {
    const incidents = [...truth.down].map((taskId) => anIncident(taskId, { taskId, causeKey: 'source-1' }));
    const watch = { asOf: '2026-03-01T08:01:00.000Z', incidents, causes: [], silences: [], mutes: [] };
    const lost = (open: readonly string[]) => {
      oracle.violations.length = 0;
      oracle.allIsTold(JSON.stringify(aSnapshot(1, { watch })), open);
      return new Set(promises());
    };
    expect(lost(['source-1'])).toEqual(new Set(['no message lost']));
    oracle.refuses(JSON.stringify({ data: { id: 'm-1', dedupKey: 'source-1', kind: 'open' } }));
    expect([lost(['source-1']), lost([])]).toEqual([new Set(), new Set(['no message lost'])]);
    hears('open', 'm-2');
    hears('resolved', 'm-3');
    expect(lost(['source-1'])).toEqual(new Set(['no message lost']));
  });

  it('finds a canary, except where it belongs', () => {
    oracle.seesText('the log', 'a canaryKey');
    oracle.seesText('the call', 'a canaryKey', ['canaryKey']);
    expect(oracle.violations).toEqual([{ promise: 'no secret out', detail: 'canaryKey in the log' }]);
  });
});
