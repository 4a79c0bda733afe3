import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import {
  deployApplyCommand,
  deployDestroyCommand,
  deployPlanCommand,
  deployStatusCommand,
} from '../../../bin/commands/deploy.ts';
import { buildFunction } from '../../../infra/build/build-function.ts';
import { buildStatus } from '../../../infra/build/build-status.ts';
import { openFc } from '../../../infra/fc/open.ts';
import { pageSettings } from '../../../infra/fc/page.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ACCOUNT, fcSettings } from './a-deployment.ts';

useStandInKeys();

const TOKEN = 'the-token-of-the-page-4711';
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };

let folder: string;
let oss: OssStandIn;
let fc: FcStandIn;
let printed = '';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({
  ownBundle: (kind: string) => join(folder, kind === 'status' ? 'status' : 'function', 'index.js'),
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-page-'));
  await Promise.all([buildFunction(folder), buildStatus(folder)]);
  oss = await startOssStandIn({ credentials: [ROLE_KEYS] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await fc?.close();
});
afterAll(async () => {
  await oss?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An empty account, and a configuration whose deployment speaks of a page so. @returns its path */
async function configured(version: 2 | 3, status: boolean | undefined, more: object = {}): Promise<string> {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('STATUS_TOKEN', TOKEN);
  const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
  const config = {
    live: { regions: ['cn-shanghai'] },
    alerts: [{ type: 'console', name: 'night' }],
    state: {
      type: 'oss',
      bucket: 'relaywatch-state',
      region: 'cn-hangzhou',
      prefix: `v${version}/`,
      endpoint: oss.url,
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    status: { token: '${STATUS_TOKEN}' },
    deploy: {
      fc: {
        version,
        region: 'cn-shanghai',
        accountId: ACCOUNT,
        endpoint: fc.url,
        role,
        ...(status === undefined ? {} : { status }),
      },
    },
    ...more,
  };
  const path = join(folder, 'relaywatch.yml');
  await writeFile(path, stringify(config));
  return path;
}

const idsOf = () => fc.resources().map(({ id }) => id);

describe.each([2, 3] as const)('the status page on FC %s.0', (version) => {
  it('is made beside the sweep, once, and taken away with it', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    const config = await configured(version, true);
    expect(await deployPlanCommand({ config, cost: false, json: true })).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ hasChanges: true, status: { hasChanges: true } });
    expect(fc.resources()).toEqual([]);
    await deployApplyCommand({ config });
    const place = version === 2 ? 'services/relaywatch-status/functions/' : 'functions/';
    expect(idsOf()).toContain(`${place}relaywatch-status/triggers/http`);
    const page = fc.resources().find(({ kind, id }) => kind === 'function' && id.endsWith('relaywatch-status'));
    expect(page?.shown).toMatchObject({ handler: 'index.status', environmentVariables: { STATUS_TOKEN: TOKEN } });
    const sweep = fc.resources().find(({ kind, id }) => kind === 'function' && id.endsWith('relaywatch'));
    expect(JSON.stringify(sweep?.shown)).not.toContain(TOKEN);
    printed = '';
    await deployPlanCommand({ config, cost: false, json: true });
    expect(JSON.parse(printed)).toMatchObject({ hasChanges: false, status: { hasChanges: false } });
    printed = '';
    await deployStatusCommand({ config });
    expect(printed).toMatch(/trigger +http +as configured/);
    expect(printed).not.toContain(TOKEN);
    await deployDestroyCommand({ config, yes: true });
    expect(fc.resources()).toEqual([]);
  });

  it('is not made, and not looked at, where the configuration does not speak of one', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    const config = await configured(version, undefined);
    // and nobody needs its token
    vi.stubEnv('STATUS_TOKEN', undefined);
    await deployApplyCommand({ config });
    expect(idsOf().filter((id) => id.includes('relaywatch-status'))).toEqual([]);
  });

  it('is taken away when it is not wanted any more, and the sweep stays', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    await deployApplyCommand({ config: await configured(version, true) });
    const before = idsOf().filter((id) => !id.includes('relaywatch-status'));
    await deployApplyCommand({ config: await configured(version, false) });
    expect(idsOf()).toEqual(before);
  });

  it('is not made without a token to ask for', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    const config = await configured(version, true, { status: undefined });
    await expect(deployApplyCommand({ config })).rejects.toThrow(
      /status: found nothing, expected a section with token/,
    );
    expect(fc.resources()).toEqual([]);
  });
});

describe('the deployed page', () => {
  it('answers on FC 3.0', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    await deployApplyCommand({ config: await configured(3, true) });
    const client = await openFc(pageSettings(fcSettings(3, { endpoint: fc.url })), { secrets: [] });
    const asked = async (path: string, headers: object = {}) => {
      const http = { method: 'GET', path };
      const event = { version: 'v1', rawPath: path, headers, requestContext: { http } };
      return JSON.parse((await client.invoke('live', JSON.stringify(event))).text);
    };
    expect(await asked('/healthz')).toMatchObject({ statusCode: 200, body: 'ok\n' });
    expect(await asked('/')).toMatchObject({ statusCode: 401 });
    const page = await asked('/', { Authorization: `Bearer ${TOKEN}` });
    expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining('Nothing is known yet') });
    const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page.body) ?? [];
    expect(await asked(`/${script}`)).toMatchObject({ statusCode: 200 });
  });
});
