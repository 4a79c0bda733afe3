import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, FaultPlan } from '../../../stand-ins/live/faults.ts';
import { seededRandom } from '../../../stand-ins/simulation/seeded-random.ts';
import { aStandIn, aStandInOnFakeClock, call, list } from './live-call.ts';

const asked = (name: string, options = {}) => aStandIn({ regions: [name], ...options });
const page = (standIn: Parameters<typeof list>[0], region: string, number: number) =>
  list(standIn, { Region: region, PageNumber: number, PageSize: 20 });

describe('a fault asked for by the name of the region', () => {
  it('hits only its page, every time', async () => {
    const standIn = await asked('fail-page-2');
    expect((await page(standIn, 'fail-page-2', 1)).status).toBe(200);
    for (const _ of [1, 2]) {
      const { status, body } = await page(standIn, 'fail-page-2', 2);
      expect({ status, code: body.Code }).toEqual({ status: 500, code: 'InternalError' });
    }
    expect(standIn.stats().operations.DescribeLivePullToPushList?.faults).toBe(2);
  });

  it('hits only as often as the name says, until the reset', async () => {
    const standIn = await asked('fail-page-1-times-1');
    const statuses = async () => [
      await page(standIn, 'fail-page-1-times-1', 1),
      await page(standIn, 'fail-page-1-times-1', 1),
    ];
    expect((await statuses()).map((answer) => answer.status)).toEqual([500, 200]);
    standIn.resetStats();
    expect((await statuses()).map((answer) => answer.status)).toEqual([500, 200]);
  });

  it('is a 503 that may pass', async () => {
    const { status, body } = await page(await asked('unavailable-page-1'), 'unavailable-page-1', 1);
    expect({ status, code: body.Code }).toEqual({ status: 503, code: 'ServiceUnavailable' });
  });

  it('is a page of HTML where JSON was due', async () => {
    const { status, text } = await page(await asked('html-page-1'), 'html-page-1', 1);
    expect(status).toBe(502);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });

  it.each(['reset-page-1', 'truncate-page-1'])('ends the connection (%s)', async (name) => {
    await expect(page(await asked(name), name, 1)).rejects.toThrow();
  });

  it('never answers, until the caller gives up', async () => {
    const standIn = await asked('hang-page-1');
    const query = 'Action=DescribeLivePullToPushList&Version=2016-11-01&Region=hang-page-1';
    const open = request(`${standIn.url}/?${query}`);
    const ended = new Promise<string>((resolve) => {
      open.on('response', () => resolve('answered'));
      open.on('error', () => resolve('given up'));
    });
    open.end();
    await arrivals(standIn, 1);
    open.destroy();
    expect(await ended).toBe('given up');
  });

  it('sends the head of an answer but hardly any body, until the caller gives up', async () => {
    const standIn = await asked('drip-page-1');
    const query = 'Action=DescribeLivePullToPushList&Version=2016-11-01&Region=drip-page-1';
    const aborted = new AbortController();
    const answer = await new Promise<{ status: number; length: number }>((resolve, reject) => {
      const open = request(`${standIn.url}/?${query}`, { signal: aborted.signal }, (response) => {
        response.on('error', () => undefined);
        resolve({ status: response.statusCode ?? 0, length: Number(response.headers['content-length']) });
      });
      open.on('error', reject);
      open.end();
    });
    aborted.abort();
    expect(answer.status).toBe(200);
    expect(answer.length).toBeGreaterThan(100);
  });
});

describe('faults by share', () => {
  it.each([
    ['http500', 500],
    ['http503', 503],
  ] as const)('hit every call at a share of 1 (%s), and change nothing', async (kind, status) => {
    const standIn = await aStandIn({ faults: { [kind]: 1 } });
    const [task] = standIn.fleet.tasks();
    const named = { Region: task?.region ?? '', TaskId: task?.taskId ?? '' };
    expect((await call(standIn, 'DeleteLivePullToPush', named)).status).toBe(status);
    expect(standIn.tally().total).toBe(200);
  });

  it('do what was asked although the answer gets lost', async () => {
    const standIn = await aStandIn({ faults: { reset: 1 } });
    const [task] = standIn.fleet.tasks();
    const named = { Region: task?.region ?? '', TaskId: task?.taskId ?? '' };
    await expect(call(standIn, 'DeleteLivePullToPush', named)).rejects.toThrow();
    expect(standIn.tally().total).toBe(199);
  });

  it('come as often as their shares say', () => {
    const plan = new FaultPlan({ reset: 0.1, http500: 0.05, drip: 0.01 }, seededRandom(3));
    const counts = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const kind = plan.draw()?.kind ?? 'none';
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const shares = FAULT_KINDS.map((kind) => [kind, (counts.get(kind) ?? 0) / 20_000]);
    expect(Object.fromEntries(shares)).toEqual({
      reset: expect.closeTo(0.1, 1.5),
      http500: expect.closeTo(0.05, 1.5),
      drip: expect.closeTo(0.01, 1.5),
      hang: 0,
      html: 0,
      truncated: 0,
      http503: 0,
    });
  });

  it('cut the text of an answer in half, with or without its connection', async () => {
    const standIn = await aStandIn({ faults: { truncated: 1 }, tasks: 50 });
    const outcomes = new Set<string>();
    for (let i = 0; i < 20; i++) {
      outcomes.add(await list(standIn).then(String, (error: Error) => error.name));
    }
    // A SyntaxError is half a JSON text of the right length, a TypeError is fetch's for a cut connection.
    expect(outcomes).toEqual(new Set(['SyntaxError', 'TypeError']));
  });
});

describe('tasks told in a way nobody expects', () => {
  it('have a status or a reason that no document names, and are tallied so', async () => {
    const standIn = await aStandIn({ faults: { newEnum: 0.5 }, tasks: 100, regions: ['cn-shanghai'] });
    const { TaskList } = (await list(standIn, { PageSize: 100 })).body;
    const unknown = TaskList.filter((task: { TaskStatus: number }) => task.TaskStatus === 7).length;
    expect(unknown).toBeGreaterThan(20);
    expect(standIn.tally().byStatus.unknown).toBe(unknown);
  });

  it('lack a field or have it in another type, the same ones on every read, and still show an id somewhere', async () => {
    const { standIn } = await aStandInOnFakeClock({
      faults: { missingFields: 1 },
      tasks: 100,
      regions: ['cn-shanghai'],
    });
    const { TaskList } = (await list(standIn, { PageSize: 100 })).body;
    for (const task of TaskList) {
      const ids = [task.TaskId, task.TaskInfo?.TaskId].filter((id) => typeof id === 'string');
      expect(ids.length).toBeGreaterThan(0);
    }
    expect((await list(standIn, { PageSize: 100 })).body.TaskList).toEqual(TaskList);
  });
});

/** Waits for calls to have reached the stand-in, by asking it. */
async function arrivals(standIn: Awaited<ReturnType<typeof aStandIn>>, count: number): Promise<void> {
  while ((standIn.stats().operations.DescribeLivePullToPushList?.calls ?? 0) < count) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
