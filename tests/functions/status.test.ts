import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { configure, functionCompute, invoke, surroundings } from './handler-run.ts';
import { type Asked, ask, FORMS, linkKey, quietly, TOKEN } from './status-call.ts';

const TIMER = readFileSync(new URL('../fixtures/events/fc-timer.json', import.meta.url));
const BEARER = { authorization: `Bearer ${TOKEN}` };

/** Stand-ins of which one sweep was made, and a configuration with a page. */
async function swept(changes: Readonly<Record<string, unknown>> = {}) {
  const around = await surroundings();
  await configure(around, { status: { token: TOKEN }, ...changes });
  await invoke(TIMER, functionCompute());
  return around;
}

describe.each(FORMS)('the status function, asked in the form of %s', (_, askIn) => {
  it('tells the numbers of the last sweep to Prometheus, and does not call Live', async () => {
    const around = await swept();
    const { operations } = around.live.stats();
    const { statusCode, headers, body } = await askIn({ path: '/metrics', headers: BEARER });
    const running = around.live.tally().byStatus.running;
    expect(running).toBeGreaterThan(0);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const shown = [...body.matchAll(/^relaywatch_relay_tasks\{.*status="running".*\} (\d+)$/gm)];
    expect(shown.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(running);
    expect(body).toMatch(/^relaywatch_heartbeat 1$/m);
    expect(body).toMatch(/^relaywatch_last_sweep_timestamp_seconds \d+(\.\d+)?$/m);
    expect(around.live.stats().operations).toEqual(operations);
  });

  it('shows the page and the same figures as JSON', async () => {
    const around = await swept();
    const page = await askIn({ path: '/', headers: BEARER });
    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toMatch(/^<!doctype html>\n<html lang="en">/);
    const { statusCode, body } = await askIn({ path: '/api/v1/status', headers: BEARER });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      monitor: { problems: [], lastSweep: { complete: true, limitPerSecond: 1_000 } },
      fleet: { total: 300, byStatus: { running: around.live.tally().byStatus.running } },
    });
  });

  it('packs what is long where the reader takes that', async () => {
    await swept();
    const packed = await askIn({ path: '/', headers: { ...BEARER, 'Accept-Encoding': 'br, gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body).toMatch(/^<!doctype html>/);
    const whole = await askIn({ path: '/', headers: { ...BEARER, 'Accept-Encoding': 'br, gzip;q=0' } });
    expect(whole.headers['content-encoding']).toBeUndefined();
  });

  it('is asked whether it lives by anybody, and says no more than that', async () => {
    await configure(await surroundings(), { status: undefined });
    expect(await askIn({ path: '/healthz' })).toMatchObject({ statusCode: 200, body: 'ok\n' });
    vi.stubEnv('RELAYWATCH_CONFIG', '/nowhere.json');
    expect(await askIn({ path: '/healthz' })).toMatchObject({ statusCode: 200, body: 'ok\n' });
  });

  it('exchanges a link for a cookie and takes the key out of the address', async () => {
    await swept();
    const key = linkKey({ hours: 1 });
    const reply = await askIn({ path: '/cause/source-1', query: { lang: 'zh', key } });
    expect(reply).toMatchObject({ statusCode: 303, headers: { location: './source-1?lang=zh' } });
    const [cookie = ''] = reply.cookies;
    expect(cookie).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$/);
    expect(JSON.stringify(reply)).not.toContain(key);
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}` };
    expect(await askIn({ path: '/', headers })).toMatchObject({ statusCode: 200 });
  });
});

describe('the status function', () => {
  it.each(['/', '/fleet', '/cause/x', '/api/v1/status', '/metrics', '/assets/x.js', '/no-such-page'])(
    'refuses %s as long as no token is configured',
    async (path) => {
      await configure(await surroundings());
      const { statusCode, body } = await ask({ path, headers: BEARER });
      expect([statusCode, body]).toEqual([403, 'no status.token is configured, so nothing is shown\n']);
    },
  );

  it.each(['/', '/fleet', '/cause/x', '/api/v1/status', '/metrics', '/no-such-page'])(
    'refuses %s without a token, and with a wrong one',
    async (path) => {
      await configure(await surroundings(), { status: { token: TOKEN } });
      for (const headers of [{}, { authorization: `Bearer ${TOKEN}x` }, { authorization: TOKEN }, { cookie: TOKEN }])
        expect(await ask({ path, headers })).toMatchObject({ statusCode: 401 });
    },
  );

  it('says how to come by a new link, in the language of the reader', async () => {
    await configure(await surroundings(), { status: { token: TOKEN } });
    const inEnglish = await ask({ path: '/' });
    expect(inEnglish.body).toContain('<code>relaywatch status-link</code>');
    const inChinese = await ask({ path: '/', headers: { 'Accept-Language': 'fr, zh-CN;q=0.9, en;q=0.8' } });
    expect(inChinese.body).toContain('需要访问链接');
    expect(inChinese.body).toContain('<html lang="zh-CN">');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('does not know the method %s', async (method) => {
    await swept();
    for (const path of ['/', '/metrics', '/healthz', '/api/v1/status'])
      expect(await ask({ path, method, headers: BEARER })).toMatchObject({
        statusCode: 405,
        headers: { allow: 'GET, HEAD' },
      });
  });

  it('gives HEAD the headers of GET, and no body', async () => {
    await swept();
    const { statusCode, headers, body } = await ask({ path: '/', method: 'HEAD', headers: BEARER });
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'text/html; charset=utf-8', '']);
  });

  it.each(['/index.html', '/fleet/', '//', '/assets/../relaywatch.json', '/cause/', '/api/v2/status', '/%2e%2e/x'])(
    'has nothing at %s',
    async (path) => {
      await swept();
      expect(await ask({ path, headers: BEARER })).toMatchObject({ statusCode: 404 });
    },
  );

  it.each(['', 'x', '?x', '火星🚀'])('has nothing at a path without its first slash: %j', async (path) => {
    await swept();
    const statusCode = path === '' || path === '?x' ? 200 : 404;
    expect(await ask({ path, headers: BEARER })).toMatchObject({ statusCode });
  });

  it('puts the safe headers on whatever it answers', async () => {
    await swept();
    const asked: Asked[] = [
      { path: '/', headers: BEARER },
      { path: '/' },
      { path: '/api/v1/status', headers: BEARER },
      { path: '/no', headers: BEARER },
      { path: '/healthz' },
      { path: '/metrics', method: 'POST' },
      { path: '/assets/no.js' },
    ];
    for (const one of asked)
      expect((await ask(one)).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
  });

  it('says so when no sweep has come to its end, or nothing is kept', async () => {
    const around = await surroundings();
    await configure(around, { status: { token: TOKEN } });
    const before = await ask({ path: '/metrics', headers: BEARER });
    expect(before).toMatchObject({ statusCode: 503, body: 'no sweep has come to its end yet\n' });
    expect((await ask({ path: '/', headers: BEARER })).body).toContain('Nothing is known yet');
    await configure(around, { status: { token: TOKEN }, state: undefined });
    expect(await ask({ path: '/metrics', headers: BEARER })).toMatchObject({
      statusCode: 503,
      body: 'the configuration has no state: section, so nothing is kept between sweeps\n',
    });
    expect(await ask({ path: '/', headers: BEARER })).toMatchObject({ statusCode: 503 });
  });

  it('answers 503 to everybody, and the reason to the log alone, when the configuration cannot be used', async () => {
    const around = await surroundings();
    const path = join(around.folder, 'bad.json');
    await writeFile(path, '{"live":{"regions":[]}}');
    vi.stubEnv('RELAYWATCH_CONFIG', path);
    const { result, printed } = await quietly(() => ask({ path: '/metrics' }));
    expect(result).toMatchObject({
      statusCode: 503,
      body: 'the state cannot be read; the log of this function says why\n',
    });
    expect(JSON.parse(printed)).toMatchObject({
      event: 'status_failed',
      problem: expect.stringContaining('live.regions'),
    });
  });

  it('answers 503 on a page, too, when the state cannot be read', async () => {
    const around = await swept();
    const folder = join(around.folder, 'no-folder');
    await writeFile(folder, '');
    await configure(around, { status: { token: TOKEN }, state: { type: 'file', path: folder } });
    const { result, printed } = await quietly(() => ask({ path: '/', headers: BEARER }));
    expect(result).toMatchObject({ statusCode: 503, body: expect.stringContaining('The state cannot be read') });
    expect(printed).toContain('status_failed');
  });
});
