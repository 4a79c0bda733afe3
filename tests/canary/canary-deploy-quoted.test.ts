import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { relaywatchHere } from '../bin/in-process.ts';
import { ACCOUNT } from '../infra/fc/a-deployment.ts';
import { CANARY, expectNoCanary, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

useRunFolder();
useNoWaiting();

const KEYS = {
  accessKeyId: `STS.${CANARY}`,
  accessKeySecret: `secret-${CANARY}/+=&%`,
  securityToken: `token-${CANARY}/+==`,
};
const DEPLOYER = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEYS.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: KEYS.securityToken,
};
const ENV = {
  ...DEPLOYER,
  HOOK_URL: `https://hooks.example.com/services/${CANARY}?token=${CANARY}`,
  PLAIN: `${CANARY} "quoted"\\and=more`,
};
/** With nothing set but what is needed to ask. */
const WITHOUT_VALUES = { ...DEPLOYER, HOOK_URL: '', PLAIN: '' };
const COMMANDS = ['plan --destroy', 'apply', 'status', 'invoke', 'rollback', 'destroy --yes'];

/** The others are in canary-deploy.test.ts. */
const QUOTING = VENDOR_TROUBLES.filter(([name]) => /quotes (and says 200|in advice|as text)|error code/.test(name));

/** @returns what runs `relaywatch deploy`, and finds no canary in what it prints */
async function deployment(version: 2 | 3, endpoint: string, program = 'exports.handler = async () => "swept";') {
  const bundle = join(await freshFolder(), 'index.js');
  await writeFile(bundle, program);
  const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
  const fc = { version, region: 'cn-shanghai', accountId: ACCOUNT, endpoint, role, passEnvironment: ['PLAIN'] };
  const alerts = [{ type: 'webhook', url: `\${HOOK_URL}` }];
  const config = await configFile({ live: { regions: ['cn-shanghai'] }, alerts, deploy: { fc } });
  return async (command: string, env: Readonly<Record<string, string>> = ENV) => {
    const own = /^(plan|apply|status)/.test(command) ? ['--bundle', bundle] : [];
    const { code, stdout, stderr } = await relaywatchHere(
      ['deploy', ...command.split(' '), '--config', config, ...own],
      env,
    );
    expectNoCanary({ [`${command}: stdout`]: stdout, [`${command}: stderr`]: stderr });
    return { code, text: stdout + stderr };
  };
}

describe.each([2, 3] as const)('relaywatch deploy on FC %s.0 quotes no secret', (version) => {
  it.each([`Invalid-${CANARY}`, `LimitExceeded${CANARY}`, ENV.HOOK_URL])('out of an error code: %s', async (code) => {
    const standIn = closing(await startFcStandIn({ credentials: [KEYS] }));
    const deploy = await deployment(version, standIn.url);
    await deploy('apply');
    for (const command of COMMANDS) {
      standIn.refuseNext({ code, status: 400, message: 'no', times: 99 });
      expect((await deploy(command)).code).toBe(1);
      standIn.heal();
    }
  });

  it.each(QUOTING)('of what stands at the endpoint and %s', async (_, reply) => {
    const vendor = closing(await startVendor(reply));
    const deploy = await deployment(version, vendor.url);
    for (const command of COMMANDS) await deploy(command);
    if (reply) expect(vendor.received().join('\n')).toContain(CANARY);
  });

  it.each(['return process.env', 'return JSON.stringify(process.env)', 'throw new Error(JSON.stringify(process.env))'])(
    'of a function that does this: %s',
    async (ending) => {
      const standIn = closing(await startFcStandIn({ credentials: [KEYS] }));
      const deploy = await deployment(version, standIn.url, `exports.handler = async () => { ${ending}; };`);
      await deploy('apply');
      expect((await deploy('invoke')).text).toContain('PLAIN');
    },
  );

  it('that only the function has, and not the machine that asks', async () => {
    const standIn = closing(await startFcStandIn({ credentials: [KEYS] }));
    const program = 'exports.handler = async () => { throw new Error(JSON.stringify(process.env)); };';
    const deploy = await deployment(version, standIn.url, program);
    await deploy('apply');
    await deploy('invoke', WITHOUT_VALUES);
    const message = `odd: ${JSON.stringify(ENV)}`;
    standIn.refuseNext({ code: 'InvalidArgument', status: 400, message, matching: 'DELETE', times: 99 });
    expect((await deploy('destroy --yes', WITHOUT_VALUES)).code).toBe(1);
  });
});
