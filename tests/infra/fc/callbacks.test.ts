import { describe, expect, it, vi } from 'vitest';
import { deployStatusCommand } from '../../../bin/commands/deploy/status.ts';
import {
  deployApplyCommand,
  deployDestroyCommand,
  deployPlanCommand,
  deployPolicyCommand,
} from '../../../bin/commands/deploy.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { CALLBACK_TOKEN, useCallbackRig } from './callback-rig.ts';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({ ownBundle: (kind: PackageKind) => rig.bundle(kind) }));

const rig = useCallbackRig();
const idsOf = () => rig.fc.resources().map(({ id }) => id);
const functionNamed = (name: string) =>
  rig.fc.resources().find(({ kind, id }) => kind === 'function' && id.endsWith(`/${name}`))?.shown;

describe.each([2, 3] as const)('the receiver of callbacks on FC %s.0', (version) => {
  const inService = version === 2 ? 'services/relaywatch-callback/functions/' : 'functions/';

  it('is made beside the sweep, once, and taken away with it', async () => {
    await rig.openAccount();
    const config = await rig.configured({ version, callbacks: true });
    expect(await deployPlanCommand({ config, cost: false, json: true })).toBe(0);
    expect(JSON.parse(rig.printed)).toMatchObject({ hasChanges: true, callbacks: { hasChanges: true } });
    expect(rig.printed).not.toContain(CALLBACK_TOKEN);
    expect(rig.fc.resources()).toEqual([]);

    rig.printed = '';
    await deployApplyCommand({ config });
    expect(idsOf()).toContain(`${inService}relaywatch-callback/triggers/http`);
    expect(functionNamed('relaywatch-callback')).toMatchObject({
      handler: 'index.callback',
      // half a second of a cold start instead of a whole one
      memorySize: 512,
      // the built-in runtimes of 3.0 take one request at a time
      instanceConcurrency: version === 2 ? 20 : 1,
      environmentVariables: {
        CALLBACK_TOKEN: CALLBACK_TOKEN,
        RELAYWATCH_SWEEP_FUNCTION: version === 2 ? 'relaywatch.live/relaywatch' : 'relaywatch.live',
      },
    });
    expect(JSON.stringify(functionNamed('relaywatch-callback'))).not.toContain('HOOK_URL');
    expect(JSON.stringify(functionNamed('relaywatch'))).not.toContain(CALLBACK_TOKEN);
    expect(rig.printed).toContain('needs to add hints to the state and to invoke the function of the sweep');
    expect(rig.printed).toContain('set callbacks.url to that, then have relays call it: relaywatch callbacks set\n');
    const url = rig.address;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/./);

    rig.printed = '';
    await deployPlanCommand({ config, cost: false, json: true });
    expect(JSON.parse(rig.printed)).toMatchObject({ hasChanges: false, callbacks: { hasChanges: false } });
    rig.printed = '';
    await deployStatusCommand({ config });
    expect(rig.printed).toContain(`called ${url}\n`);
    expect(rig.printed).not.toContain(CALLBACK_TOKEN);
    rig.printed = '';
    await deployStatusCommand({ config, json: true });
    expect(JSON.parse(rig.printed)).toMatchObject({ url: null, callbacks: { url, drift: false } });

    rig.printed = '';
    await deployDestroyCommand({ config, yes: true });
    expect(rig.fc.resources()).toEqual([]);
  });

  it('tells what is left to do once its address is known', async () => {
    await rig.openAccount();
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: true }) });
    const url = `${rig.address}/`;
    const config = await rig.configured({
      version,
      callbacks: true,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
      sections: { callbacks: { token: '${CALLBACK_TOKEN}', url } },
    });
    await deployApplyCommand({ config });
    expect(rig.printed).toContain('\n  have relays call it: relaywatch callbacks set\n');
  });

  it('is not made, and not looked at, where the configuration does not speak of one', async () => {
    await rig.openAccount();
    const config = await rig.configured({ version, callbacks: undefined });
    // and nobody needs its token
    vi.stubEnv('CALLBACK_TOKEN', undefined);
    await deployApplyCommand({ config });
    expect(idsOf().filter((id) => id.includes('relaywatch-callback'))).toEqual([]);
    expect(rig.fc.requests().filter((line) => line.includes('callback'))).toEqual([]);
  });

  it.each([
    [false, ['PROXY_OF_OURS']],
    [true, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'PROXY_OF_OURS']],
  ])('is given no keys of AWS unless they open its state: %s', async (onS3, given) => {
    await rig.openAccount();
    const passEnvironment = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'PROXY_OF_OURS'];
    for (const name of passEnvironment) vi.stubEnv(name, `value of ${name}`);
    const state = { type: 's3', bucket: 'relaywatch-state', region: 'eu-west-1' };
    const config = await rig.configured({
      version,
      callbacks: true,
      sections: onS3 ? { state } : {},
      fc: { passEnvironment },
    });
    await deployApplyCommand({ config });
    const namesOf = (name: string) => Object.keys(functionNamed(name)?.environmentVariables as object);
    expect(namesOf('relaywatch-callback').filter((name) => passEnvironment.includes(name))).toEqual(given);
    expect(namesOf('relaywatch').filter((name) => passEnvironment.includes(name))).toEqual(passEnvironment);
  });

  it('is taken away when it is not wanted any more, and the sweep is alone again', async () => {
    await rig.openAccount();
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: false }) });
    const before = rig.fc
      .resources()
      .map(({ id, shown }) => [id, shown.reservedConcurrency ?? shown.maximumInstanceCount]);
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: true }) });
    expect(JSON.stringify(rig.fc.resources())).toMatch(/"(reservedConcurrency|maximumInstanceCount)":3/);
    await deployApplyCommand({ config: await rig.configured({ version, callbacks: false }) });
    const after = rig.fc
      .resources()
      .map(({ id, shown }) => [id, shown.reservedConcurrency ?? shown.maximumInstanceCount]);
    expect(after.filter(([id]) => !/versions/.test(String(id)))).toEqual(
      before.filter(([id]) => !/versions/.test(String(id))),
    );
  });

  it.each([
    [
      'a token',
      { callbacks: undefined },
      /callbacks\.token: found nothing, expected a token .* by deploy\.fc\.callbacks/,
    ],
    ['a state', { state: undefined }, /state: found nothing, expected oss or s3, .* by deploy\.fc\.callbacks/],
  ])('is not made without %s, and neither is anything else', async (_, lacking, problem) => {
    await rig.openAccount();
    const config = await rig.configured({ version, callbacks: true, sections: lacking });
    await expect(deployApplyCommand({ config })).rejects.toThrow(problem);
    expect(rig.fc.resources()).toEqual([]);
  });

  it('has its rights printed', async () => {
    await rig.openAccount();
    const config = await rig.configured({ version, callbacks: true });
    await deployPolicyCommand({ config, of: 'callbacks' });
    expect(JSON.parse(rig.printed).Statement.map(({ Action }: { Action: string[] }) => Action)).toEqual([
      ['oss:PutObject'],
      ['fc:InvokeFunction'],
    ]);
    const without = await rig.configured({ version, callbacks: undefined });
    await expect(deployPolicyCommand({ config: without, of: 'callbacks' })).rejects.toThrow(
      'there is no policy of callbacks: deploy.fc.callbacks is not true',
    );
  });
});
