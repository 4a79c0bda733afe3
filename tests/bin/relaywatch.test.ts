import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { type LiveStandInOptions, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { closedPort } from '../support/closed-port.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, relaywatch, startRelaywatch, useCommandLine } from './command-line.ts';
import { relaywatchHere } from './in-process.ts';

useCommandLine();
useNoWaiting();

const REGIONS = ['cn-shanghai', 'cn-beijing'];

const aLive = async (options: LiveStandInOptions = {}) =>
  closing(await startLiveStandIn({ tasks: 150, regions: REGIONS, qps: 0, ...options }));
const liveAt = (url: string, more = {}) => ({ endpoint: url, regions: REGIONS, qps: 1_000, ...more });

const linesOf = (text: string) => text.split('\n').filter(Boolean);

describe('relaywatch sweep', () => {
  it('prints exactly one JSON object of the fixed shape, logs JSON lines beside it, and exits 0', async () => {
    const live = await aLive();
    const cloudWatch = closing(await startCloudWatchStandIn());
    const webhook = closing(await startWebhookStandIn());
    const config = await configFile({
      live: liveAt(live.url),
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
      alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }, { type: 'console' }],
      state: { type: 'file', path: join(await freshFolder(), 'state') },
    });
    const { code, stdout, stderr } = await relaywatch(['sweep', '--config', config, '--json']);
    expect(linesOf(stdout)).toHaveLength(1);
    const tally = live.tally();
    const stopped = expect.any(Number);
    const summary = JSON.parse(stdout);
    const seen = Object.entries(summary.tasks.stoppedByReason).filter(([, count]) => count !== 0);
    expect(Object.fromEntries(seen)).toEqual(tally.stoppedByReason);
    expect(summary).toEqual({
      tasks: { total: 150, byStatus: tally.byStatus, stoppedByReason: expect.any(Object) },
      sweep: {
        complete: true,
        exact: true,
        overlooked: 0,
        reasons: [],
        pages: expect.any(Number),
        calls: expect.any(Number),
        throttled: 0,
        durationMs: stopped,
      },
      incidents: { open: stopped, opened: stopped, resolved: 0 },
      metrics: [{ type: 'cloudwatch', ok: true, datapoints: cloudWatch.datapoints().length }],
      alerts: [
        { type: 'webhook', ok: true, sent: 1 },
        { type: 'console', ok: true, sent: 1 },
      ],
      state: { ok: true },
    });
    expect(Object.keys(JSON.parse(stdout).tasks.byStatus)).toEqual([
      'idle',
      'running',
      'recovering',
      'stopped',
      'exited',
      'unknown',
    ]);
    const logs = linesOf(stderr).filter((line) => line.startsWith('{'));
    for (const line of logs)
      expect(JSON.parse(line)).toMatchObject({ ts: expect.any(String), level: expect.any(String) });
    expect(logs.map((line) => JSON.parse(line).event)).toEqual([
      'sweep_started',
      'alert_sent',
      'alert_sent',
      'sweep_finished',
    ]);
    expect(code).toBe(0);
  });

  it('logs nothing but JSON lines on stderr when no channel writes there', async () => {
    const live = await aLive();
    const config = await configFile({ live: liveAt(live.url) });
    const { stderr } = await relaywatch(['sweep', '--config', config, '--json']);
    for (const line of linesOf(stderr)) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('warns once of a configuration that is hardly meant so, at its line', async () => {
    const live = await aLive();
    const config = await configFile(
      `live: ${JSON.stringify(liveAt(live.url))}\nalerts:\n  - type: console\n    name: $TEAM\n`,
    );
    const { code, stdout, stderr } = await relaywatchHere(['sweep', '--config', config]);
    const warned = linesOf(stderr).flatMap((text) => {
      const { event, ...facts } = JSON.parse(text);
      return event === 'config_warning' ? [facts] : [];
    });
    expect(warned).toEqual([
      { ts: expect.any(String), level: 'warn', line: 4, problem: expect.stringMatching(/^alerts\[0\]\.name: a var/) },
    ]);
    expect(stdout).not.toContain('a variable that');
    expect(code).toBe(0);
  });

  it('writes a report for people without --json', async () => {
    const live = await aLive();
    const { code, stdout } = await relaywatch(['sweep'], {
      RELAYWATCH_CONFIG: await configFile({ live: liveAt(live.url) }),
    });
    expect(stdout).toMatch(/^✓ complete {2}150 relay tasks · \d pages · \d calls · 0 throttled · \d\.\d s\n/);
    expect(stdout).toMatch(/stopped because/);
    expect(code).toBe(0);
  });

  it('exits 1 and says why when the sweep is incomplete', async () => {
    const live = await aLive({ regions: ['fail-page-2', 'cn-beijing'], tasks: 450 });
    const config = await configFile({ live: { ...liveAt(live.url), regions: ['fail-page-2', 'cn-beijing'] } });
    const { code, stdout } = await relaywatchHere(['sweep', '--config', config, '--json']);
    const { sweep } = JSON.parse(stdout);
    expect(sweep).toMatchObject({ complete: false, reasons: [expect.stringMatching(/^fail-page-2: page-failed: /)] });
    expect(code).toBe(1);
  });

  it('exits 1 when its time limit stops it', async () => {
    const live = await aLive({ latency: { rttMs: 200, jitterMs: 0 }, tasks: 400 });
    const config = await configFile({ live: liveAt(live.url, { pageSize: 10, qps: 2 }) });
    const { code, stdout } = await relaywatch(['sweep', '--config', config, '--json', '--time-limit', '1']);
    expect(JSON.parse(stdout).sweep.reasons[0]).toMatch(/deadline/);
    expect(code).toBe(1);
  });

  it.each([
    ['mistakes', 'live: { regions: [], qps: 0 }', ['live.regions: found an empty list', 'live.qps: found 0']],
    ['broken YAML', 'live: [', ['line 1, column 8: found ']],
  ])('exits 2 with a line for each problem of a configuration with %s', async (_, text, problems) => {
    const { code, stdout, stderr } = await relaywatch(['sweep', '--config', await configFile(text), '--json']);
    expect(stdout).toBe('');
    const [head, ...lines] = linesOf(stderr);
    expect(head).toMatch(/^✗ .*relaywatch\.yml cannot be used:$/);
    expect(lines).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(lines[index]).toContain(`  ${problem}`);
    expect(code).toBe(2);
  });

  it('exits 2 when there is no configuration', async () => {
    const { code, stderr } = await relaywatch(['sweep', '--config', '/nowhere/relaywatch.yml']);
    expect(stderr).toContain('(file): found no such file');
    expect(code).toBe(2);
  });
});

describe('relaywatch tasks', () => {
  const look = async (args: readonly string[], options: LiveStandInOptions = {}) => {
    const live = await aLive(options);
    const config = await configFile({ live: liveAt(live.url) });
    const run = await relaywatchHere(['tasks', '--config', config, ...args]);
    return { ...run, live, found: args.includes('--json') && run.stdout ? JSON.parse(run.stdout) : null };
  };

  it('finds tasks by region, name and destination, as Live does', async () => {
    const { found, code, stderr } = await look([
      '--name',
      'RELAY-00000',
      '--region',
      'cn-shanghai',
      '--dst-url',
      'push-',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(found.total).toBeGreaterThan(0);
    for (const task of found.tasks)
      expect(task).toMatchObject({ region: 'cn-shanghai', name: expect.stringContaining('relay-00000') });
    expect(found.tasks).toHaveLength(found.total);
  });

  it('finds one task by a part of its id', async () => {
    const { found } = await look(['--json', '--limit', '1']);
    const [{ taskId }] = found.tasks;
    const again = await look(['--task-id', taskId.slice(0, 13), '--json']);
    expect(again.found).toMatchObject({ total: 1, tasks: [{ taskId }] });
  });

  it('shows only the statuses asked for', async () => {
    const { found, live } = await look(['--status', 'stopped,recovering', '--json']);
    const { stopped, recovering } = live.tally().byStatus;
    expect(found.tasks).toHaveLength(stopped + recovering);
    expect(new Set(found.tasks.map((task: { status: string }) => task.status))).toEqual(
      new Set(['stopped', 'recovering']),
    );
  });

  it('shows one page of each region', async () => {
    const { found } = await look(['--page', '2', '--json', '--region', 'cn-shanghai'], {
      regions: ['cn-shanghai'],
      tasks: 120,
    });
    expect(found.tasks).toHaveLength(20);
  });

  it('shows a table without --json, and how many there are', async () => {
    const { stdout } = await look(['--limit', '3']);
    expect(stdout).toMatch(/^ *region +task id +name +status/);
    expect(linesOf(stdout)).toHaveLength(5);
    expect(stdout).toMatch(/3 shown of 150 that match\n$/);
  });

  it('says in a sentence what Live refused, and exits 1', async () => {
    const { code, stderr, stdout } = await look(['--region', 'cn-nowhere']);
    expect(stderr).toMatch(
      /^✗ DescribeLivePullToPushList in cn-nowhere at 127\.0\.0\.1:\d+: answered Invalid.*live\.regions.*\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('relaywatch check', () => {
  const check = async (config: unknown, env = {}) =>
    relaywatchHere(['check', '--config', await configFile(config)], env);

  it('says a sentence about each thing that works, and exits 0', async () => {
    const live = await aLive();
    const cloudWatch = closing(await startCloudWatchStandIn());
    const webhook = closing(await startWebhookStandIn());
    const { code, stdout } = await check({
      live: liveAt(live.url),
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
      alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
      state: { type: 'file', path: join(await freshFolder(), 'state') },
    });
    expect(linesOf(stdout).map((line) => line.replace(/:.*/, ''))).toEqual([
      '✓ configuration',
      '✓ live cn-shanghai',
      '✓ live cn-beijing',
      '✓ live fleet',
      '✓ metrics cloudwatch',
      '✓ alerts webhook',
      '✓ state file',
      '! heartbeat',
    ]);
    expect(webhook.received()).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([
    ['a wrong region', {}, ['cn-nowhere'], {}, /^✗ live cn-nowhere: .*answered Invalid\S*.*check live\.regions/],
    [
      'a wrong key id',
      {},
      ['cn-shanghai'],
      { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI.wrong', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'x' },
      /InvalidAccessKeyId\.NotFound.*set ALIBABA_CLOUD_ACCESS_KEY_ID/,
    ],
    [
      'a wrong key secret',
      {},
      ['cn-shanghai'],
      { ALIBABA_CLOUD_ACCESS_KEY_ID: STAND_IN_KEYS.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' },
      /SignatureDoesNotMatch.*copy both again/,
    ],
    [
      'a missing permission',
      { credentials: [{ ...STAND_IN_KEYS, denied: ['DescribeLivePullToPushList'] }] },
      ['cn-shanghai'],
      {},
      /Forbidden\.RAM.*Allow live:DescribeLivePullToPushList/,
    ],
    [
      'a missing permission for the second operation',
      { credentials: [{ ...STAND_IN_KEYS, denied: ['DescribeLivePullToPush'] }] },
      ['cn-shanghai'],
      {},
      /DescribeLivePullToPush in .*Forbidden\.RAM.*Allow live:/,
    ],
    [
      'an account without Live',
      { unopened: true },
      ['cn-shanghai'],
      {},
      /LiveServiceNotFound.*Activate ApsaraVideo Live/,
    ],
  ])('says one clear sentence about %s, and exits 1', async (_, options, regions, env, sentence) => {
    const live = await aLive(options);
    const { code, stdout, stderr } = await check({ live: { ...liveAt(live.url), regions } }, env);
    const problems = linesOf(stdout).filter((line) => line.startsWith('✗'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('says one clear sentence about each thing that cannot be reached, and exits 1', async () => {
    const port = await closedPort();
    const { code, stdout } = await check({
      live: { ...liveAt(`http://127.0.0.1:${port}`), regions: ['cn-shanghai'] },
      alerts: [{ type: 'webhook', url: `http://127.0.0.1:${port}/webhook` }],
      state: { type: 'file', path: '/dev/null/state' },
    });
    const [, live, webhook, state] = linesOf(stdout);
    expect(live).toMatch(/^✗ live cn-shanghai: .*ECONNREFUSED.*check live\.endpoint\.$/);
    expect(webhook).toMatch(
      new RegExp(`^✗ alerts webhook: the webhook at 127\\.0\\.0\\.1:${port} could not be reached`),
    );
    expect(state).toMatch(/^✗ state file: state\.path \/dev\/null\/state cannot be read \(ENOTDIR\)/);
    expect(code).toBe(1);
  });

  it('says where YAML is broken, without quoting it, and exits 2', async () => {
    const { code, stdout, stderr } = await check('live:\n\tregions: [hidden]\n');
    expect(stderr).toMatch(
      /^✗ .*relaywatch\.yml cannot be used:\n {2}line 2, column 1: found a tab as indentation, expected well-formed YAML\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('relaywatch stand-in', () => {
  it('serves Live with its figures until it is told to stop', async () => {
    const { child, out, printed, finished } = startRelaywatch([
      'stand-in',
      'live',
      '--port',
      '0',
      '--tasks',
      '50',
      '--regions',
      'cn-shanghai',
      '--qps',
      '0',
      '--callback-url',
      'http://127.0.0.1:10/relays',
    ]);
    await printed('figures at');
    const url = /(http:\/\/127\.0\.0\.1:\d+) ?,/.exec(out.stdout)?.[1] ?? '';
    const config = await configFile({ live: { endpoint: url, regions: ['cn-shanghai'], qps: 1_000 } });
    const { stdout } = await relaywatch(['sweep', '--config', config, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ tasks: { total: 50 }, sweep: { complete: true } });
    const stats = await (await fetch(`${url}/_stats`)).json();
    expect(stats).toMatchObject({
      operations: { DescribeLivePullToPushList: { calls: 1, throttled: 0 } },
      callbacks: { sent: 0, lost: 0, waiting: 0 },
    });
    child.kill('SIGTERM');
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['cloudwatch', 'webhook', 'fc'])('serves %s until it is told to stop', async (which) => {
    const { child, out, printed, finished } = startRelaywatch(['stand-in', which, '--port', '0']);
    await printed('figures at');
    const url = /(http:\/\/127\.0\.0\.1:\d+) ?,/.exec(out.stdout)?.[1] ?? '';
    expect((await fetch(`${url}/_stats`)).status).toBe(200);
    child.kill('SIGINT');
    expect((await finished).code).toBe(0);
  });

  it('says in a sentence that its port is taken, and exits 1', async () => {
    const live = await aLive();
    const { code, stderr } = await relaywatch(['stand-in', 'webhook', '--port', String(live.port)]);
    expect(stderr).toBe(
      `✗ port ${live.port} is in use by another program: choose one with --port, or 0 for any free one\n`,
    );
    expect(code).toBe(1);
  });
});

describe('relaywatch start', () => {
  it('runs the main job once on stand-ins and exits 0', async () => {
    const { code, stdout } = await relaywatch(['start', '--once', '--tasks', '400', '--churn', '0']);
    expect(stdout).toMatch(/✓ complete {2}400 relay tasks/);
    expect(stdout).toMatch(/^ {2}incidents: \d+ open, \d+ opened and 0 resolved by this sweep$/m);
    expect(linesOf(stdout).filter((line) => line.includes('on-call hears'))).toEqual([
      expect.stringMatching(/^ {2}on-call hears: \[summary\] critical \S/),
    ]);
    expect(stdout).toContain('\n  What to do:\n');
    expect(stdout).toMatch(/0 throttled, at most \d+ in any second/);
    expect(code).toBe(0);
  });

  it('stops between two sweeps when it is told to', async () => {
    const { child, printed, finished } = startRelaywatch([
      'start',
      '--tasks',
      '20',
      '--churn',
      '0',
      '--interval',
      '60',
    ]);
    await printed('next in');
    child.kill('SIGTERM');
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    // where nobody looks on: the script, then a line for each sweep
    expect(stdout).toContain('at 24 s source-3.example.com dies, at 64 s both heal, relays restart; Ctrl-C stops\n');
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d ✓ complete: 20 relays, .*; next in \d+ s$/m);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('relaywatch', () => {
  it.each([
    [['--bogus']],
    [['bogus']],
    [['sweep', '--bogus']],
    [['sweep', 'leftover']],
    [['sweep', '--time-limit', 'soon']],
    [['sweep', '--time-limit', '0']],
    [['sweep', '--config']],
    [['tasks', '--limit', '-1']],
    [['tasks', '--page', '0']],
    [['tasks', '--status', 'bogus']],
    [['tasks', '--region', '']],
    [['tasks', '--region', 'cn shanghai']],
    [['tasks', '--task-id', 'a b']],
    [['incidents', '--since', 'yesterday']],
    [['silence', 'bogus']],
    [['silence', 'add', '--name', 'x']],
    [['silence', 'expire']],
    [['test-alert', 'on-call', 'leftover']],
    [['stand-in', 'bogus']],
    [['stand-in', 'live', '--window', 'bogus']],
    [['stand-in', 'live', '--churn', 'some']],
    [['stand-in', 'live', '--http500', '2']],
    [['stand-in', 'live', '--port', '70000']],
    [['stand-in', 'live', '--scenario', '/nowhere/scenario.yml']],
    [['start', '--interval', '0']],
    [['start', '--churn', 'some']],
  ])('exits 2 with a sentence when it is called wrong: %j', async (args) => {
    const config = await configFile({ live: { endpoint: 'http://127.0.0.1:10', regions: ['cn-shanghai'] } });
    const { code, stdout, stderr } = await relaywatchHere(args, { RELAYWATCH_CONFIG: config });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^(error|✗)/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('shows its help and its version, and exits 0', async () => {
    expect(await relaywatch(['--version'])).toEqual({ code: 0, stdout: '1.0.0\n', stderr: '' });
    const { code, stdout } = await relaywatch(['--help']);
    for (const command of ['start', 'sweep', 'tasks', 'check', 'incidents', 'silence', 'test-alert', 'stand-in'])
      expect(stdout).toContain(`\n  ${command}`);
    expect(code).toBe(0);
  });

  it('ends quietly when nobody reads on', async () => {
    const live = await aLive();
    const { child, finished } = startRelaywatch(['sweep', '--config', await configFile({ live: liveAt(live.url) })]);
    child.stdout.destroy();
    expect((await finished).stderr).not.toMatch(/EPIPE|^ +at /m);
  });
});
