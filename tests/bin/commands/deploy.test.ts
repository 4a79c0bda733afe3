import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { deployInvokeCommand } from '../../../bin/commands/deploy/invoke.ts';
import { deployRollbackCommand } from '../../../bin/commands/deploy/rollback.ts';
import { deployStatusCommand } from '../../../bin/commands/deploy/status.ts';
import {
  deployApplyCommand,
  deployDestroyCommand,
  deployPlanCommand,
  deployPolicyCommand,
} from '../../../bin/commands/deploy.ts';
import { ConfigError } from '../../../lib/config/problems.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { ACCOUNT, clientAt } from '../../infra/fc/a-deployment.ts';
import { useNoWaiting } from '../../support/no-waiting.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';

useStandInKeys();
useNoWaiting();

const SECRET = 'https://hooks.example/secret-1';
const NEW_SECRET = 'https://hooks.example/secret-2';

let standIn: FcStandIn;
let folder: string;
let printed: string;

beforeEach(async () => {
  standIn = await startFcStandIn();
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-deploy-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.stubEnv('HOOK_URL', SECRET);
  await writeFile(join(folder, 'index.js'), 'exports.handler = async (event) => JSON.parse(event).triggerName;');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

async function flags(version: 2 | 3, fc: object = {}, config: object = {}) {
  const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
  const deploy = { fc: { version, region: 'cn-shanghai', accountId: ACCOUNT, endpoint: standIn.url, role, ...fc } };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
  const alerts = [{ type: 'webhook', url: '${HOOK_URL}' }];
  const path = join(folder, 'relaywatch.yml');
  await writeFile(path, stringify({ live: { regions: ['cn-shanghai'] }, metrics: [], alerts, deploy, ...config }));
  return { config: path, bundle: join(folder, 'index.js'), cost: false };
}

/** What a command prints, without colours. */
async function output(command: () => Promise<number>): Promise<string> {
  printed = '';
  expect(await command()).toBe(0);
  expect(printed).not.toMatch(/secret-/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  return printed.replace(/\u001b\[\d+m/g, '');
}

describe.each([2, 3] as const)('relaywatch deploy on FC %s.0', (version) => {
  const total = version === 2 ? 7 : 6;

  it('plans, applies, shows, changes, rolls back and destroys', async () => {
    const given = await flags(version);
    expect(await output(() => deployPlanCommand(given))).toContain(`${total} to create`);
    expect(standIn.resources()).toEqual([]);

    const applied = await output(() => deployApplyCommand(given));
    expect(applied).toContain(`✓ ${total}/${total} created trigger timer`);
    expect(await output(() => deployApplyCommand(given))).toMatch(/no changes/);
    expect(await output(() => deployPlanCommand(given))).toMatch(/no changes/);
    expect(await output(() => deployStatusCommand(given))).toMatch(
      /function +relaywatch +as configured[\s\S]*1 live[\s\S]*drift {2}no/,
    );
    expect(await output(() => deployInvokeCommand(given))).toBe('timer-by-hand\n');

    vi.stubEnv('HOOK_URL', NEW_SECRET);
    const changed = await flags(version, { memoryMb: 512 });
    const plan = await output(() => deployPlanCommand(changed));
    expect(plan).toMatch(/memoryMb: 256 → 512\n {4}environment\.HOOK_URL: changed/);
    expect(await output(() => deployStatusCommand(changed))).toMatch(/drift {2}yes: 1 to create, 2 to change/);
    await output(() => deployApplyCommand(changed));

    expect(await output(() => deployRollbackCommand(changed))).toMatch(/back from version 2 .* to version 1 /);
    expect(await output(() => deployPlanCommand(changed))).toMatch(/change alias live\n {4}version: "1" → "2"\n/);

    // whoever destroys need not have the secrets
    vi.stubEnv('HOOK_URL', undefined);
    expect(await output(() => deployPlanCommand({ ...changed, destroy: true }))).toMatch(/- delete trigger timer/);
    expect(await output(() => deployDestroyCommand({ ...changed, yes: true }))).toMatch(/deleted function relaywatch/);
    expect(standIn.resources()).toEqual([]);
    expect(await output(() => deployDestroyCommand({ ...changed, yes: true }))).toMatch(/no changes/);
    expect(await output(() => deployStatusCommand(changed))).toMatch(/nothing runs\ndrift {2}unknown: .*HOOK_URL/s);
  });

  it('prints plan and status as JSON, without values of variables', async () => {
    const given = await flags(version);
    const before = JSON.parse(await output(() => deployPlanCommand({ ...given, json: true })));
    expect(before.hasChanges).toBe(true);
    await output(() => deployApplyCommand(given));
    vi.stubEnv('HOOK_URL', NEW_SECRET);
    const after = JSON.parse(await output(() => deployPlanCommand({ ...given, json: true })));
    const fn = after.changes.find(({ kind }: { kind: string }) => kind === 'function');
    expect(fn).toMatchObject({
      action: 'change',
      differences: [{ path: 'environment.HOOK_URL', is: 'environment.HOOK_URL: changed' }],
    });
    const status = JSON.parse(await output(() => deployStatusCommand({ ...given, json: true })));
    expect(status).toMatchObject({ drift: true, runs: { version: '1' }, versions: [{ id: '1' }] });
  });

  it('fails, with exit code 1 for a plan, when a name is taken', async () => {
    const given = await flags(version);
    await output(() => deployApplyCommand(given));
    const client = await clientAt(standIn.url, version);
    const found = await client.function();
    if (found) await client.updateFunction({ ...found.fields, description: 'mine' }, null);
    printed = '';
    expect(await deployPlanCommand(given)).toBe(1);
    expect(printed).toContain('there is one that this deployment did not make');
    await expect(deployApplyCommand(given)).rejects.toThrow(/nothing was changed, since names are taken/);
  });
});

describe('relaywatch deploy', () => {
  it('ends with a cost that is not known when Live does not answer, and is a plan all the same', async () => {
    const given = await flags(3, {}, { live: { regions: ['cn-shanghai'], endpoint: 'http://127.0.0.1:10' } });
    const text = await output(() => deployPlanCommand({ ...given, cost: true }));
    expect(text).toMatch(/to create\n[\s\S]*cost: not known: [\s\S]*relaywatch cost --tasks/);
  });

  it('refuses a configuration without deploy.fc, a role of another account, and a state that would be lost', async () => {
    await expect(deployPlanCommand(await flags(3, {}, { deploy: {} }))).rejects.toThrow(
      /deploy\.fc: found nothing, expected a section/,
    );
    await expect(deployPlanCommand(await flags(3, { role: 'acs:ram::999999999999:role/relaywatch' }))).rejects.toThrow(
      /deploy\.fc\.role: found a role of account 999999999999/,
    );
    const foreign = 'acs:ram::999999999999:role/of-others';
    const others = { statusRole: foreign, callbackRole: foreign };
    await expect(deployPlanCommand(await flags(3, others))).rejects.toThrow(
      /deploy\.fc\.statusRole: found a role of account 999999999999.*\n.*deploy\.fc\.callbackRole: found a role of account 9/,
    );
    const file = { state: { type: 'file', path: '/tmp/state' } };
    await expect(deployPlanCommand(await flags(3, {}, file))).rejects.toThrow(
      /state\.type: found "file", expected oss/,
    );
  });

  it('names all variables that are missing', async () => {
    const given = await flags(3, { passEnvironment: ['AWS_A', 'AWS_B'] });
    const failure = deployPlanCommand(given);
    await expect(failure).rejects.toBeInstanceOf(ConfigError);
    await expect(failure).rejects.toThrow(/AWS_A, AWS_B, which the function needs/);
  });

  it('asks for a build when there is no bundle', async () => {
    const given = await flags(3);
    await expect(deployPlanCommand({ ...given, bundle: join(folder, 'no/index.js') })).rejects.toThrow(/npm run build/);
  });

  it('prints policies without asking anybody', async () => {
    const given = await flags(2);
    const all = JSON.parse(await output(() => deployPolicyCommand(given)));
    expect(Object.keys(all)).toEqual(['function', 'trust', 'deployer']);
    const one = JSON.parse(await output(() => deployPolicyCommand({ ...given, of: 'trust' })));
    expect(one).toEqual(all.trust);
    expect(standIn.requests()).toEqual([]);
  });
});
