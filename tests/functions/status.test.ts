import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { HttpReply } from '../../functions/http-request.ts';
import { status } from '../../functions/status.ts';
import { configure, functionCompute, invoke, surroundings } from './handler-run.ts';

const TIMER = readFileSync(new URL('../fixtures/events/fc-timer.json', import.meta.url));

/** The three forms in which a request for this path comes. */
const eventOfFc3 = (path: string, method = 'GET') =>
  Buffer.from(JSON.stringify({ version: 'v1', rawPath: path, requestContext: { http: { method, path } } }));
const eventOfLambda = (path: string, method = 'GET') => ({
  version: '2.0',
  rawPath: path,
  requestContext: { http: { method, path } },
});

/** What a response object of Function Compute 2.0 was told. */
async function repliedByFc2(path: string): Promise<HttpReply> {
  const told = { statusCode: 0, headers: {} as Record<string, string>, body: '' };
  const response = {
    setStatusCode(code: number) {
      told.statusCode = code;
    },
    setHeader(name: string, value: string) {
      told.headers[name] = value;
    },
    send(text: string) {
      told.body = text;
    },
  };
  await status({ method: 'GET', path, headers: {}, queries: {} }, response, functionCompute());
  return told;
}

/** Runs without what it logs showing up among the test results. */
async function quietly<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly printed: string }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const result = await work();
    return { result, printed: write.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    write.mockRestore();
  }
}

describe('the status function', () => {
  it('tells the numbers of the last sweep, in all three forms of a request, and does not call Live', async () => {
    const around = await surroundings();
    await configure(around);
    await invoke(TIMER, functionCompute());
    const { operations } = around.live.stats();
    const replies = [
      await status(eventOfFc3('/metrics'), functionCompute()),
      await status(eventOfLambda('/metrics'), {}),
      await repliedByFc2('/metrics'),
    ];
    const running = around.live.tally().byStatus.running;
    expect(running).toBeGreaterThan(0);
    for (const { statusCode, headers, body } of replies) {
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      const shown = [...body.matchAll(/^relaywatch_relay_tasks\{.*status="running".*\} (\d+)$/gm)];
      expect(shown.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(running);
      expect(body).toMatch(/^relaywatch_heartbeat 1$/m);
      expect(body).toMatch(/^relaywatch_last_sweep_timestamp_seconds \d+(\.\d+)?$/m);
    }
    expect(around.live.stats().operations).toEqual(operations);
  });

  it.each([
    ['another path', '/', 'GET', 404],
    ['a method that writes', '/metrics', 'POST', 405],
  ])('refuses %s', async (_, path, method, statusCode) => {
    expect(await status(eventOfFc3(path, method), functionCompute())).toMatchObject({ statusCode });
  });

  it('says so when no sweep has come to its end, or nothing is kept', async () => {
    const around = await surroundings();
    await configure(around);
    const before = await status(eventOfLambda('/metrics'), {});
    expect(before).toMatchObject({ statusCode: 503, body: 'no sweep has come to its end yet\n' });
    await configure(around, { state: undefined });
    expect(await status(eventOfLambda('/metrics'), {})).toMatchObject({
      statusCode: 503,
      body: 'the configuration has no state: section, so nothing is kept between sweeps\n',
    });
  });

  it('answers 503 to everybody, and the reason to the log alone, when the configuration cannot be used', async () => {
    const around = await surroundings();
    const path = join(around.folder, 'bad.json');
    await writeFile(path, '{"live":{"regions":[]}}');
    vi.stubEnv('RELAYWATCH_CONFIG', path);
    const { result, printed } = await quietly(() => status(eventOfLambda('/metrics'), {}));
    expect(result).toMatchObject({
      statusCode: 503,
      body: 'the state cannot be read; the log of this function says why\n',
    });
    expect(JSON.parse(printed)).toMatchObject({
      event: 'status_failed',
      problem: expect.stringContaining('live.regions'),
    });
  });

  it.each([
    ['nothing', undefined],
    ['no JSON', Buffer.from('x')],
    ['null', null],
  ])('takes %s for a request of /', async (_, event) => {
    expect(await status(event, functionCompute())).toMatchObject({ statusCode: 404 });
  });
});
