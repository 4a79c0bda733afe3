import { describe, expect, it, vi } from 'vitest';
import { deployRollbackCommand } from '../../../bin/commands/deploy/rollback.ts';
import { deployApplyCommand } from '../../../bin/commands/deploy.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { CALLBACK_TOKEN, useCallbackRig } from './callback-rig.ts';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({ ownBundle: (kind: PackageKind) => rig.bundle(kind) }));

const rig = useCallbackRig();

describe.each([2, 3] as const)('a callback on FC %s.0', (version) => {
  const stopped = () =>
    new Set(
      [...(rig.live?.fleet.tasks() ?? [])].flatMap(({ taskId, state }) => (state.kind === 'stopped' ? taskId : [])),
    );
  /** Stops one relay at once. @returns its id */
  function stopOne(): string {
    const before = stopped();
    rig.live?.fleet.failSource('source-1.example.com', { count: 1, immediate: true });
    const [id, ...others] = [...stopped()].filter((one) => !before.has(one));
    if (id === undefined || others.length > 0) throw new Error('not exactly one relay was stopped');
    return id;
  }
  const told = (id: string, url: string, token = CALLBACK_TOKEN) =>
    fetch(`${url}/callback/${token}/cn-shanghai`, {
      method: 'POST',
      body: JSON.stringify({ Event: 'LivePullToPushOffline', EventTime: '1767323045', TaskId: id, TaskStatus: 3 }),
    });
  const looks = () => rig.fc.outcomes().filter(({ trigger }) => trigger === null);

  async function deployed(denied: readonly string[] = []): Promise<{ readonly url: string }> {
    await rig.openAccount(denied);
    await rig.startLive();
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: true }) });
    const [swept] = await rig.timer();
    expect(swept).toMatchObject({ status: 'succeeded', result: { sweep: { complete: true } } });
    return { url: rig.address };
  }

  it('has on-call paged without another timer event', async () => {
    const { url } = await deployed();
    const before = rig.pages().length;
    const id = stopOne();
    const answer = await told(id, url);
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
    await rig.fc.settled();
    expect(looks()).toMatchObject([{ status: 'succeeded', result: { swept: false }, target: { qualifier: 'live' } }]);
    expect(rig.pages().slice(before)).toEqual([expect.stringContaining(id)]);
    expect(rig.hints()).toEqual([]);

    // who does not know the token can do nothing
    expect((await told(id, url, 'another-token-of-nobody')).status).toBe(404);
    expect((await fetch(`${url}/callback/${CALLBACK_TOKEN}/cn-shanghai`)).status).toBe(405);
    await rig.fc.settled();
    expect(looks()).toHaveLength(1);
  });

  it('has the version looked with that sweeps went back to', async () => {
    await rig.openAccount();
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: true }) });
    const url = rig.address;
    const config = await rig.configured({ version, callbacks: true, sections: { sweep: { intervalSeconds: 11 } } });
    await deployApplyCommand({ config });
    rig.printed = '';
    await deployRollbackCommand({ config });
    expect(rig.printed).toMatch(/live goes back from version 2 .* to version 1/);
    await told('any', url);
    await rig.fc.settled();
    // before a first sweep a look ends at once
    expect(looks()).toMatchObject([{ status: 'succeeded', target: { name: 'relaywatch', qualifier: 'live' } }]);
    const alias = rig.fc.resources().find(({ kind, id }) => kind === 'alias' && !id.includes('callback'));
    expect(alias?.shown).toMatchObject({ aliasName: 'live', versionId: '1' });
  });

  it('and many others at once do not keep the timer from sweeping', async () => {
    const { url } = await deployed();
    const ids = Array.from({ length: 4 }, () => stopOne());
    const answers = await Promise.all(ids.map((id) => told(id, url)));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const [swept] = await rig.timer();
    expect(swept).toMatchObject({ status: 'succeeded', result: { sweep: { complete: true } } });
    await rig.fc.settled();
    expect(new Set(looks().map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(rig.hints()).toEqual([]);
    const heard = rig.pages().join();
    expect(ids.filter((id) => !heard.includes(id))).toEqual([]);
  });

  it('is kept for the next sweep when its function may not be invoked', async () => {
    const { url } = await deployed(['/invocations']);
    const before = rig.pages().length;
    const id = stopOne();
    expect((await told(id, url)).status).toBe(200);
    await rig.fc.settled();
    expect([looks(), rig.hints().length]).toEqual([[], 1]);
    await rig.timer();
    expect(rig.pages().slice(before)).toEqual([expect.stringContaining(id)]);
    expect(rig.hints()).toEqual([]);
  });
});
