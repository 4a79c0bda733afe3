import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { pacedLive } from '../../lib/live/paced.ts';
import type { PagesResult } from '../../lib/live/walk.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { bareSighting } from '../../lib/monitor/sightings.ts';
import { SweepBudget } from '../../lib/sweep/budget.ts';
import { countedIn } from '../../lib/sweep/counted.ts';
import { gatherFindings } from '../../lib/sweep/findings.ts';
import { Observations } from '../../lib/sweep/observations.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { aSighting, live, NOON, VERDICTS } from '../monitor/a-sighting.ts';
import { aWalkResult } from '../support/a-walk-result.ts';

const NO_PAGES: PagesResult = { walks: [], cursor: null };
const ASK = { pageSize: 100, rivals: {} };

type Answer = RelayTask | null | Error;
type Code = PagesResult['walks'][number]['incompleteness'][number]['code'];

const incidentOf = (id: string): Incident =>
  live([{ at: 0, sees: aSighting(id, VERDICTS.stopped) }])[0]?.incident as Incident;
const blindIncident = live([
  {
    at: 0,
    sees: bareSighting('monitor', 'relaywatch', { kind: 'monitor-blind', severity: 'warning', reason: 'deadline' }),
  },
])[0]?.incident as Incident;

async function gather(
  incidents: readonly Incident[],
  answers: Readonly<Record<string, Answer>> = {},
  { codes = [], budget = 10, late = false }: { codes?: readonly Code[]; budget?: number; late?: boolean } = {},
) {
  const asked: string[] = [];
  const observations = new Observations(NOON, {
    policy: DEFAULT_POLICY,
    known: new Set(),
    expected: [],
    positions: {},
  });
  const incompleteness = codes.map((code) => ({ code, text: '', blind: code !== 'overlooked' }));
  const complete = codes.length === 0;
  const pages: PagesResult = {
    walks: [aWalkResult({ complete, incompleteness })],
    cursor: null,
  };
  const findings = await gatherFindings(
    { pages, observations, counted: countedIn(observations, pages), lap: null },
    incidents,
    NOON,
    {
      ...ASK,
      live: {
        listRelayTasks: async () => ({ tasks: [], total: 0, pageNumber: 1, requestId: null }),
        async describeRelayTask({ taskId }) {
          asked.push(taskId);
          const answer = answers[taskId] ?? null;
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
      log: silentLog,
      policy: DEFAULT_POLICY,
      describeBudget: budget,
      signal: late ? AbortSignal.abort() : new AbortController().signal,
    },
  );
  return { ...findings, asked };
}
const told = ({ sightings }: Awaited<ReturnType<typeof gather>>) =>
  sightings.map(({ key, verdict }) => `${key} ${verdict.kind}`);

describe('what a sweep can prove', () => {
  it('is that a relay is gone, when Live does not know it', async () => {
    const { gone, sightings } = await gather([incidentOf('a')], { a: null });
    expect([...gone]).toEqual(['cn-shanghai/a']);
    expect(sightings).toEqual([]);
  });

  it('is what Live says of a relay that the list did not show', async () => {
    const found = await gather([incidentOf('a')], { a: aTask({ taskId: 'a' }) });
    expect(told(found)).toEqual(['cn-shanghai/a healthy']);
    expect(found.gone.size).toBe(0);
  });

  it('is nothing, when Live cannot be asked', async () => {
    const { gone, sightings } = await gather([incidentOf('a')], { a: new Error('down') });
    expect([gone.size, sightings]).toEqual([0, []]);
  });

  it('costs no more calls than allowed, and none when time is up', async () => {
    const many = ['a', 'b', 'c'].map(incidentOf);
    expect((await gather(many, {}, { budget: 2 })).asked).toHaveLength(2);
    const late = await gather(many, {}, { late: true });
    expect([late.asked.length, late.gone.size]).toEqual([0, 0]);
  });

  it('asks for relays alone, and not for what is over', async () => {
    const { asked } = await gather([{ ...incidentOf('a'), phase: 'quiet' }, blindIncident]);
    expect(asked).toEqual([]);
  });
});

describe('asking by id', () => {
  /** Asks for relays on a network and at a pace, until the time of the phase is over. */
  async function askedWithin(ms: number, { relays, hangs }: { relays: number; hangs: boolean }) {
    const clock = new VirtualClock();
    const asked: string[] = [];
    const api: LiveApi = {
      listRelayTasks: async () => ({ tasks: [], total: 0, pageNumber: 1, requestId: null }),
      async describeRelayTask({ taskId }, signal) {
        asked.push(taskId);
        await clock.sleep(hangs ? 3_600_000 : 110, signal);
        return null;
      },
    };
    const log = silentLog;
    const live = pacedLive(api, { qps: 10 }, { clock, random: () => 0.5, log, memory: {} });
    const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), readingMs: ms / 1.15 });
    const deadlineMs = clock.monotonicMs() + ms;
    const incidents = Array.from({ length: relays }, (_, n): Incident => {
      // the longer ago it was seen, the higher its number
      const lastSeenAt = NOON.minus({ minutes: n }).toISO();
      return { ...incidentOf(`t${n}`), lastSeenAt };
    });
    const observations = new Observations(NOON, {
      policy: DEFAULT_POLICY,
      known: new Set(),
      expected: [],
      positions: {},
    });
    const work = budget.run('asking', ({ signal }) =>
      gatherFindings(
        { pages: NO_PAGES, observations, counted: countedIn(observations, NO_PAGES), lap: null },
        incidents,
        NOON,
        {
          ...ASK,
          live,
          log,
          policy: DEFAULT_POLICY,
          describeBudget: 200,
          signal,
        },
      ),
    );
    const { gone } = await clock.run(work);
    return { gone, asked, overMs: clock.monotonicMs() - deadlineMs, cut: budget.cut };
  }

  it('ends at its deadline, however many wait for their turn', async () => {
    const { gone, overMs, cut } = await askedWithin(1_150, { relays: 200, hangs: false });
    expect([overMs, cut]).toEqual([0, ['asking']]);
    expect(gone.size).toBeGreaterThanOrEqual(9);
    expect(gone.size).toBeLessThan(15);
  });

  it('ends at its deadline when Live does not answer', async () => {
    expect(await askedWithin(1_150, { relays: 20, hangs: true })).toMatchObject({ overMs: 0, gone: new Set() });
  });

  it('begins with what was not seen for longest, so that the next sweep goes on with the rest', async () => {
    const { asked } = await askedWithin(1_150, { relays: 200, hangs: false });
    expect(asked.slice(0, 3)).toEqual(['t199', 't198', 't197']);
  });

  it('has ended long before its deadline when there are few', async () => {
    const { gone, cut, overMs } = await askedWithin(11_500, { relays: 5, hangs: false });
    expect([gone.size, cut]).toEqual([5, []]);
    expect(overMs).toBeLessThan(-10_000);
  });
});

describe('the blind monitor', () => {
  it.each<Code>(['page-failed', 'call-failed', 'deadline'])('is an incident of its own after %s', async (code) => {
    expect(told(await gather([], {}, { codes: [code] }))).toEqual(['monitor monitor-blind']);
  });

  it('is over when everything was read, and only then spoken of', async () => {
    expect(told(await gather([blindIncident]))).toEqual(['monitor healthy']);
    expect(told(await gather([]))).toEqual([]);
  });
});
