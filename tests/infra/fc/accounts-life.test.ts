import { afterEach, describe, expect, it, vi } from 'vitest';
import { deployApplyCommand } from '../../../bin/commands/deploy.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { useCallbackRig } from './callback-rig.ts';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({ ownBundle: (kind: PackageKind) => rig.bundle(kind) }));

const rig = useCallbackRig();
const KEYS = { accessKeyId: 'LTAI.of.other', accessKeySecret: 'secret-of-other' };
const lives: LiveStandIn[] = [];
afterEach(() => Promise.all(lives.splice(0).map((live) => live.close())));

async function startLive(seed: number, options: object = {}): Promise<LiveStandIn> {
  const live = await startLiveStandIn({ tasks: 60, regions: ['cn-shanghai'], qps: 0, seed, ...options });
  live.fleet.restartStopped();
  lives.push(live);
  return live;
}

interface Told {
  readonly account?: string;
  readonly kind: string;
  readonly text: { readonly title: string };
}

describe.each([2, 3] as const)('three accounts deployed to FC %s.0', (version) => {
  const told = (from: number) =>
    rig
      .pages()
      .slice(from)
      .map((body): Told => JSON.parse(body).data);
  const sweepsSince = (from: number) =>
    rig.fc
      .outcomes()
      .slice(from)
      .filter(({ trigger }) => trigger === null);
  /** The timer fires, and all that follows is over. */
  async function minute() {
    const before = rig.fc.outcomes().length;
    const [dispatched] = await rig.timer();
    await rig.fc.settled();
    return { dispatched, sweeps: sweepsSince(before) };
  }

  it('are swept by an invocation each, which the timer starts, and each hears of its own relays', async () => {
    await rig.openAccount();
    const role = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
    const acme = await startLive(1, { credentials: [role] });
    const other = await startLive(2, { credentials: [KEYS] });
    const revoked = await startLive(3, { credentials: [{ ...KEYS, expired: true }] });
    const accounts = [
      { name: 'acme', live: { endpoint: acme.url } },
      { name: 'other', live: { endpoint: other.url, credentials: { type: 'access-key', ...KEYS } } },
      { name: 'revoked', live: { endpoint: revoked.url, credentials: { type: 'access-key', ...KEYS } } },
    ];
    const sections = { accounts, callbacks: undefined, sweep: undefined };
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: undefined, sections }) });
    const from = rig.pages().length;

    const first = await minute();
    expect(first.dispatched).toMatchObject({ status: 'succeeded', result: { started: 3, notStarted: [] } });
    expect(first.sweeps.map(({ status, target: { qualifier } }) => [status, qualifier])).toEqual(
      Array.from({ length: 3 }, () => ['succeeded', 'live']),
    );
    expect(told(from)).toEqual([]);

    acme.fleet.storm(20, 'PushStreamFailed');
    await minute();
    const ofAcme = told(from);
    expect(new Set(ofAcme.map(({ account, kind }) => `${account} ${kind}`))).toEqual(new Set(['acme open']));
    for (const { text } of ofAcme) expect(text.title).toMatch(/^\[acme\] .* stopped, PushStreamFailed/);
    other.fleet.storm(20, 'PullStreamFailed');
    const third = await minute();
    const ofOther = told(from).slice(ofAcme.length);
    expect(new Set(ofOther.map(({ account, kind }) => `${account} ${kind}`))).toEqual(new Set(['other open']));
    expect(third.sweeps).toHaveLength(3);
    expect(revoked.stats().operations.DescribeLivePullToPushList?.calls).toBeGreaterThan(0);
  }, 120_000);
});
