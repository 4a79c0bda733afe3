import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { ACCOUNT } from '../infra/fc/a-deployment.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { configFile, freshFolder, startRelaywatch, useCommandLine } from './command-line.ts';
import { relaywatchHere } from './in-process.ts';
import { leaves } from './leaves.ts';

// before anything asks whether there are colours
vi.hoisted(() => {
  process.env.FORCE_COLOR = '1';
  delete process.env.NO_COLOR;
});

useCommandLine();
useNoWaiting();

/** As in a CI that wants colours. */
const COLOURED = { NO_COLOR: '', FORCE_COLOR: '1' };
const relaywatch = (...args: string[]) => relaywatchHere(args, COLOURED);

const LEAVES = leaves();
const PATHS = LEAVES.map(({ path }) => path);
/** They draw, or log, until they are stopped; `--log json` is for programs. */
const SCREENS = ['start', 'watch'];
/** What a shell reads. */
const COMPLETIONS = ['complete', 'completion'];
/** What they print is JSON in any case. */
const ALWAYS_JSON = ['alarms policy', 'callbacks policy', 'deploy invoke', 'deploy policy'];
/** They serve until they are stopped. */
const SERVERS = PATHS.filter((path) => path.startsWith('stand-in '));

/** Where each is run, one after another: each finds what those before it left. @returns its further arguments */
const RUNS: readonly (readonly [path: string, args: readonly string[] | ((earlier: Earlier) => string[])])[] = [
  ['init', ['--regions', 'cn-shanghai', '--force']],
  ['check', []],
  ['cost', ['--tasks', '10']],
  ['sweep', []],
  ['sweep', ({ laterConfig }) => ['--config', laterConfig]],
  ['sweep', ['--dry-run']],
  ['status', []],
  ['tasks', ['--limit', '2']],
  ['incidents', []],
  ['incidents', ['--by', 'cause']],
  ['explain', ['*']],
  ['report', []],
  ['replay', []],
  ['ack add', ({ incidents }) => [incidents[0]?.key ?? 'no cause']],
  ['ack list', []],
  ['ack undo', ({ incidents }) => [incidents[0]?.key ?? 'no cause']],
  ['silence add', ['--name', 'x-*', '--until', '1h']],
  ['silence list', []],
  ['silence expire', ({ silence }) => [silence?.id ?? 'no silence']],
  ['status-link', ['--url', 'https://relaywatch.example.com/']],
  ['test-alert', []],
  ['simulate', ['tests/scenarios/single-stop.yml']],
  ['callbacks status', []],
  ['callbacks set', []],
  ['callbacks policy', []],
  ['alarms list', []],
  ['alarms policy', []],
  ['alarms plan', []],
  ['alarms apply', []],
  ['alarms plan', ['--destroy']],
  ['alarms destroy', ['--yes']],
  ['package', ({ bundle, folder }) => ['--bundle', bundle, '--out', join(folder, 'package.zip')]],
  ['deploy policy', []],
  ['deploy plan', ({ bundle }) => ['--bundle', bundle]],
  ['deploy apply', ({ bundle }) => ['--bundle', bundle]],
  ['deploy status', ({ bundle }) => ['--bundle', bundle]],
  ['deploy invoke', []],
  ['deploy apply', ({ bundle2 }) => ['--bundle', bundle2]],
  ['deploy rollback', []],
  ['deploy plan', ['--destroy']],
  ['deploy destroy', ['--yes']],
];

interface Earlier {
  readonly folder: string;
  readonly bundle: string;
  readonly bundle2: string;
  /** The same account an hour later: other relays are stopped. */
  readonly laterConfig: string;
  incidents: readonly { readonly key?: string }[];
  silence?: { readonly id: string };
}

interface Run {
  readonly path: string;
  readonly args: readonly string[];
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const hasJson = (path: string) =>
  LEAVES.find((one) => one.path === path)?.command.options.some(({ long }) => long === '--json');

describe('every command', () => {
  it('that prints data has --json, and is run here', () => {
    const printing = PATHS.filter((path) => ![...SCREENS, ...COMPLETIONS, ...ALWAYS_JSON].includes(path));
    expect(printing.filter((path) => !hasJson(path))).toEqual([]);
    const run = new Set([...RUNS.map(([path]) => path), ...SERVERS]);
    expect(PATHS.filter((path) => !run.has(path) && ![...SCREENS, ...COMPLETIONS].includes(path))).toEqual([]);
  });

  it('that is no data for programs says so by having none', () => {
    expect([...SCREENS, ...COMPLETIONS].filter(hasJson)).toEqual([]);
  });
});

describe('with --json', () => {
  const runs: Run[] = [];

  beforeAll(async () => {
    const live = await startLiveStandIn({ tasks: 60, regions: ['cn-shanghai'], qps: 0, seed: 3 });
    const cloudWatch = await startCloudWatchStandIn();
    const fc = await startFcStandIn();
    const webhook = await startWebhookStandIn();
    const folder = await freshFolder();
    const bundles = ['index.js', 'second/index.js'].map((name) => join(folder, name.replace('/index', '-index')));
    for (const [n, bundle] of bundles.entries())
      await writeFile(bundle, `exports.handler = async () => ({ n: ${n} });`);
    const later = await startLiveStandIn({ tasks: 60, regions: ['cn-shanghai'], qps: 0, seed: 4 });
    const settings = {
      live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
      metrics: [
        { type: 'cloudwatch', detail: 'full', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url },
      ],
      alerts: [{ type: 'webhook', name: 'on-call', url: `${webhook.url}/webhook` }, { type: 'console' }],
      status: { token: 'a-token-of-more-than-twenty-characters' },
      callbacks: { url: 'https://callbacks.example.com/relays', token: 'a-token-of-more-than-twenty-characters' },
      deploy: {
        fc: {
          ...{ version: 3, region: 'cn-shanghai', accountId: ACCOUNT, endpoint: fc.url },
          role: `acs:ram::${ACCOUNT}:role/relaywatch`,
        },
        alarms: { stopped: { PullStreamFailed: 0, PushStreamFailed: 0, UnknownError: 0, none: 0 } },
      },
    };
    const state = { type: 'file', path: join(folder, 'state') };
    const config = await configFile({ ...settings, state });
    const laterConfig = await configFile({ ...settings, state, live: { ...settings.live, endpoint: later.url } });
    // a folder does not outlive a function
    const deployed = await configFile(settings);
    const [bundle = '', bundle2 = ''] = bundles;
    const earlier: Earlier = { folder, bundle, bundle2, laterConfig, incidents: [] };
    for (const [path, more] of RUNS) {
      const args = [...(typeof more === 'function' ? more(earlier) : more), ...(hasJson(path) ? ['--json'] : [])];
      const own = path === 'init' ? join(folder, 'new.yml') : path.startsWith('deploy ') ? deployed : config;
      const isPlain = ['simulate', 'callbacks policy'].includes(path) || args.includes('--config');
      const where = isPlain ? [] : ['--config', own];
      const run = { path, args, ...(await relaywatch(...path.split(' '), ...args, ...where)) };
      runs.push(run);
      if (path === 'incidents' && args.includes('cause')) earlier.incidents = JSON.parse(run.stdout);
      if (path === 'silence add') earlier.silence = JSON.parse(run.stdout);
    }
    await Promise.all([live, later, cloudWatch, fc, webhook].map((one) => one.close()));
  }, 120_000);

  const called = (path: string, part = '') => {
    const found = runs.find((one) => one.path === path && one.args.join(' ').includes(part));
    if (!found) throw new Error(`${path} ${part} was not run`);
    return found;
  };

  it.each(RUNS.map(([path], n) => [path, n] as const))('%s prints one JSON text alone (run %i)', (_, n) => {
    const { stdout, stderr, code } = runs[n] as Run;
    expect([0, 1], stderr).toContain(code);
    expect(() => JSON.parse(stdout), `${stdout}${stderr}`).not.toThrow();
    expect(stdout).not.toContain('\u001b');
    expect(stdout.endsWith('\n')).toBe(true);
  });

  it('has colours where it is not asked for, so that this can be seen here', () => {
    expect(runs.find(({ path }) => path === 'alarms apply')?.stderr).toContain('\u001b[32m✓');
  });

  it('alarms plan and apply say what is planned, done and billed', () => {
    const plan = JSON.parse(called('alarms plan').stdout);
    expect(plan).toMatchObject({
      namespace: 'LiveRelay',
      prefix: 'relaywatch',
      hasChanges: true,
      billed: { dashboards: 1 },
    });
    expect(plan.billed.alarms).toBe(plan.changes.length - 1);
    const apply = JSON.parse(called('alarms apply').stdout);
    expect(apply.changes).toEqual(plan.changes);
    expect(apply.done).toHaveLength(plan.changes.length);
    expect(apply.done.map(({ name }: { name: string }) => name)).toContain('relaywatch-dead-man');
    const gone = JSON.parse(called('alarms plan', '--destroy').stdout);
    expect(gone.billed).toBeUndefined();
    expect(JSON.parse(called('alarms destroy').stdout).done).toHaveLength(gone.changes.length);
  });

  it('deploy apply, rollback and destroy say what is planned and done', () => {
    const apply = JSON.parse(called('deploy apply').stdout);
    expect(apply).toMatchObject({ deployment: expect.any(String), hasChanges: true });
    expect(apply.done.at(-1)).toEqual({ action: 'create', kind: 'trigger', name: 'timer' });
    expect(called('deploy apply').stderr).toContain('created trigger timer');
    const [from, to] = [{ version: '2', code: expect.stringMatching(/^[0-9a-f]{64}$/) }, { version: '1' }];
    expect(JSON.parse(called('deploy rollback').stdout)).toMatchObject({ alias: 'live', from, to });
    const destroy = JSON.parse(called('deploy destroy').stdout);
    expect(destroy.done.map(({ action }: { action: string }) => action)).not.toContain('create');
    expect(destroy.done).toHaveLength(destroy.changes.length);
  });

  it('init says what it wrote and chose', () => {
    expect(JSON.parse(called('init').stdout)).toEqual({
      config: expect.stringMatching(/new\.yml$/),
      environment: expect.stringMatching(/\.env\.example$/),
      ...{ regions: ['cn-shanghai'], channel: 'console', state: 'file', cloud: 'own' },
    });
  });

  it('report prints what --format json prints', () => {
    expect(JSON.parse(called('report').stdout)).toMatchObject({ version: 1, noise: { pages: expect.any(Number) } });
  });
});

describe('with --json, a command that cannot go on', () => {
  it.each(['alarms', 'deploy'])('%s destroy does not ask', async (what) => {
    const { code, stdout, stderr } = await relaywatch(what, 'destroy', '--json', '--config', '/nowhere.yml');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${what} destroy deletes, and does not ask where it prints JSON: say --yes`);
  });

  it('still says what it has done', async () => {
    const fc = await startFcStandIn();
    try {
      const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
      const where = { version: 3, region: 'cn-shanghai', accountId: ACCOUNT, endpoint: fc.url, role };
      const config = await configFile({ live: { regions: ['cn-shanghai'] }, deploy: { fc: where } });
      const bundle = join(await freshFolder(), 'index.js');
      await writeFile(bundle, 'exports.handler = async () => 1;');
      fc.refuseNext({ code: 'AccessDenied', status: 403, matching: '/triggers', times: 99 });
      fc.refuseNext({
        code: 'AccessDenied',
        status: 403,
        matching: 'POST /2023-03-30/functions/relaywatch/versions',
        times: 99,
      });
      const { code, stdout, stderr } = await relaywatch(
        'deploy',
        'apply',
        '--json',
        '--bundle',
        bundle,
        '--config',
        config,
      );
      expect(code).toBe(1);
      const { changes, done, problem } = JSON.parse(stdout);
      expect(done).toMatchObject([{ action: 'create', kind: 'function' }]);
      expect(problem).toContain(`1 of ${changes.length} changes are made; the same command continues from there`);
      expect(stderr).toContain(problem);
    } finally {
      await fc.close();
    }
  });
});

describe('a stand-in with --json', () => {
  it.each(SERVERS)('%s says where it is on one line, for a program that waits for it', async (path) => {
    const small = /live|all/.test(path) ? ['--tasks', '10'] : [];
    const free = path === 'stand-in all' ? [] : ['--port', '0'];
    const { child, out, printed, finished } = startRelaywatch(
      [...path.split(' '), '--json', ...small, ...free],
      COLOURED,
    );
    await printed('\n');
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
    const said = JSON.parse(out.stdout);
    if (path === 'stand-in all') {
      expect(said.config.live.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(Object.keys(said.environment)).toContain('AWS_SECRET_ACCESS_KEY');
    } else expect(said).toMatchObject({ url: expect.stringMatching(/^http:/), stats: `${said.url}/_stats` });
    if (path === 'stand-in live')
      expect(said.relays).toMatchObject({ total: 10, regions: ['cn-shanghai', 'cn-beijing'] });
  });
});
