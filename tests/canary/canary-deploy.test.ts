import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { type FcStandIn, type FcStandInOptions, startFcStandIn } from '../../stand-ins/fc/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { relaywatchHere as relaywatch } from '../bin/in-process.ts';
import { ACCOUNT } from '../infra/fc/a-deployment.ts';
import { CANARY, expectNoCanary } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

useRunFolder();
useNoWaiting();

/** What the deployed function needs to know. */
const OF_FUNCTION = {
  HOOK_URL: `https://hooks.example.com/${CANARY}/a?token=${CANARY}`,
  HOOK_SECRET: `whsec_${Buffer.from(`${CANARY}-of-twenty-four-bytes-and-more`).toString('base64')}`,
  AWS_ACCESS_KEY_ID: `AKIA${CANARY}`,
  AWS_SECRET_ACCESS_KEY: `secret/${CANARY}/+=&"%`,
};
/** Of whoever deploys. */
const KEYS = {
  accessKeyId: `STS.${CANARY}`,
  accessKeySecret: `secret-${CANARY}/+=&%`,
  securityToken: `token-${CANARY}/+==`,
};
const PROGRAM = 'exports.handler = async (event) => JSON.parse(event).triggerName;';
/** Everything that a careless service can say of a request: what it was sent, in all its quotings. */
const ECHO = [
  JSON.stringify({ ...KEYS, environmentVariables: OF_FUNCTION }),
  ...Object.values({ ...KEYS, ...OF_FUNCTION }).flatMap((value) => [value, encodeURIComponent(value)]),
].join(' ');

const environmentOf = ({ accessKeyId, accessKeySecret, securityToken }: typeof KEYS) => ({
  ...OF_FUNCTION,
  ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
});

interface Account {
  readonly standIn: FcStandIn;
  /** Runs `relaywatch deploy`, and finds no canary in what it prints. @returns all that it printed */
  deploy(args: string, env?: Readonly<Record<string, string>>): Promise<{ readonly code: number | null; text: string }>;
}

async function account(
  version: 2 | 3,
  { fc = {}, program = PROGRAM, endpoint }: { fc?: FcStandInOptions; program?: string; endpoint?: string } = {},
): Promise<Account> {
  const standIn = closing(await startFcStandIn({ credentials: [KEYS], ...fc }));
  const bundle = join(await freshFolder(), 'index.js');
  await writeFile(bundle, program);
  const config = await configFile({
    live: { regions: ['cn-shanghai'] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references
    alerts: [{ type: 'webhook', url: '${HOOK_URL}', secret: '${HOOK_SECRET}' }],
    deploy: {
      fc: {
        ...{ version, region: 'cn-shanghai', accountId: ACCOUNT, endpoint: endpoint ?? standIn.url },
        role: `acs:ram::${ACCOUNT}:role/relaywatch`,
        passEnvironment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      },
    },
  });
  return {
    standIn,
    async deploy(args, env = environmentOf(KEYS)) {
      const [command = '', ...flags] = args.split(' ');
      const takesBundle = /^(plan|apply|status)$/.test(command);
      const all = ['deploy', command, ...flags, '--config', config, ...(takesBundle ? ['--bundle', bundle] : [])];
      const { code, stdout, stderr } = await relaywatch(command === 'plan' ? [...all, '--no-cost'] : all, env);
      expect(stdout + stderr).not.toBe('');
      expectNoCanary({ [`${args}, stdout`]: stdout, [`${args}, stderr`]: stderr });
      return { code, text: `${stdout}\n${stderr}` };
    },
  };
}

const ALL = [
  'plan',
  'plan --json',
  'apply',
  'status',
  'status --json',
  'invoke',
  'rollback',
  'policy',
  'destroy --yes',
];

describe.each([2, 3] as const)('relaywatch deploy on FC %s.0 shows no secret', (version) => {
  it('through the whole life of a deployment, and leaves them with the variables of the function alone', async () => {
    const { standIn, deploy } = await account(version);
    const well = async (args: string, env?: Readonly<Record<string, string>>) =>
      expect(await deploy(args, env)).toMatchObject({ code: 0 });
    for (const args of ['policy', 'plan', 'plan --json', 'apply', 'apply', 'status', 'status --json', 'invoke'])
      await well(args);

    const others = { ...environmentOf(KEYS), HOOK_URL: `${OF_FUNCTION.HOOK_URL}-2` };
    for (const args of ['plan', 'plan --json', 'status --json', 'apply', 'status', 'rollback', 'plan --json'])
      await well(args, others);

    const withVariables = standIn.resources().map(({ shown }) => JSON.stringify(shown.environmentVariables ?? {}));
    for (const value of Object.values(OF_FUNCTION))
      expect(withVariables.filter((text) => text.includes(JSON.stringify(value).slice(1, -1)))).not.toEqual([]);
    const elsewhere = standIn.resources().map(({ kind, id, shown }) => {
      const { environmentVariables: _, ...rest } = shown;
      return [`${kind} ${id}`, JSON.stringify(rest)] as const;
    });
    expectNoCanary({ ...Object.fromEntries(elsewhere), requests: standIn.requests().join('\n') });

    for (const args of ['plan --destroy', 'plan --destroy --json', 'destroy --yes', 'status']) await well(args);
    expect(standIn.resources()).toEqual([]);
  });

  it.each([
    ['the key is unknown', { ...KEYS, accessKeyId: `STS.other-${CANARY}` }],
    ['the key has another secret', { ...KEYS, accessKeySecret: `other-${CANARY}` }],
    ['the token is of another key', { ...KEYS, securityToken: `other-${CANARY}` }],
  ])('when %s', async (_, keys) => {
    const { deploy } = await account(version);
    for (const args of ALL.filter((one) => one !== 'policy')) {
      const { code, text } = await deploy(args, environmentOf(keys));
      expect(code).toBe(1);
      expect(text).toContain('does not accept the access key');
    }
  });

  it.each([
    ['a refusal', 'InvalidArgument', 400],
    ['a missing right', 'AccessDenied', 403],
    ['a conflict', 'FunctionAlreadyExists', 409],
    ['a quota', 'LimitExceededError', 400],
    ['a failure of its own', 'InternalServerError', 500],
  ])('when the service quotes what it was sent with %s', async (_, code, status) => {
    const { standIn, deploy } = await account(version);
    const refuse = (matching: string) =>
      standIn.refuseNext({ code, status, message: ECHO, matching, times: Number.POSITIVE_INFINITY });
    await deploy('apply');
    refuse('POST');
    refuse('PUT');
    refuse('DELETE');
    const changed = { ...environmentOf(KEYS), HOOK_URL: `${OF_FUNCTION.HOOK_URL}-2` };
    expect(await deploy('apply', changed)).toMatchObject({ code: 1 });
    for (const args of ['invoke', 'destroy --yes']) expect(await deploy(args)).toMatchObject({ code: 1 });
    refuse('');
    for (const args of ALL.filter((one) => one !== 'policy')) expect(await deploy(args)).toMatchObject({ code: 1 });
  });

  it('when the connection is cut, before or after something was done', async () => {
    const { standIn, deploy } = await account(version);
    standIn.failRequest({ request: 6, moment: 'after', lasting: true });
    expect(await deploy('apply')).toMatchObject({ code: 1 });
    for (const args of ['plan', 'status --json', 'invoke', 'destroy --yes'])
      expect(await deploy(args)).toMatchObject({ code: 1 });
  });

  it.each([
    ['a page that quotes the request', 200, 'text/html'],
    ['a proxy that quotes the request', 502, 'text/html'],
    ['an answer that quotes the request', 400, 'application/json'],
    ['a redirect to a secret address', 302, 'text/plain'],
  ])('when all that is there is %s', async (_, status, type) => {
    const server = closing(
      await startFaultyServer(({ path, raw, body }) => {
        const told = `${path} ${raw.rawHeaders.join(' ')} ${body.toString('utf8').slice(-2_000)} ${ECHO}`;
        const json = JSON.stringify({ Code: 'Odd', Message: told, ErrorCode: 'Odd', ErrorMessage: told });
        const headers = { 'content-type': type, location: `https://hooks.example.com/${CANARY}` };
        return { status, headers, body: type === 'application/json' ? json : `<html>${told}</html>` };
      }),
    );
    const { deploy } = await account(version, { endpoint: server.url });
    for (const args of ALL.filter((one) => one !== 'policy')) expect(await deploy(args)).toMatchObject({ code: 1 });
    expect(server.requests().some(({ raw }) => JSON.stringify(raw.headers).includes(CANARY))).toBe(true);
  });

  it('when nothing can be reached', async () => {
    const { deploy } = await account(version, { endpoint: 'http://127.0.0.1:10' });
    for (const args of ['plan', 'apply', 'status', 'invoke']) expect(await deploy(args)).toMatchObject({ code: 1 });
  });

  it('when the function fails with what it was given', async () => {
    const program = 'exports.handler = async () => { throw new Error(JSON.stringify(process.env)); };';
    const { deploy } = await account(version, { program });
    await deploy('apply');
    const { code, text } = await deploy('invoke');
    expect(code).toBe(1);
    expect(text).toContain('the function failed');
  });
});

describe('relaywatch deploy', () => {
  it('shows no secret of a configuration that cannot be used', async () => {
    const { deploy } = await account(3);
    const tooMuch = { ...environmentOf(KEYS), HOOK_URL: `https://hooks.example.com/${CANARY.repeat(400)}` };
    const bad = { ...environmentOf(KEYS), HOOK_URL: `ftp://${CANARY}`, HOOK_SECRET: CANARY };
    for (const env of [tooMuch, bad]) {
      expect(await deploy('plan', env)).toMatchObject({ code: 2 });
      expect(await deploy('apply', env)).toMatchObject({ code: 2 });
      await deploy('status', env);
      await deploy('status --json', env);
    }
  });
});
