import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { policiesOf } from '../../../infra/fc/policy.ts';
import { createHintBox } from '../../../lib/state/hints.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ACCOUNT, fcSettings } from './a-deployment.ts';

useStandInKeys();

const actionsOf = (policy: { readonly Statement: readonly { readonly Action: readonly string[] }[] }) =>
  policy.Statement.flatMap(({ Action }) => Action);

describe('the policy of the function', () => {
  it('allows to read relays, and nothing else, when there is nothing else to do', () => {
    const policies = policiesOf(fcSettings(3), { state: { type: 's3', bucket: 'b' } }, 'test');
    expect(policies.function.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['live:DescribeLivePullToPushList', 'live:DescribeLivePullToPush'],
        Resource: ['*'],
      },
    ]);
  });

  it('allows the log, CloudMonitor and the folder of the state when they are used', () => {
    const settings = fcSettings(2, { log: { project: 'p', logstore: 'l' } });
    const document = {
      metrics: [{ type: 'cloudmonitor' }],
      state: { type: 'oss', bucket: 'relays', region: 'cn-shanghai', prefix: 'prod/' },
    };
    const [, log, monitor, list, objects] = policiesOf(settings, document, 'test').function.Statement;
    expect(log?.Action).toEqual(['log:PostLogStoreLogs']);
    expect(log?.Resource).toEqual([`acs:log:cn-shanghai:${ACCOUNT}:project/p/logstore/l`]);
    expect(monitor?.Action).toEqual(['cms:PutCustomMetric']);
    expect(list).toMatchObject({
      Resource: [`acs:oss:*:${ACCOUNT}:relays`],
      Condition: { StringLike: { 'oss:Prefix': ['prod/*'] } },
    });
    expect(objects).toMatchObject({
      Action: ['oss:GetObject', 'oss:PutObject', 'oss:DeleteObject'],
      Resource: [`acs:oss:*:${ACCOUNT}:relays/prod/*`],
    });
  });

  it('is refused rather than wrong when the bucket is a variable that is not set', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
    const document = { state: { type: 'oss', bucket: '${BUCKET}', region: 'cn-shanghai' } };
    expect(() => policiesOf(fcSettings(3), document, 'test')).toThrow(/state\.bucket.*\$\{BUCKET\}, which is not set/);
  });

  it('lets Function Compute alone take on the role', () => {
    expect(policiesOf(fcSettings(3), {}, 'test').trust).toEqual({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
    });
  });
});

describe('the policy of the status page', () => {
  const STATE = { state: { type: 'oss', bucket: 'relays', region: 'cn-shanghai', prefix: 'prod/' } };
  const settings = fcSettings(3, { status: true });

  it('is there only where the page is deployed', () => {
    expect(policiesOf(fcSettings(3), STATE, 'test').status).toBeUndefined();
    expect(policiesOf(fcSettings(3, { status: false }), STATE, 'test').status).toBeUndefined();
  });

  it.each([
    [false, ['oss:GetObject']],
    [true, ['oss:GetObject', 'oss:PutObject', 'oss:DeleteObject']],
  ])('reads the state, and writes it only if on-call may change something there: %s', (allowWrites, onObjects) => {
    const document = { ...STATE, metrics: [{ type: 'cloudmonitor' }], status: { token: 't', allowWrites } };
    const { status } = policiesOf(settings, document, 'test');
    expect(status?.Statement.map(({ Action }) => Action)).toEqual([['oss:ListObjects'], onObjects]);
    expect(status?.Statement[1]?.Resource).toEqual([`acs:oss:*:${ACCOUNT}:relays/prod/*`]);
  });

  it('lets whoever deploys hand over the role of the page, too, where it has one', () => {
    const statusRole = `acs:ram::${ACCOUNT}:role/page`;
    const { deployer } = policiesOf(fcSettings(3, { status: true, statusRole }), STATE, 'test');
    expect(deployer.Statement.at(-1)?.Resource).toEqual([`acs:ram::${ACCOUNT}:role/relaywatch`, statusRole]);
  });
});

describe('the policy of the receiver of callbacks', () => {
  const STATE = { state: { type: 'oss', bucket: 'relays', region: 'cn-shanghai', prefix: 'prod/' } };
  const everything = {
    ...STATE,
    metrics: [{ type: 'cloudmonitor' }],
    status: { token: 't', allowWrites: true },
  };

  it('is there only where the receiver is deployed', () => {
    expect(policiesOf(fcSettings(3), STATE, 'test').callbacks).toBeUndefined();
    expect(policiesOf(fcSettings(3, { callbacks: false }), STATE, 'test').callbacks).toBeUndefined();
  });

  it.each([
    [2, ['services/relaywatch.live/functions/relaywatch']],
    [3, ['functions/relaywatch', 'functions/relaywatch/*']],
  ] as const)('on FC %s.0 adds hints, reads nothing, and invokes the function of the sweep alone', (version, sweep) => {
    const log = { project: 'p', logstore: 'l' };
    const { callbacks } = policiesOf(fcSettings(version, { callbacks: true, log }), everything, 'test');
    expect(callbacks?.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['log:PostLogStoreLogs'],
        Resource: [`acs:log:cn-shanghai:${ACCOUNT}:project/p/logstore/l`],
      },
      {
        Effect: 'Allow',
        Action: ['oss:PutObject'],
        Resource: [`acs:oss:*:${ACCOUNT}:relays/prod/hint-*`, `acs:oss:*:${ACCOUNT}:relays/prod/refused-*`],
      },
      {
        Effect: 'Allow',
        Action: ['fc:InvokeFunction'],
        Resource: sweep.map((name) => `acs:fc:cn-shanghai:${ACCOUNT}:${name}`),
      },
    ]);
  });

  it('is part of that of the sweep where both have one role, which could not wake otherwise', () => {
    const rightsOf = (changes: Readonly<Record<string, unknown>>) =>
      actionsOf(policiesOf(fcSettings(3, { callbacks: true, ...changes }), STATE, 'test').function);
    expect(rightsOf({})).toContain('fc:InvokeFunction');
    expect(rightsOf({ callbackRole: `acs:ram::${ACCOUNT}:role/receiver` })).not.toContain('fc:InvokeFunction');
    expect(rightsOf({ callbacks: false })).not.toContain('fc:InvokeFunction');
    // all that the receiver needs is there
    const { function: sweep, callbacks } = policiesOf(fcSettings(3, { callbacks: true }), STATE, 'test');
    const needed = callbacks ? actionsOf(callbacks) : [];
    expect(needed.filter((action) => !actionsOf(sweep).includes(action))).toEqual([]);
  });

  it('covers all that a receiver stores, in a bucket without a prefix as well', async () => {
    const stored: string[] = [];
    const refuse = () => Promise.reject(new Error('the receiver has no right to this'));
    const replace = async (name: string) => void stored.push(name);
    const box = createHintBox({ read: refuse, names: refuse, remove: refuse, replace });
    await box.add({ taskId: 'a', region: null, status: 'stopped', eventSeconds: null, byUser: false });
    await box.noteRefused(3, 'instance-1');
    const document = { state: { type: 'oss', bucket: 'relays', region: 'cn-shanghai' } };
    const { callbacks } = policiesOf(fcSettings(3, { callbacks: true }), document, 'test');
    const allowed = callbacks?.Statement[0]?.Resource.map((one) => one.slice(0, -1)) ?? [];
    const places = stored.map((name) => `acs:oss:*:${ACCOUNT}:relays/${name}`);
    expect(places.map((place) => allowed.findIndex((one) => place.startsWith(one)))).toEqual([0, 1]);
  });

  it('has no right to a state that is in S3, which AWS keys open', () => {
    const document = { state: { type: 's3', bucket: 'relays', region: 'eu-west-1' } };
    const { callbacks } = policiesOf(fcSettings(3, { callbacks: true }), document, 'test');
    expect(callbacks?.Statement.map(({ Action }) => Action)).toEqual([['fc:InvokeFunction']]);
  });

  it('lets whoever deploys make the receiver, and hand over its role where it has one', () => {
    const callbackRole = `acs:ram::${ACCOUNT}:role/receiver`;
    const { deployer } = policiesOf(fcSettings(2, { callbacks: true, callbackRole }), STATE, 'test');
    expect(deployer.Statement[0]?.Resource).toContain(`acs:fc:cn-shanghai:${ACCOUNT}:services/relaywatch-callback`);
    expect(deployer.Statement.at(-1)?.Resource).toEqual([`acs:ram::${ACCOUNT}:role/relaywatch`, callbackRole]);
  });
});

describe.each([2, 3] as const)('the policy of whoever deploys, for FC %s.0', (version) => {
  it('names this service or function, and hands over no other role', () => {
    const { Statement } = policiesOf(fcSettings(version), {}, 'test').deployer;
    const top = version === 2 ? 'services/relaywatch' : 'functions/relaywatch';
    expect(Statement[0]?.Resource).toContain(`acs:fc:cn-shanghai:${ACCOUNT}:${top}`);
    expect(Statement[1]).toEqual({
      Effect: 'Allow',
      Action: [version === 2 ? 'fc:CreateService' : 'fc:CreateFunction'],
      Resource: [`acs:fc:cn-shanghai:${ACCOUNT}:${version === 2 ? 'services' : 'functions'}/*`],
    });
    expect(Statement.at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['ram:PassRole'],
      Resource: [`acs:ram::${ACCOUNT}:role/relaywatch`],
      Condition: { StringEquals: { 'acs:Service': ['fc.aliyuncs.com'] } },
    });
    expect(actionsOf({ Statement }).some((action) => action.includes('*'))).toBe(false);
  });

  it('names those of the status page, where the configuration speaks of one', () => {
    const resources = (changes: object) =>
      policiesOf(fcSettings(version, changes as Record<string, unknown>), {}, 'test').deployer.Statement[0]?.Resource;
    const ofPage = `acs:fc:cn-shanghai:${ACCOUNT}:${version === 2 ? 'services' : 'functions'}/relaywatch-status`;
    expect(resources({})).not.toContain(ofPage);
    expect(resources({ status: true })).toContain(ofPage);
    expect(resources({ status: false })).toContain(ofPage);
  });

  it('allows every operation that its client has', async () => {
    const allowed = actionsOf(policiesOf(fcSettings(version), {}, 'test').deployer);
    const source = await readFile(`infra/fc/fc${version}-client.ts`, 'utf8');
    const operations = [...source.matchAll(/'((?:Create|Get|Update|Delete|List|Publish|Put|Invoke)[A-Za-z]+)'/g)];
    expect(new Set(operations.map(([, name]) => `fc:${name}`))).toEqual(
      new Set(allowed.filter((name) => name.startsWith('fc:'))),
    );
  });
});
