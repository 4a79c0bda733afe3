import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { deployRollbackCommand } from '../../../bin/commands/deploy/rollback.ts';
import { deployStatusCommand } from '../../../bin/commands/deploy/status.ts';
import {
  deployApplyCommand,
  deployDestroyCommand,
  deployPlanCommand,
  deployPolicyCommand,
} from '../../../bin/commands/deploy.ts';
import { buildCallback } from '../../../infra/build/build-callback.ts';
import { buildFunction } from '../../../infra/build/build-function.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ACCOUNT } from './a-deployment.ts';

useStandInKeys();

const TOKEN = 'the-token-of-callbacks-4711';
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
const BUCKET = 'relaywatch-state';

let folder: string;
let oss: OssStandIn;
let webhook: WebhookStandIn;
let fc: FcStandIn;
let live: LiveStandIn | undefined;
let printed = '';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({
  ownBundle: (kind: string) => join(folder, kind === 'callback' ? 'callback' : 'function', 'index.js'),
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-callbacks-'));
  await Promise.all([buildFunction(folder), buildCallback(folder)]);
  oss = await startOssStandIn({ credentials: [ROLE_KEYS] });
  webhook = await startWebhookStandIn();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await Promise.all([fc?.close(), live?.close()]);
  live = undefined;
});
afterAll(async () => {
  await Promise.all([oss?.close(), webhook?.close()]);
  await rm(folder, { recursive: true, force: true });
});

let runs = 0;

/** An empty account, and a configuration whose deployment speaks of a receiver so. @returns its path */
async function configured(
  version: 2 | 3,
  callbacks: boolean | undefined,
  more: object = {},
  moreOfFc: object = {},
): Promise<string> {
  printed = '';
  runs += 1;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('CALLBACK_TOKEN', TOKEN);
  vi.stubEnv('HOOK_URL', `${webhook.url}/hook`);
  const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
  const config = {
    live: { regions: ['cn-shanghai'], qps: 1_000, ...(live ? { endpoint: live.url } : {}) },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    alerts: [{ type: 'webhook', url: '${HOOK_URL}' }],
    state: { type: 'oss', bucket: BUCKET, region: 'cn-hangzhou', prefix: `run-${runs}/`, endpoint: oss.url },
    // the rest of the interval is used for looks, where relays have an incident
    sweep: { intervalSeconds: 10 },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    callbacks: { token: '${CALLBACK_TOKEN}' },
    deploy: {
      fc: {
        version,
        region: 'cn-shanghai',
        accountId: ACCOUNT,
        endpoint: fc.url,
        role,
        ...(callbacks === undefined ? {} : { callbacks }),
        ...moreOfFc,
      },
    },
    ...more,
  };
  const path = join(folder, 'relaywatch.yml');
  await writeFile(path, stringify(config));
  return path;
}

const startFc = (denied: readonly string[] = []) =>
  startFcStandIn({ roleCredentials: ROLE_KEYS, credentials: [STAND_IN_KEYS, { ...ROLE_KEYS, denied }] });
const idsOf = () => fc.resources().map(({ id }) => id);
const functionNamed = (name: string) =>
  fc.resources().find(({ kind, id }) => kind === 'function' && id.endsWith(`/${name}`))?.shown;
const address = () => /callbacks are received at (\S+)/.exec(printed)?.[1] ?? '';

describe.each([2, 3] as const)('the receiver of callbacks on FC %s.0', (version) => {
  const inService = version === 2 ? 'services/relaywatch-callback/functions/' : 'functions/';

  it('is made beside the sweep, once, and taken away with it', async () => {
    fc = await startFc();
    const config = await configured(version, true);
    expect(await deployPlanCommand({ config, cost: false, json: true })).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ hasChanges: true, callbacks: { hasChanges: true } });
    expect(printed).not.toContain(TOKEN);
    expect(fc.resources()).toEqual([]);

    printed = '';
    await deployApplyCommand({ config });
    expect(idsOf()).toContain(`${inService}relaywatch-callback/triggers/http`);
    expect(functionNamed('relaywatch-callback')).toMatchObject({
      handler: 'index.callback',
      // the built-in runtimes of 3.0 take one request at a time
      instanceConcurrency: version === 2 ? 20 : 1,
      environmentVariables: {
        CALLBACK_TOKEN: TOKEN,
        RELAYWATCH_SWEEP_FUNCTION: version === 2 ? 'relaywatch.live/relaywatch' : 'relaywatch.live',
      },
    });
    expect(JSON.stringify(functionNamed('relaywatch-callback'))).not.toContain('HOOK_URL');
    expect(JSON.stringify(functionNamed('relaywatch'))).not.toContain(TOKEN);
    expect(printed).toContain('needs to add hints to the state and to invoke the function of the sweep');
    expect(printed).toContain('set callbacks.url to that, then have relays call it: relaywatch callbacks set\n');
    const url = address();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/./);

    printed = '';
    await deployPlanCommand({ config, cost: false, json: true });
    expect(JSON.parse(printed)).toMatchObject({ hasChanges: false, callbacks: { hasChanges: false } });
    printed = '';
    await deployStatusCommand({ config });
    expect(printed).toContain(`called ${url}\n`);
    expect(printed).not.toContain(TOKEN);
    printed = '';
    await deployStatusCommand({ config, json: true });
    expect(JSON.parse(printed)).toMatchObject({ url: null, callbacks: { url, drift: false } });

    printed = '';
    await deployDestroyCommand({ config, yes: true });
    expect(fc.resources()).toEqual([]);
  });

  it('tells what is left to do once its address is known', async () => {
    fc = await startFc();
    await deployApplyCommand({ config: await configured(version, true) });
    const url = `${address()}/`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    const config = await configured(version, true, { callbacks: { token: '${CALLBACK_TOKEN}', url } });
    await deployApplyCommand({ config });
    expect(printed).toContain('\n  have relays call it: relaywatch callbacks set\n');
  });

  it('is not made, and not looked at, where the configuration does not speak of one', async () => {
    fc = await startFc();
    const config = await configured(version, undefined);
    // and nobody needs its token
    vi.stubEnv('CALLBACK_TOKEN', undefined);
    await deployApplyCommand({ config });
    expect(idsOf().filter((id) => id.includes('relaywatch-callback'))).toEqual([]);
    expect(fc.requests().filter((line) => line.includes('callback'))).toEqual([]);
  });

  it.each([
    [false, ['PROXY_OF_OURS']],
    [true, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'PROXY_OF_OURS']],
  ])('is given no keys of AWS unless they open its state: %s', async (onS3, given) => {
    fc = await startFc();
    const passEnvironment = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'PROXY_OF_OURS'];
    for (const name of passEnvironment) vi.stubEnv(name, `value of ${name}`);
    const state = { type: 's3', bucket: 'relaywatch-state', region: 'eu-west-1' };
    const config = await configured(version, true, onS3 ? { state } : {}, { passEnvironment });
    await deployApplyCommand({ config });
    const namesOf = (name: string) => Object.keys(functionNamed(name)?.environmentVariables as object);
    expect(namesOf('relaywatch-callback').filter((name) => passEnvironment.includes(name))).toEqual(given);
    expect(namesOf('relaywatch').filter((name) => passEnvironment.includes(name))).toEqual(passEnvironment);
  });

  it('is taken away when it is not wanted any more, and the sweep is alone again', async () => {
    fc = await startFc();
    await deployApplyCommand({ config: await configured(version, false) });
    const before = fc.resources().map(({ id, shown }) => [id, shown.reservedConcurrency ?? shown.maximumInstanceCount]);
    await deployApplyCommand({ config: await configured(version, true) });
    expect(JSON.stringify(fc.resources())).toMatch(/"(reservedConcurrency|maximumInstanceCount)":3/);
    await deployApplyCommand({ config: await configured(version, false) });
    const after = fc.resources().map(({ id, shown }) => [id, shown.reservedConcurrency ?? shown.maximumInstanceCount]);
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
    fc = await startFc();
    const config = await configured(version, true, lacking);
    await expect(deployApplyCommand({ config })).rejects.toThrow(problem);
    expect(fc.resources()).toEqual([]);
  });

  it('has its rights printed', async () => {
    fc = await startFc();
    const config = await configured(version, true);
    await deployPolicyCommand({ config, of: 'callbacks' });
    expect(JSON.parse(printed).Statement.map(({ Action }: { Action: string[] }) => Action)).toEqual([
      ['oss:PutObject'],
      ['fc:InvokeFunction'],
    ]);
    const without = await configured(version, undefined);
    await expect(deployPolicyCommand({ config: without, of: 'callbacks' })).rejects.toThrow(
      'there is no policy of callbacks: deploy.fc.callbacks is not true',
    );
  });
});

describe.each([2, 3] as const)('a callback on FC %s.0', (version) => {
  const stopped = () =>
    new Set([...(live?.fleet.tasks() ?? [])].flatMap(({ taskId, state }) => (state.kind === 'stopped' ? taskId : [])));
  /** Stops one relay at once. @returns its id */
  function stopOne(): string {
    const before = stopped();
    live?.fleet.failSource('source-1.example.com', { count: 1, immediate: true });
    const [id, ...others] = [...stopped()].filter((one) => !before.has(one));
    if (id === undefined || others.length > 0) throw new Error('not exactly one relay was stopped');
    return id;
  }
  const told = (id: string, url: string, token = TOKEN) =>
    fetch(`${url}/callback/${token}/cn-shanghai`, {
      method: 'POST',
      body: JSON.stringify({ Event: 'LivePullToPushOffline', EventTime: '1767323045', TaskId: id, TaskStatus: 3 }),
      // Live waits no longer
      signal: AbortSignal.timeout(5_000),
    });
  const hints = () => oss.keys(BUCKET).filter((key) => key.startsWith(`run-${runs}/hint-`));
  const pages = () => webhook.received().map(({ body }) => String(body));
  const looks = () => fc.outcomes().filter(({ trigger }) => trigger === null);

  async function deployed(denied: readonly string[] = []): Promise<{ readonly url: string; readonly config: string }> {
    fc = await startFc(denied);
    live = await startLiveStandIn({ tasks: 120, regions: ['cn-shanghai'], qps: 0, credentials: [ROLE_KEYS] });
    const config = await configured(version, true);
    await deployApplyCommand({ config });
    const [swept] = await fc.fireTimers('timer');
    expect(swept).toMatchObject({ status: 'succeeded', result: { sweep: { complete: true } } });
    return { url: address(), config };
  }

  it('has on-call paged without another timer event', async () => {
    const { url, config } = await deployed();
    const before = pages().length;
    const id = stopOne();
    const answer = await told(id, url);
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
    await fc.settled();
    expect(looks()).toMatchObject([{ status: 'succeeded', result: { swept: false }, target: { qualifier: 'live' } }]);
    expect(pages().slice(before)).toEqual([expect.stringContaining(id)]);
    expect(hints()).toEqual([]);

    // who does not know the token can do nothing
    expect((await told(id, url, 'another-token-of-nobody')).status).toBe(404);
    expect((await fetch(`${url}/callback/${TOKEN}/cn-shanghai`)).status).toBe(405);
    await fc.settled();
    expect(looks()).toHaveLength(1);

    // a rollback of the sweep is one of looks, too
    await deployApplyCommand({ config: await configured(version, true, { sweep: { intervalSeconds: 11 } }) });
    await deployRollbackCommand({ config });
    await told(id, url);
    await fc.settled();
    expect(looks().at(-1)?.target).toMatchObject({ name: 'relaywatch', qualifier: 'live' });
  });

  it('is kept for the next sweep when its function may not be invoked', async () => {
    const { url } = await deployed(['/invocations']);
    const before = pages().length;
    const id = stopOne();
    expect((await told(id, url)).status).toBe(200);
    await fc.settled();
    expect([looks(), hints().length]).toEqual([[], 1]);
    await fc.fireTimers('timer');
    expect(pages().slice(before)).toEqual([expect.stringContaining(id)]);
    expect(hints()).toEqual([]);
  });
});
