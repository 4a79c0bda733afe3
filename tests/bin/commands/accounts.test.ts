import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createFileStore } from '../../../lib/state/file/file.ts';
import { usableOf } from '../../../lib/state/snapshot.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { configFile, freshFolder, useRunFolder } from '../command-line.ts';
import { relaywatchHere as relaywatch } from '../in-process.ts';

useRunFolder();

const REVOKED = { ...STAND_IN_KEYS, expired: true };
const lives: LiveStandIn[] = [];
let file = '';
let state = '';

beforeAll(async () => {
  const acmeLive = await startLiveStandIn({ tasks: 20, regions: ['cn-shanghai'] });
  acmeLive.fleet.storm(3, 'PushStreamFailed');
  lives.push(acmeLive);
  lives.push(await startLiveStandIn({ tasks: 30, regions: ['cn-shanghai'], seed: 2 }));
  lives.push(await startLiveStandIn({ tasks: 5, regions: ['cn-shanghai'], credentials: [REVOKED] }));
  state = await freshFolder();
  const [acme, other, revoked] = lives.map(({ url }) => ({ endpoint: url }));
  file = await configFile(
    stringify({
      live: { regions: ['cn-shanghai'] },
      alerts: [{ type: 'console', name: 'operator' }],
      state: { type: 'file', path: state },
      accounts: [
        { name: 'acme', live: acme, labels: { customer: 'Acme Media' } },
        { name: 'other-tv', live: other },
        { name: 'revoked', live: revoked },
      ],
    }),
  );
});
afterAll(async () => {
  for (const live of lives) await live.close();
});

const run = (...args: string[]) => relaywatch([...args, '--config', file]);

describe('commands of several accounts', () => {
  it('sweep each, and one that fails fails alone', async () => {
    const { code, stdout, stderr } = await run('sweep', '--json');
    const { accounts } = JSON.parse(stdout);
    expect(Object.keys(accounts)).toEqual(['acme', 'other-tv', 'revoked']);
    expect(accounts.acme).toMatchObject({ tasks: { total: 20 }, sweep: { complete: true }, state: { ok: true } });
    expect(accounts['other-tv']).toMatchObject({ tasks: { total: 30 }, sweep: { complete: true } });
    expect(accounts.revoked.sweep).toMatchObject({ complete: false, reasons: [expect.stringMatching(/call-failed/)] });
    expect(code).toBe(1);
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(
      lines
        .filter(({ event }) => event === 'sweep_started')
        .map(({ account }) => account)
        .sort(),
    ).toEqual(['acme', 'other-tv', 'revoked']);
    expect(lines.filter(({ account }) => account === undefined)).toEqual([]);
    expect(stderr).toMatch(/\[acme\] .*before watching began/);
  });

  it('show what is known of each, or of one', async () => {
    const all = await run('status', '--json');
    const { accounts } = JSON.parse(all.stdout);
    expect([all.code, accounts.acme.fleet.total, accounts['other-tv'].fleet.total]).toEqual([1, 20, 30]);
    const one = await run('status', '--account', 'acme', '--json');
    expect(JSON.parse(one.stdout).fleet.total).toBe(20);
    const shown = await run('status');
    expect(shown.stdout).toMatch(/^acme\n[\s\S]*\nother-tv\n[\s\S]*\nrevoked\n[\s\S]*\nnobody has looked yet/);
  });

  it('say which of them are behind, as the last look found', async () => {
    const world = new World({}, {}, '2026-03-01T12:00:00Z');
    await world.sweep();
    const { snapshot } = await world.store.load();
    const at = '2026-03-01T12:01:00.000Z';
    const subject = {
      key: 'watched-account:revoked',
      name: 'revoked',
      region: '',
      taskId: '',
      source: '',
      destination: '',
    };
    const told = { verdict: 'accounts-behind', reason: 'InvalidAccessKeyId', severity: 'warning', phase: 'open' };
    const times = { since: at, lastFaultAt: at, lastSeenAt: at, down: true, stops: [at], stopCount: 1, lostSeconds: 0 };
    const incidents = [{ ...subject, ...told, ...times, causeKey: null }];
    const watch = { ...usableOf(snapshot)?.watch, incidents };
    await createFileStore(state).create(1, { ...snapshot, watch } as never);
    const { stdout } = await run('status');
    expect(stdout).toMatch(
      /✗ not all accounts are watched as they should be, as of .*\n {2}✗ revoked since .*: InvalidAccessKeyId/,
    );
    expect(JSON.parse((await run('status', '--json')).stdout).behind).toMatchObject([{ account: 'revoked' }]);
  });

  it('check everything of each', async () => {
    const { code, stdout } = await run('check');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ alerts operator: .*\n✓ state file: .*\n✓ acme: live cn-shanghai: 20 relay tasks/);
    expect(stdout).toMatch(/✓ other-tv: live cn-shanghai: 30 relay tasks/);
    expect(stdout).toMatch(/✗ revoked: live cn-shanghai: .*InvalidAccessKeyId/);
  });

  it('ask which, where it has to be one', async () => {
    const { code, stderr } = await run('incidents');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/accounts: found 3 accounts, expected --account with one of acme, other-tv, revoked/),
    ]);
    expect((await run('incidents', '--account', 'acme')).code).toBe(0);
    const wrong = await run('tasks', '--account', 'acmee');
    expect(wrong.stderr).toMatch(/did you mean acme\?/);
  });

  it('estimate what each costs, the dispatcher, and all of them', async () => {
    const { code, stdout } = await run('cost', '--tasks', '100', '--json');
    const { accounts, dispatcher, total } = JSON.parse(stdout);
    expect([code, Object.keys(accounts)]).toEqual([0, ['acme', 'other-tv', 'revoked']]);
    expect(total.clouds[0].usd).toBeCloseTo(3 * accounts.acme.clouds[0].usd + dispatcher.clouds[0].usd, 9);
    const asking = await run('cost');
    expect(asking.code).toBe(1);
    expect(asking.stdout).toMatch(
      /^acme\n[\s\S]*\nrevoked\n✗ .*InvalidAccessKeyId[\s\S]*Not in it, see above: revoked/,
    );
    expect(asking.stdout.match(/Sources:/g)).toHaveLength(1);
  });
});
