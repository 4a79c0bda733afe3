import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { createFileStore } from '../../lib/state/file/file.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();
useNoWaiting();

const REGIONS = ['cn-shanghai', 'cn-beijing'];
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: references of a configuration
const KEYS_OF_ENVIRONMENT = { type: 'access-key', accessKeyId: '${LIVE_ID}', accessKeySecret: '${LIVE_SECRET}' };
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const AS_OF = /^as of \d{4}-\d\d-\d\dT[\d:.]+Z \((in )?\d+ seconds?( ago)?\), complete$/;

interface OnCall {
  readonly webhook: WebhookStandIn;
  readonly state: string;
  readonly live: LiveStandIn;
  /** Its path. */
  readonly config: string;
  /** Calls of the list until now. */
  calls(): number;
  /** Runs a command with the configuration. */
  run(...args: string[]): ReturnType<typeof relaywatch>;
  /** Has the next sweeps read another fleet, in which other relays have stopped. */
  otherFleet(): Promise<void>;
}

async function onCall(ofLive: object = {}): Promise<OnCall> {
  const webhook = closing(await startWebhookStandIn());
  const state = join(await freshFolder(), 'state');
  const startLive = async (seed: number) =>
    closing(await startLiveStandIn({ tasks: 300, regions: REGIONS, qps: 0, seed }));
  const live = await startLive(1);
  const configFor = ({ url }: LiveStandIn) =>
    configFile({
      live: { endpoint: url, regions: REGIONS, qps: 1_000, ...ofLive },
      alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
      state: { type: 'file', path: state },
    });
  let config = await configFor(live);
  return {
    webhook,
    state,
    live,
    config,
    calls: () => live.stats().operations.DescribeLivePullToPushList?.calls ?? 0,
    run: (...args) => relaywatch([...args, '--config', config]),
    async otherFleet() {
      config = await configFor(await startLive(2));
    },
  };
}

const typesOf = ({ webhook }: OnCall) =>
  webhook.received().map(({ body }) => (JSON.parse(body) as { readonly type: string }).type);
const said = (text: string) => ({ code: 0, stdout: `${text}\n`, stderr: '' });
const refused = (sentence: string) => ({ code: 2, stdout: '', stderr: `✗ ${sentence}\n` });
const idIn = (stdout: string) => /^silence ([0-9a-f]{8}) holds /.exec(stdout)?.[1] ?? '';

describe('relaywatch sweep', () => {
  it('says that it was skipped, and until when, while another sweep is under way', async () => {
    const { run, state } = await onCall();
    await run('sweep');
    const store = createFileStore(state);
    const { snapshot, newest } = await store.load();
    if (!snapshot) throw new Error('the sweep saved nothing');
    const expiresAt = new Date(systemClock.nowUtc().toMillis() + 20_000).toISOString();
    await store.create(newest + 1, { ...snapshot, lease: { holder: 'another', expiresAt } });
    const { code, stdout } = await run('sweep');
    const reason = `another sweep is under way (its lease ends at ${expiresAt})`;
    expect([code, stdout.trim()]).toEqual([1, `– skipped: ${reason}`]);
    const { skipped } = JSON.parse((await run('sweep', '--json')).stdout);
    expect(skipped).toEqual({ reason, until: expiresAt });
  });
});

describe('relaywatch silence', () => {
  it('has nothing to silence before the first sweep', async () => {
    const { run } = await onCall();
    const nothing = refused('no sweep has saved its state yet: there is nothing to change');
    expect(await run('silence', 'add', '--name', '*', '--until', 'PT2H')).toEqual(nothing);
    expect(await run('silence', 'expire', 'abcdef01')).toEqual(nothing);
    expect(await run('silence', 'list')).toEqual(said('no silences'));
    expect(await run('silence', 'list', '--json')).toEqual(said('[]'));
  });

  it('lists what was added, through sweeps, until it expires', async () => {
    const { run } = await onCall();
    await run('sweep');
    const { tasks }: { tasks: RelayTask[] } = JSON.parse((await run('tasks', '--limit', '1000', '--json')).stdout);
    expect(tasks).toHaveLength(300);
    const named = tasks.filter(({ name }) => name.startsWith('relay-00')).length;
    const ofSource = tasks.filter(({ sources }) => sources[0]?.origin?.includes('//source-3.')).length;
    expect(Math.min(named, ofSource)).toBeGreaterThan(1);
    const beforeMs = systemClock.nowUtc().toMillis();
    const forHours = await run(
      ...['silence', 'add', '--name', 'relay-00*', '--region', 'cn-*', '--until', 'PT2H', '--comment', 'moving house'],
    );
    const afterMs = systemClock.nowUtc().toMillis();
    const untilTime = await run('silence', 'add', '--source', 'source-3.*', '--until', '2099-03-01T08:00:00+08:00');
    const ids = [forHours, untilTime].map(({ stdout }) => idIn(stdout));
    expect(untilTime).toEqual(
      said(
        `silence ${ids[1]} holds until 2099-03-01T00:00:00.000Z; it matches 0 incidents now\n${ofSource} relays match now`,
      ),
    );

    await run('sweep');
    const listed = JSON.parse((await run('silence', 'list', '--json')).stdout);
    expect(listed).toEqual([
      {
        id: ids[0],
        comment: 'moving house',
        createdAt: expect.stringMatching(ISO),
        until: expect.stringMatching(ISO),
        match: { name: 'relay-00*', region: 'cn-*' },
        matches: { relays: named, incidents: 8 },
      },
      {
        id: ids[1],
        comment: '',
        createdAt: expect.stringMatching(ISO),
        until: '2099-03-01T00:00:00.000Z',
        match: { source: 'source-3.*' },
        matches: { relays: ofSource, incidents: 0 },
      },
    ]);
    expect(forHours).toEqual(
      said(`silence ${ids[0]} holds until ${listed[0].until}; it matches 8 incidents now\n${named} relays match now`),
    );
    expect(Date.parse(listed[0].until) - 7_200_000).toBeGreaterThanOrEqual(beforeMs);
    expect(Date.parse(listed[0].until) - 7_200_000).toBeLessThanOrEqual(afterMs);

    const { stdout: table } = await run('silence', 'list');
    expect(table).toMatch(/^ *id +until +relays +incidents +matches +by +comment *\n/);
    expect(table).toMatch(
      new RegExp(`^ *${ids[0]} +\\S+Z +${named} +8 +name=relay-00\\* region=cn-\\* +moving house *$`, 'm'),
    );
    expect(table).toMatch(
      new RegExp(`^ *${ids[1]} +2099-03-01T00:00:00\\.000Z +${ofSource} +0 +source=source-3\\.\\* *$`, 'm'),
    );

    expect(await run('silence', 'expire', `${ids[0]}`)).toEqual(said(`silence ${ids[0]} is over`));
    expect(await run('silence', 'expire', `${ids[0]}`)).toEqual({ ...said(`there is no silence ${ids[0]}`), code: 1 });
    expect(JSON.parse((await run('silence', 'list', '--json')).stdout)).toEqual(listed.slice(1));
  });

  it('can hold until what it matches has recovered', async () => {
    const { run } = await onCall();
    await run('sweep');
    const { stdout } = await run('silence', 'add', '--destination', '*', '--until', 'recovered');
    expect(stdout).toMatch(
      /^silence [0-9a-f]{8} holds until what it matches has recovered; it matches [1-9]\d* incidents now\n300 relays match now\n$/,
    );
    await run('sweep');
    expect(JSON.parse((await run('silence', 'list', '--json')).stdout)).toMatchObject([
      { id: idIn(stdout), until: 'recovered', match: { destination: '*' } },
    ]);
  });

  it('counts a relay once that several scopes show, in every region', async () => {
    const { run } = await onCall({ scopes: [{ taskName: 'relay-00' }, { taskName: 'relay-000' }] });
    await run('sweep');
    const { tasks } = JSON.parse((await run('sweep', '--json')).stdout);
    const { stdout } = await run('silence', 'add', '--destination', '*', '--until', 'PT1H');
    expect(tasks.total).toBeGreaterThan(1);
    expect(stdout).toMatch(new RegExp(`\\n${tasks.total} relays match now\\n$`));
  });

  it('asks Live for nothing when relays are not wanted', async () => {
    const { run, calls } = await onCall();
    await run('sweep');
    const before = calls();
    const { code, stdout } = await run('silence', 'add', '--name', '*', '--until', 'PT1H', '--no-relays');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^silence .* incidents now\n$/)]);
    expect((await run('silence', 'list', '--no-relays')).stdout).toMatch(
      /^ *id +until +incidents +matches +by +comment *\n/,
    );
    const listed = JSON.parse((await run('silence', 'list', '--no-relays', '--json')).stdout);
    expect(listed).toMatchObject([{ matches: { relays: null, incidents: expect.any(Number) } }]);
    expect(calls()).toBe(before);
  });

  it('holds all the same when Live cannot be asked, and says that relays were not counted', async () => {
    const { run, live, config } = await onCall({ credentials: KEYS_OF_ENVIRONMENT });
    const env = { LIVE_ID: STAND_IN_KEYS.accessKeyId, LIVE_SECRET: STAND_IN_KEYS.accessKeySecret };
    expect((await relaywatch(['sweep', '--config', config], env)).code).toBe(0);
    vi.unstubAllEnvs();
    const unset = await run('silence', 'add', '--name', '*', '--until', 'PT1H');
    expect([unset.code, unset.stdout]).toEqual([
      0,
      expect.stringMatching(/incidents now\nrelays not counted: [^\n]*\$\{LIVE_ID\}[^\n]*\n$/),
    ]);
    await live.close();
    const away = await relaywatch(['silence', 'list', '--config', config], env);
    expect([away.code, away.stdout]).toEqual([0, expect.stringMatching(/Z +– +[1-9]\d* +name=\*/)]);
    expect(away.stderr).toMatch(/^relays not counted: cn-shanghai: [^\n]+\n$/);
  });

  it('mutes what matches: it is an incident all the same, and nobody is told', async () => {
    const [muted, told] = [await onCall(), await onCall()];
    for (const one of [muted, told]) {
      await one.run('sweep');
      if (one === muted) await one.run('silence', 'add', '--name', '*', '--until', 'PT1H');
      await one.otherFleet();
      const { incidents } = JSON.parse((await one.run('sweep', '--json')).stdout);
      expect(incidents.opened).toBeGreaterThan(0);
    }
    expect(typesOf(told)).toContain('relaywatch.open');
    expect(typesOf(muted)).not.toContain('relaywatch.open');
  });

  it('waits for a sweep that is under way', async () => {
    const { run, state } = await onCall();
    await run('sweep');
    const store = createFileStore(state);
    const { snapshot, newest } = await store.load();
    if (!snapshot) throw new Error('the sweep saved nothing');
    const freeAt = systemClock.nowUtc().plus({ seconds: 30 });
    await store.create(newest + 1, { ...snapshot, lease: { holder: 'another', expiresAt: freeAt.toISO() } });
    const { code } = await run('silence', 'add', '--name', 'x', '--until', 'PT1H');
    expect(code).toBe(0);
    expect(systemClock.nowUtc() >= freeAt).toBe(true);
    expect(await store.load()).toMatchObject({ newest: newest + 2, snapshot: { lease: null } });
  });

  it.each([
    [['--name', ''], /^✗ --name must be a pattern of 1 to 256 characters/],
    [['--name', 'studio-[12]'], /^✗ --name must be a pattern .* put a backslash before/],
    [['--source', 'rtmp://source-3.example.com/app?key=x'], /^✗ --source must be a pattern of a host/],
    [['--name', 'x', '--until', 'P9999999Y'], /^✗ --until must be /],
    [['--name', 'x', '--until', 'P50Y'], /^✗ --until must be at most 10 years away/],
    [['--name', 'x', '--until', '2x'], /^✗ --until must be a duration such as 30m/],
  ])('refuses %j by the rules of the configuration', async (flags, sentence) => {
    const { run } = await onCall();
    const until = flags.includes('--until') ? [] : ['--until', '2h'];
    const { code, stderr } = await run('silence', 'add', ...flags, ...until);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it.each(['90s', '30m', '2h', '1d', 'PT2H'])('takes %s, and says how many incidents it matches', async (until) => {
    const { run } = await onCall();
    await run('sweep');
    const { code, stdout } = await run('silence', 'add', '--name', '*', '--until', until);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/; it matches [1-9]\d* incidents now\n300 relays match now\n$/),
    ]);
    expect((await run('silence', 'add', '--name', 'nobody-*', '--until', until)).stdout).toMatch(/matches 0 incidents/);
  });

  it('exits 2 with a sentence when it is not said what to mute, or until when', async () => {
    const { run } = await onCall();
    const moment = 'a duration such as 30m, 2h, 1d or PT2H, or a time such as 2026-03-01T08:00:00Z';
    expect(await run('silence', 'add', '--until', 'PT1H')).toEqual(
      refused('give at least one of --name, --region, --source, --destination'),
    );
    expect(await run('silence', 'add', '--name', 'x', '--until', 'tomorrow')).toEqual(
      refused(`--until must be ${moment}`),
    );
    for (const past of ['2020-01-01T00:00:00Z', '-PT1H']) {
      expect(await run('silence', 'add', '--name', 'x', `--until=${past}`)).toEqual(refused('--until must lie ahead'));
    }
  });

  it('exits 2 with a sentence when nothing is kept between sweeps', async () => {
    const config = await configFile({ live: { endpoint: 'http://127.0.0.1:10', regions: REGIONS } });
    const sentence = refused('the configuration has no state: section, so nothing is kept between sweeps');
    expect(await relaywatch(['silence', 'list', '--config', config])).toEqual(sentence);
    expect(await relaywatch(['incidents', '--config', config])).toEqual(sentence);
  });
});

describe('relaywatch incidents', () => {
  it('has none before the first sweep', async () => {
    const { run } = await onCall();
    expect(await run('incidents')).toEqual(said('no sweep has saved its state yet\nno incidents'));
    expect(await run('incidents', '--json')).toEqual(said('[]'));
    expect(await run('incidents', '--since', 'PT24H', '--json')).toEqual(said('[]'));
  });

  it('shows what is open, as the sweep counted it', async () => {
    const { run } = await onCall();
    const { incidents } = JSON.parse((await run('sweep', '--json')).stdout);
    const open: Incident[] = JSON.parse((await run('incidents', '--json')).stdout);
    expect(open).toHaveLength(incidents.open);
    expect(open.length).toBeGreaterThan(0);
    for (const incident of open)
      expect(incident).toMatchObject({
        phase: 'open',
        verdict: expect.any(String),
        endedBy: null,
        causeKey: 'baseline',
      });

    const { stdout } = await run('incidents');
    const [asOf, head = '', ...rows] = stdout.split('\n').filter(Boolean);
    expect(asOf).toMatch(AS_OF);
    expect(head.trim().split(/ {2,}/)).toEqual([
      ...['severity', 'verdict', 'reason', 'region', 'relay', 'since', 'ended by', 'lost'],
    ]);
    const shown = rows.map((row) => row.trim().split(/ {2,}/));
    const expected = open.map(({ severity, verdict, reason, region, name, since }) => [
      ...[severity, verdict, reason, region, name, since, 'open', '0 s'],
    ]);
    expect(new Set(shown.map(String))).toEqual(new Set(expected.map(String)));
    expect(shown).toHaveLength(open.length);
  });

  it('shows with --since also what is over, and by when it was', async () => {
    const { run, state } = await onCall();
    await run('sweep');
    const before: Incident[] = JSON.parse((await run('incidents', '--json')).stdout);
    const store = createFileStore(state);
    const { snapshot, newest } = await store.load();
    if (!snapshot) throw new Error('the sweep saved nothing');
    const savedAt = new Date(systemClock.nowUtc().toMillis() + 60_000).toISOString();
    await store.create(newest + 1, {
      ...snapshot,
      savedAt,
      watch: { ...(snapshot.watch as object), incidents: [] },
    });

    const none = { code: 0, stdout: expect.stringMatching(/^as of .+, complete\nno incidents\n$/), stderr: '' };
    expect(await run('incidents')).toEqual(none);
    const over = before.map((incident) => ({ ...incident, endedBy: savedAt }));
    for (const since of ['PT24H', '2020-01-01T00:00:00Z', savedAt])
      expect(JSON.parse((await run('incidents', '--since', since, '--json')).stdout)).toEqual(over);
    const { stdout } = await run('incidents', '--since', 'PT24H');
    expect(stdout.split('\n').filter((row) => row.includes(savedAt))).toHaveLength(before.length);
    const later = new Date(Date.parse(savedAt) + 1).toISOString();
    expect(await run('incidents', '--since', later)).toEqual(none);
  });
});

describe('relaywatch test-alert', () => {
  async function channels() {
    const [one, two] = [closing(await startWebhookStandIn()), closing(await startWebhookStandIn())];
    const config = await configFile({
      live: { endpoint: 'http://127.0.0.1:10', regions: REGIONS },
      alerts: [
        { type: 'webhook', url: `${one.url}/one` },
        { type: 'webhook', name: 'second', url: `${two.url}/two` },
      ],
    });
    return { one, two, testAlert: (...args: string[]) => relaywatch(['test-alert', ...args, '--config', config]) };
  }
  const bodies = (webhook: WebhookStandIn) => webhook.received().map(({ body }) => JSON.parse(body));

  it('sends a marked open and its resolve to one channel, and prints the receipts', async () => {
    const { one, two, testAlert } = await channels();
    const { code, stdout, stderr } = await testAlert('second');
    const sent = bodies(two);
    expect(sent).toMatchObject([
      { type: 'relaywatch.open', data: { kind: 'open', test: true } },
      { type: 'relaywatch.resolved', data: { kind: 'resolved', test: true, dedupKey: sent[0].data.dedupKey } },
    ]);
    for (const { data } of sent) expect(data.text.title).toMatch(/^\[TEST\] /);
    expect(stdout).toBe(
      `✓ second: open accepted (${sent[0].data.id})\n✓ second: resolved accepted (${sent[1].data.id})\n`,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(one.received()).toEqual([]);
  });

  it('sends to all channels when none is named', async () => {
    const { one, two, testAlert } = await channels();
    const { code, stdout } = await testAlert();
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter(Boolean).sort();
    expect(lines.map((line) => line.replace(/ \(.*/, ''))).toEqual([
      ...['✓ second: open accepted', '✓ second: resolved accepted'],
      ...['✓ webhook: open accepted', '✓ webhook: resolved accepted'],
    ]);
    for (const webhook of [one, two])
      expect(bodies(webhook).map(({ type }) => type)).toEqual(['relaywatch.open', 'relaywatch.resolved']);
  });

  it('exits 2 and names the channels when there is none of that name', async () => {
    const { testAlert } = await channels();
    expect(await testAlert('third')).toEqual(refused('there is no channel third; there are: webhook, second'));
    const config = await configFile({ live: { endpoint: 'http://127.0.0.1:10', regions: REGIONS } });
    expect(await relaywatch(['test-alert', '--config', config])).toEqual(
      refused('the configuration has no alerts: section'),
    );
  });

  it('exits 1 and says why when a message is refused', async () => {
    const { one, two, testAlert } = await channels();
    two.answerWith(403);
    const place = `the webhook "second" at 127.0.0.1:${two.port}`;
    expect(await testAlert('second')).toEqual({
      code: 1,
      stdout: `✗ second: open not accepted: ${place} answered HTTP 403; check the address and the secret\n`,
      stderr: '',
    });
    expect(two.received()).toHaveLength(1);
    two.answerWith([204, 500]);
    const { code, stdout } = await testAlert();
    expect(stdout).toContain(`✗ second: resolved not accepted: ${place} answered HTTP 500\n`);
    expect(bodies(one)).toHaveLength(2);
    expect(code).toBe(1);
  });
});
