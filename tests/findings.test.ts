import { describe, expect, it } from 'vitest';
import { gatherFindings } from '../lib/findings.ts';
import { Census } from '../lib/live/census.ts';
import type { PagesResult } from '../lib/live/pages.ts';
import { silentLog } from '../lib/log.ts';
import type { Incident } from '../lib/monitor/incidents.ts';
import { DEFAULT_POLICY } from '../lib/monitor/policy.ts';
import type { RelayTask } from '../lib/monitor/relay-task.ts';
import { bareSighting, Observations } from '../lib/observations.ts';
import { aSighting, live, NOON, VERDICTS } from './monitor/a-sighting.ts';
import { aTask } from './support/a-task.ts';
import { fakeClock } from './support/virtual-clock.ts';

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
  const clock = fakeClock();
  const observations = new Observations(NOON, {
    policy: DEFAULT_POLICY,
    known: new Set(),
    expected: [],
    positions: {},
  });
  const walk = { region: 'cn-shanghai', filter: {}, key: 'cn-shanghai' };
  const incompleteness = codes.map((code) => ({ code, text: '' }));
  const complete = codes.length === 0;
  const pages: PagesResult = {
    walks: [{ walk, complete, incompleteness, pagesRead: 1, census: new Census(), epoch: 1 }],
    cursor: null,
  };
  const findings = await gatherFindings(pages, observations, incidents, NOON, {
    live: {
      listRelayTasks: async () => ({ tasks: [], total: 0, pageNumber: 1, requestId: null }),
      async describeRelayTask({ taskId }) {
        asked.push(taskId);
        const answer = answers[taskId] ?? null;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    clock,
    log: silentLog,
    policy: DEFAULT_POLICY,
    describeBudget: budget,
    ...(late ? { deadlineMs: clock.monotonicMs() } : {}),
  });
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

describe('the blind monitor', () => {
  it.each<Code>(['page-failed', 'call-failed', 'deadline'])('is an incident of its own after %s', async (code) => {
    expect(told(await gather([], {}, { codes: [code] }))).toEqual(['monitor monitor-blind']);
  });

  it('is over when everything was read, and only then spoken of', async () => {
    expect(told(await gather([blindIncident]))).toEqual(['monitor healthy']);
    expect(told(await gather([]))).toEqual([]);
  });
});
