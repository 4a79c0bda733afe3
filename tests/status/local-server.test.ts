import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../lib/status/http.ts';
import { type LocalServer, serveLocally } from '../../lib/status/local-server.ts';

let server: LocalServer | null = null;
afterEach(() => server?.close());

/** The status that a request with this Host gets. */
function statusOf(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject).end();
  });
}

describe('a page that is served to this machine', () => {
  it('gives the handler what was asked, and the reader what was answered', async () => {
    const asked: HttpRequest[] = [];
    server = await serveLocally(async (one) => {
      asked.push(one);
      return { statusCode: 201, headers: { 'x-own': '1' }, body: new TextEncoder().encode('here') };
    });
    const answer = await fetch(`${server.url}/cause/a?lang=zh&x=%3F?`, { headers: { 'X-Name': 'v' } });
    expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([201, '1', 'here']);
    expect(asked).toMatchObject([{ method: 'GET', path: '/cause/a', headers: { 'x-name': 'v' } }]);
    expect([...(asked[0]?.query ?? [])]).toEqual([
      ['lang', 'zh'],
      ['x', '??'],
    ]);
  });

  it('is refused to a page of somebody else whose name leads to this machine', async () => {
    server = await serveLocally(async () => ({ statusCode: 200, headers: {}, body: '' }));
    expect(await statusOf(server.url, 'evil.example.com')).toBe(421);
    expect(await statusOf(server.url, '127.0.0.1.evil.example.com')).toBe(421);
    expect(await statusOf(server.url, 'localhost:8080')).toBe(200);
    expect(await statusOf(server.url, '[::1]:1')).toBe(200);
  });

  it('answers 500, and not why, when the handler fails', async () => {
    server = await serveLocally(async () => {
      throw new Error('a secret');
    });
    const answer = await fetch(server.url);
    expect([answer.status, await answer.text()]).toEqual([500, 'it failed\n']);
  });
});
