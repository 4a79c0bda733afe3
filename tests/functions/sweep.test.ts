import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LOG_BYTES_A_SWEEP } from '../../infra/cost/function-lines.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { createFileStore } from '../../lib/state/file/file.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import {
  configure,
  functionCompute,
  invoke,
  lambda,
  ROLE_KEYS,
  type Run,
  type Surroundings,
  surroundings,
} from './handler-run.ts';

const eventOf = (name: string) => readFileSync(new URL(`../fixtures/events/${name}.json`, import.meta.url));
const TIMER = eventOf('fc-timer');
/** The event of the minute after. */
const NEXT_TIMER = Buffer.from(TIMER.toString().replace('08:00:00Z', '08:01:00Z'));

const events = ({ lines }: Run) => lines.map((line) => (JSON.parse(line) as { event: string }).event);
const linesOf = ({ lines }: Run) => lines.map((text) => JSON.parse(text) as Record<string, unknown>);
const line = (run: Run, event: string) => linesOf(run).find((one) => one.event === event);

const maintenanceNamed = (name: string) => [{ name, cron: '0 0 1 1 *', durationMinutes: 1, timeZone: 'Europe/Berlin' }];

/** The lease, what it is about to tell, and what it told. */
const SNAPSHOTS_OF_A_SWEEP = [1, 2, 3].map((number) => `snapshot-00000000000${number}.json`);

const A_JOURNAL = expect.stringMatching(/^journal-.+\.jsonl$/);

const bodiesOf = ({ webhook }: Surroundings) =>
  webhook.received().map(({ body }) => JSON.parse(body) as { readonly type: string; readonly data: object });

describe('the function on a timer event', () => {
  it('of Function Compute sweeps with the keys of its role, publishes, tells, remembers and returns the summary', async () => {
    const around = await surroundings({ credentials: [ROLE_KEYS] });
    await configure(around);
    const run = await invoke(TIMER, functionCompute());
    const tally = around.live.tally();
    expect(run.summary).toMatchObject({
      tasks: { total: 300, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
      sweep: { complete: true, reasons: [], throttled: 0 },
      metrics: [{ type: 'cloudwatch', ok: true, datapoints: around.cloudWatch.datapoints().length }],
      alerts: [{ type: 'webhook', ok: true, sent: 1 }],
    });
    expect(bodiesOf(around)).toMatchObject([
      { type: 'relaywatch.summary', data: { kind: 'summary', degraded: false } },
    ]);
    expect(await readdir(join(around.folder, 'state'))).toEqual([A_JOURNAL, ...SNAPSHOTS_OF_A_SWEEP]);
    const { snapshot } = await createFileStore(join(around.folder, 'state')).load();
    expect(snapshot).toMatchObject({ version: 2, lease: null });
    expect(line(run, 'invoked')).toMatchObject({
      platform: 'function-compute',
      requestId: 'r-1',
      trigger: { name: 'every-minute', dueAt: '2026-03-01T08:00:00Z' },
    });
  });

  it('prints no more in a minute without news than `relaywatch cost` counts', async () => {
    const around = await surroundings({ credentials: [ROLE_KEYS] });
    await configure(around);
    await invoke(TIMER, functionCompute());
    const { lines } = await invoke(NEXT_TIMER, functionCompute());
    expect(lines.length).toBeGreaterThan(2);
    const bytes = Buffer.byteLength(lines.join('\n'));
    expect(bytes).toBeGreaterThan(LOG_BYTES_A_SWEEP / 3);
    expect(bytes).toBeLessThan(LOG_BYTES_A_SWEEP);
  });

  it('of Lambda sweeps with the keys of its environment', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'LTAI.env');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'env-secret');
    const around = await surroundings({ credentials: [{ accessKeyId: 'LTAI.env', accessKeySecret: 'env-secret' }] });
    await configure(around);
    const run = await invoke(JSON.parse(eventOf('eventbridge-scheduled').toString()), lambda());
    expect(run.summary?.sweep).toMatchObject({ complete: true, reasons: [] });
    expect(line(run, 'invoked')).toMatchObject({ platform: 'lambda', trigger: { name: 'relaywatch-every-minute' } });
  });

  it('takes the keys of each invocation anew', async () => {
    const around = await surroundings({ credentials: [{ ...ROLE_KEYS, securityToken: 'renewed' }] });
    await configure(around);
    const stale = await invoke(TIMER, functionCompute());
    expect(stale.summary?.sweep.reasons[0]).toMatch(/cn-shanghai: call-failed: .*InvalidSecurityToken/);
    const renewed = { ...functionCompute(), credentials: { ...ROLE_KEYS, securityToken: 'renewed' } };
    expect((await invoke(NEXT_TIMER, renewed)).summary?.sweep.complete).toBe(true);
  });

  it('writes nothing but JSON lines with time, level and event, and one that tells the whole sweep', async () => {
    const around = await surroundings();
    await configure(around, { alerts: [{ type: 'console' }] });
    const run = await invoke(TIMER, functionCompute());
    for (const text of run.lines) {
      expect(JSON.parse(text)).toMatchObject({
        ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        level: expect.stringMatching(/^(info|warn|error)$/),
        event: expect.stringMatching(/^[a-z]+(_[a-z]+)*$/),
      });
    }
    expect(events(run)).toEqual(['invoked', 'sweep_started', 'alert_printed', 'alert_sent', 'sweep_finished']);
    expect(line(run, 'sweep_finished')).toMatchObject({ complete: true, pages: 4, tasks: 300 });
  });

  it('warns of a configuration that is hardly meant so, once a start, and shows no secret', async () => {
    const around = await surroundings();
    const secret = `whsec_${Buffer.from('written out, as none should be').toString('base64')}`;
    const alerts = [{ type: 'webhook', url: `${around.webhook.url}/webhook`, secret }];
    await configure(around, { alerts, maintenance: maintenanceNamed('$NAME') });
    vi.resetModules();
    const { handler: freshHandler } = await import('../../functions/sweep.ts');
    const first = await invoke(TIMER, functionCompute(), freshHandler);
    const second = await invoke(NEXT_TIMER, functionCompute(), freshHandler);
    const warned = linesOf(first).filter(({ event }) => event === 'config_warning');
    expect(warned).toEqual([
      expect.objectContaining({
        level: 'warn',
        problem: expect.stringMatching(/^alerts\[0\]\.secret: a secret that is/),
      }),
      expect.objectContaining({ problem: expect.stringMatching(/^maintenance\[0\]\.name: a variable that is not/) }),
    ]);
    expect(first.lines.join('')).not.toContain(secret);
    expect(first.summary?.sweep.complete).toBe(true);
    expect(events(second)).not.toContain('config_warning');
  });

  it('tells what is already stopped once, and nothing more of it', async () => {
    const around = await surroundings();
    await configure(around);
    const first = await invoke(TIMER, functionCompute());
    const second = await invoke(NEXT_TIMER, functionCompute());
    expect(first.summary?.alerts).toEqual([{ type: 'webhook', ok: true, sent: 1 }]);
    expect(second.summary?.alerts).toEqual([{ type: 'webhook', ok: true, sent: 0 }]);
    expect(second.summary?.incidents).toEqual({ ...first.summary?.incidents, opened: 0 });
    expect(bodiesOf(around).map(({ type }) => type)).toEqual(['relaywatch.summary']);
    expect((await createFileStore(join(around.folder, 'state')).load()).newest).toBe(6);
  });

  it('of which the platform repeats one is handled once: no call, no number and no message comes twice', async () => {
    const around = await surroundings();
    await configure(around);
    const first = await invoke(TIMER, functionCompute());
    const points = around.cloudWatch.datapoints().length;
    const { operations } = around.live.stats();
    const repeated = await invoke(TIMER, functionCompute());
    expect(first.summary?.sweep.complete).toBe(true);
    expect(repeated.summary).toMatchObject({
      sweep: { complete: false, reasons: ['an earlier sweep handled this timer event to its end'], calls: 0 },
      metrics: [],
      alerts: [],
    });
    expect(events(repeated)).toEqual(['invoked', 'sweep_started', 'sweep_skipped']);
    expect(around.cloudWatch.datapoints()).toHaveLength(points);
    expect(around.live.stats().operations).toEqual(operations);
    expect(bodiesOf(around)).toHaveLength(1);
    expect((await invoke(NEXT_TIMER, functionCompute())).summary?.sweep.complete).toBe(true);
  });

  it('leaves at once, and tells nothing, while another sweep holds the lease', async () => {
    const around = await surroundings();
    await configure(around);
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const store = createFileStore(join(around.folder, 'state'));
    await store.create(1, {
      version: 2,
      savedAt: new Date().toISOString(),
      cursor: null,
      pacers: {},
      lease: { holder: 'another', expiresAt },
      watch: null,
      outbox: null,
    });
    const run = await invoke(TIMER, functionCompute());
    const reason = `another sweep is under way (its lease ends at ${expiresAt})`;
    expect(run.summary).toMatchObject({
      skipped: { reason, until: expiresAt },
      tasks: { total: 0 },
      sweep: { complete: false, reasons: [reason], calls: 0 },
      incidents: { open: 0, opened: 0, resolved: 0 },
      metrics: [],
      alerts: [],
    });
    expect(events(run)).toEqual(['invoked', 'sweep_started', 'sweep_skipped']);
    expect(around.webhook.received()).toEqual([]);
    expect((await store.load()).newest).toBe(1);
  });

  it('returns an incomplete sweep, and does not throw, when Live cannot be read', async () => {
    const around = await surroundings({ credentials: [{ ...ROLE_KEYS, denied: ['*'] }] });
    await configure(around);
    const run = await invoke(TIMER, functionCompute());
    expect(run.summary).toMatchObject({ tasks: { total: 0 }, sweep: { complete: false }, metrics: [{ ok: true }] });
    expect(run.summary?.sweep.reasons).toHaveLength(2);
    expect(run.summary?.sweep.reasons[0]).toMatch(/Forbidden\.RAM.*live:DescribeLivePullToPushList/);
  });

  it.each([
    ['no event', undefined],
    ['null', null],
    ['no bytes', Buffer.alloc(0)],
    ['no JSON', Buffer.from('not json')],
    ['JSON null', Buffer.from('null')],
  ])('sweeps all the same when the event is odd: %s', async (_, event) => {
    const around = await surroundings({ tasks: 20, credentials: [STAND_IN_KEYS, ROLE_KEYS] });
    await configure(around, { metrics: [], alerts: [] });
    for (const context of [functionCompute(), {}, undefined]) {
      const run = await invoke(event, context);
      expect(run.summary).toMatchObject({ tasks: { total: 20 }, sweep: { complete: true } });
      expect(line(run, 'invoked')).toMatchObject({ trigger: null });
    }
  });
});

describe('the heartbeat', () => {
  /** A service that counts the calls it gets. */
  async function deadManService(status = 200) {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      response.writeHead(status).end('OK');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/ping/5e3c7e1d`, paths };
  }

  it('is sent after a complete sweep, and is in the summary', async () => {
    const around = await surroundings();
    const service = await deadManService();
    await configure(around, { heartbeat: { url: service.url } });
    const { summary } = await invoke(TIMER, functionCompute());
    expect(summary).toMatchObject({ sweep: { complete: true }, heartbeat: { ok: true } });
    expect(service.paths).toEqual(['GET /ping/5e3c7e1d']);
  });

  it('is not sent after an incomplete one', async () => {
    const around = await surroundings({ credentials: [{ ...ROLE_KEYS, denied: ['*'] }] });
    const service = await deadManService();
    await configure(around, { heartbeat: { url: service.url } });
    const { summary } = await invoke(TIMER, functionCompute());
    expect(summary?.sweep.complete).toBe(false);
    expect(summary).not.toHaveProperty('heartbeat');
    expect(service.paths).toEqual([]);
  });

  it('that fails is an error in the log without its address, and no fault of the sweep', async () => {
    const around = await surroundings();
    const service = await deadManService(404);
    await configure(around, { heartbeat: { url: service.url } });
    const run = await invoke(TIMER, functionCompute());
    const problem = 'the heartbeat service answered HTTP 404; check heartbeat.url';
    expect(run.summary).toMatchObject({ sweep: { complete: true }, heartbeat: { ok: false, problem } });
    expect(line(run, 'heartbeat_not_sent')).toMatchObject({ level: 'error', problem });
    expect(run.lines.join('\n')).not.toContain('5e3c7e1d');
  });
});

describe('the function without a configuration that can be used', () => {
  it.each([
    ['is absent', null, /\(file\): found no such file/],
    ['has mistakes', '{"live":{"regions":[]}}', /live\.regions: found an empty list/],
    ['is no JSON', 'live: [', /a text that is not JSON/],
  ])('rejects with a ConfigError and one line of error when the file %s', async (_, text, problem) => {
    const around = await surroundings();
    const path = join(around.folder, 'bad.json');
    if (text !== null) await writeFile(path, text);
    vi.stubEnv('RELAYWATCH_CONFIG', path);
    const run = await invoke(TIMER, functionCompute());
    expect(run.error).toBeInstanceOf(ConfigError);
    expect(events(run)).toEqual(['invoked', 'sweep_failed']);
    expect(line(run, 'sweep_failed')).toMatchObject({ level: 'error', problem: expect.stringMatching(problem) });
  });
});

describe('the function when time is short', () => {
  it('stops reading in time, publishes what it has as partial, and goes on from there until all was seen', async () => {
    const pages = 60;
    const around = await surroundings({
      tasks: pages * 10 - 1,
      regions: ['cn-shanghai'],
      latency: { rttMs: 60, jitterMs: 0 },
    });
    await configure(around, {
      live: { endpoint: around.live.url, regions: ['cn-shanghai'], qps: 20, pageSize: 10 },
      alerts: [],
    });
    const covered = new Set<number>();
    let [from, wrapped] = [1, false];
    // as many runs as a slow machine may need
    for (let runs = 0; runs < pages && !wrapped; runs++) {
      const { summary } = await invoke(TIMER, lambda(3_000));
      // what stopped on pages that this run did not come to is asked for by id, and on a slow machine that is cut too
      const { complete, reasons = [] } = summary?.sweep ?? {};
      expect(complete).toBe(false);
      expect(reasons.filter((reason) => reason.startsWith('cn-shanghai: '))).toEqual([
        expect.stringMatching(/^cn-shanghai: deadline: time ran out after \d+ of 60 pages$/),
      ]);
      expect(Math.ceil((summary?.tasks.total ?? 0) / 10)).toBe(summary?.sweep.pages);
      expect(summary?.metrics).toMatchObject([{ ok: true }]);
      const { snapshot } = await createFileStore(join(around.folder, 'state')).load();
      expect(snapshot?.cursor?.walk).toBe('cn-shanghai');
      const to = snapshot?.cursor?.page ?? 0;
      // what lies before the cursor was read; it may have been a little more
      const length = (to - from + pages) % pages;
      expect(length).toBeLessThanOrEqual(summary?.sweep.pages ?? 0);
      for (let step = 0; step < length; step++) covered.add(((from - 1 + step) % pages) + 1);
      [from, wrapped] = [to, to < from];
    }
    expect(wrapped).toBe(true);
    expect(covered.size).toBe(pages);
    const completeness = around.cloudWatch.datapoints().filter(({ name }) => /Complete/.test(name));
    expect(new Set(completeness.map(({ value }) => value))).toEqual(new Set([0]));
  });

  it('minds the time limit of the configuration when that is shorter', async () => {
    const around = await surroundings({ tasks: 200, regions: ['cn-shanghai'], latency: { rttMs: 300, jitterMs: 0 } });
    await configure(around, {
      live: { endpoint: around.live.url, regions: ['cn-shanghai'], qps: 1, pageSize: 10 },
      sweep: { timeLimitSeconds: 1 },
      alerts: [],
    });
    // the 20 pages take 20 s, and the platform gives 600: only the limit of the configuration ends it early
    const { summary } = await invoke(TIMER, functionCompute(600));
    expect(summary?.sweep).toMatchObject({ complete: false, reasons: [expect.stringContaining('deadline')] });
  });

  it('still tells and saves when no time is left to read', async () => {
    const around = await surroundings();
    await configure(around);
    const { summary } = await invoke(TIMER, lambda(0));
    expect(summary).toMatchObject({ sweep: { complete: false }, metrics: [{ ok: true }] });
    expect(await readdir(join(around.folder, 'state'))).toEqual([A_JOURNAL, ...SNAPSHOTS_OF_A_SWEEP]);
  });

  it('sweeps and tells without its memory, and says so, when the state cannot be read', async () => {
    const around = await surroundings();
    await writeFile(join(around.folder, 'state'), 'a file');
    await configure(around);
    const run = await invoke(TIMER, functionCompute());
    expect(run.summary?.sweep.complete).toBe(true);
    expect(line(run, 'state_not_loaded')).toMatchObject({
      level: 'error',
      problem: expect.stringContaining('ENOTDIR'),
    });
    const bodies = bodiesOf(around);
    expect(run.summary?.alerts).toEqual([{ type: 'webhook', ok: true, sent: bodies.length }]);
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.at(-1)).toMatchObject({ type: 'relaywatch.state-broken' });
    for (const body of bodies.slice(0, -1))
      expect(body).toMatchObject({ type: 'relaywatch.open', data: { kind: 'open', degraded: true } });
    expect(run.summary?.state).toEqual({ ok: false, problem: expect.stringContaining('ENOTDIR') });

    // the instance that lives on, and one that is new, know what was told
    await invoke(TIMER, functionCompute());
    expect(bodiesOf(around)).toHaveLength(bodies.length);
  });
});
