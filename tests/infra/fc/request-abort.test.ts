import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type AnswerHead, withAbortableRequests } from '../../../infra/fc/request-abort.ts';
import { type AnsweringServer, anAnsweringServer, plainly } from '../../fixtures/live/answering-server.ts';

/** One plain call; resolves with the status when all was read. */
function get(server: AnsweringServer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/`, (response) => {
      response
        .on('error', reject)
        .on('end', () => resolve(response.statusCode))
        .resume();
    })
      .on('error', reject)
      .end();
  });
}

describe('requests that can be aborted from outside', () => {
  it('are all destroyed, those that were started one after another in one call too', async () => {
    const server = await anAnsweringServer(() => {});
    const abort = new AbortController();
    const call = withAbortableRequests(abort.signal, async () => {
      const first = get(server);
      await server.arrived(1);
      return Promise.allSettled([first, get(server)]);
    });
    await server.arrived(2);
    abort.abort();
    expect((await call).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await Promise.all(server.arrivals.map(({ closed }) => closed));
  });

  it('do not include requests of others at the same time', async () => {
    const server = await anAnsweringServer((response, nth, incoming) => {
      if (nth === 2) void server.arrivals[0]?.closed.then(() => plainly(200, 'fine')(response, nth, incoming));
    });
    const abort = new AbortController();
    const mine = withAbortableRequests(abort.signal, () => get(server)).catch((error: Error) => error);
    await server.arrived(1);
    const other = withAbortableRequests(new AbortController().signal, () => get(server));
    await server.arrived(2);
    abort.abort();
    expect(await mine).toBeInstanceOf(Error);
    expect(await other).toBe(200);
  });

  it('tell the head of their answer, before its body was read', async () => {
    const server = await anAnsweringServer(plainly(503, '', { 'x-acs-request-id': 'R-1' }));
    const heads: AnswerHead[] = [];
    const { signal } = new AbortController();
    await withAbortableRequests(signal, () => get(server), { onAnswer: (head) => heads.push(head) });
    expect(heads).toEqual([{ status: 503, headers: expect.objectContaining({ 'x-acs-request-id': 'R-1' }) }]);
  });

  it('are not disturbed by an abort that comes too late', async () => {
    const server = await anAnsweringServer(plainly(200, 'fine'));
    const abort = new AbortController();
    expect(await withAbortableRequests(abort.signal, () => get(server))).toBe(200);
    abort.abort();
    expect(await get(server)).toBe(200);
  });
});
