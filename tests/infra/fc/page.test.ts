import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { deployStatusCommand } from '../../../bin/commands/deploy/status.ts';
import { deployApplyCommand, deployDestroyCommand, deployPlanCommand } from '../../../bin/commands/deploy.ts';
import { signed } from '../../../lib/status/access.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';
import { builtOnce } from '../../support/built-once.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ACCOUNT } from './a-deployment.ts';

useStandInKeys();

const TOKEN = 'the-token-of-the-page-4711';
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };

let folder: string;
let bundles: Readonly<Record<'function' | 'status', string>>;
let oss: OssStandIn;
let fc: FcStandIn;
let printed = '';

vi.mock('../../../bin/commands/own-bundle.ts', () => ({
  ownBundle: (kind: string) => bundles[kind === 'status' ? 'status' : 'function'],
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-page-'));
  const [sweep, page] = await Promise.all([builtOnce('function'), builtOnce('status')]);
  bundles = { function: join(sweep, 'function/index.js'), status: join(page, 'status/index.js') };
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

  it('is given no keys of AWS, with which a sweep publishes', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'the-key-of-cloudwatch');
    const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
    const own = { version, region: 'cn-shanghai', accountId: ACCOUNT, endpoint: fc.url, role, status: true };
    const config = await configured(version, true, {
      deploy: { fc: { ...own, passEnvironment: ['AWS_ACCESS_KEY_ID'] } },
    });
    await deployApplyCommand({ config });
    const holders = fc.resources().filter(({ shown }) => JSON.stringify(shown).includes('the-key-of-cloudwatch'));
    expect(new Set(holders.map(({ id }) => id.includes('relaywatch-status')))).toEqual(new Set([false]));
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

describe.each([2, 3] as const)('the deployed page on FC %s.0', (version) => {
  const asked = (url: string, path: string, options: RequestInit = {}) =>
    fetch(`${url}${path}`, { redirect: 'manual', ...options });
  const address = () => /the page answers at (\S+)/.exec(printed)?.[1] ?? '';

  it('answers at the address that apply and status tell, to a browser as to a program', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    const config = await configured(version, true);
    await deployApplyCommand({ config });
    const url = address();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/./);
    printed = '';
    await deployStatusCommand({ config });
    expect(printed).toContain(`page   ${url}\n`);
    printed = '';
    await deployStatusCommand({ config, json: true });
    expect(JSON.parse(printed)).toMatchObject({ url: null, status: { url } });

    expect([(await asked(url, '/healthz')).status, await (await asked(url, '/healthz')).text()]).toEqual([200, 'ok\n']);
    expect((await asked(url, '/')).status).toBe(401);
    const page = await asked(url, '/', { headers: { Authorization: `Bearer ${TOKEN}` } });
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining('Nothing is known yet')]);
    const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(html) ?? [];
    expect((await asked(url, `/${script}`)).headers.get('content-type')).toMatch(/javascript/);
    const key = signed('link', DateTime.utc().plus({ hours: 1 }), { token: TOKEN });
    const entry = await asked(url, `/cause/x?key=${key}&lang=zh`);
    expect([entry.status, entry.headers.get('location')]).toEqual([303, './x?lang=zh']);
    expect((await asked(url, '/cause/x', { method: 'POST' })).status).toBe(405);
  });

  it('lets forms through where on-call may change something, tells which right that takes, and changes no state itself', async () => {
    fc = await startFcStandIn({ roleCredentials: ROLE_KEYS });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    const config = await configured(version, true, { status: { token: '${STATUS_TOKEN}', allowWrites: true } });
    await deployApplyCommand({ config });
    expect(printed).toContain('needs to read and write the state (status.allowWrites)');
    const url = address();
    const key = signed('link', DateTime.utc().plus({ hours: 1 }), { token: TOKEN });
    const entry = await asked(url, `/cause/x?key=${key}`);
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
    const headers = { cookie, origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ who: 'Ana', do: 'ack', proof: 'none' }).toString();
    const refused = await asked(url, '/cause/x', { method: 'POST', headers, body });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('Nothing was changed')]);
    const [, proof = ''] =
      /name="proof" value="([^"]+)"|"proof":"([^"]+)"/.exec(await pageText(url, cookie))?.filter(Boolean) ?? [];
    const ofPage = new URLSearchParams({ who: 'Ana', do: 'ack', proof }).toString();
    const sentBack = await asked(url, '/cause/x', { method: 'POST', headers, body: ofPage });
    expect([sentBack.status, await sentBack.text()]).toEqual([503, expect.stringContaining('no sweep has saved')]);
  });
  const pageText = async (url: string, cookie: string) => (await asked(url, '/', { headers: { cookie } })).text();
});
