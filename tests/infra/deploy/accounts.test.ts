// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alarmTarget } from '../../../infra/alarms/target.ts';
import { templateValues } from '../../../infra/aws/template-values.ts';
import { policiesOf } from '../../../infra/fc/policy.ts';
import { desiredOf } from '../../../infra/fc/spec.ts';
import { documentFor } from '../../../infra/package/function-package.ts';
import { knownDocument } from '../../../infra/package/known-document.ts';
import { documentOf } from '../../../lib/config/accounts.ts';
import { checkDocument } from '../../../lib/config/check-document.ts';
import { parseConfigWithout } from '../../../lib/config/partial.ts';
import { ConfigError } from '../../../lib/config/problems.ts';
import { ACCOUNT, fcSettings, pack } from '../fc/a-deployment.ts';

const ROLE_ARN = 'acs:ram::2222222222222222:role/relaywatch-reader';
const KEYS = { type: 'access-key', accessKeyId: '${OTHER_ID}', accessKeySecret: '${OTHER_SECRET}' };
const DOCUMENT = {
  live: { regions: ['cn-shanghai'] },
  alerts: [{ type: 'slack', name: 'operator', url: '${OPERATOR_URL}' }],
  metrics: [{ type: 'cloudwatch', namespace: 'Ours', region: 'eu-west-1' }],
  state: { type: 'oss', bucket: 'relays', region: 'cn-shanghai', prefix: 'prod' },
  status: { token: '${STATUS_TOKEN}' },
  callbacks: { token: '${CALLBACK_TOKEN}', url: 'https://callbacks.example.com' },
  deploy: { alarms: { prefix: 'watch' } },
  accounts: [
    { name: 'acme', live: { credentials: { type: 'role', roleArn: ROLE_ARN, externalId: '${ACME_ID}' } } },
    { name: 'other', live: { credentials: KEYS }, alerts: [{ type: 'pagerduty', routingKey: '${OTHER_PD}' }] },
    { name: 'own', metrics: [{ type: 'cloudmonitor' }], callbacks: { token: '${OWN_TOKEN}' } },
  ],
};
const without = (key: string) => Object.fromEntries(Object.entries(DOCUMENT).filter(([name]) => name !== key));

describe('the rights for several accounts', () => {
  const policies = policiesOf(fcSettings(3), DOCUMENT, 'test');
  const ours = policies.function.Statement;

  it('are to read our own relays, to assume the roles of others, and to start itself', () => {
    expect(ours.map(({ Action }) => Action[0])).toEqual([
      'live:DescribeLivePullToPushList',
      'sts:AssumeRole',
      'cms:PutCustomMetric',
      'oss:ListObjects',
      'oss:GetObject',
      'fc:InvokeFunction',
    ]);
    expect(ours.find(({ Action }) => Action[0] === 'sts:AssumeRole')?.Resource).toEqual([ROLE_ARN]);
    expect(ours.at(-1)?.Resource).toContain(`acs:fc:cn-shanghai:${ACCOUNT}:functions/relaywatch`);
  });

  it('do not include reading with our own keys where nobody is watched with them', () => {
    const accounts = DOCUMENT.accounts.slice(0, 2);
    const actions = policiesOf(fcSettings(2), { ...DOCUMENT, accounts }, 'test').function.Statement.map(
      ({ Action }) => Action[0],
    );
    expect(actions).not.toContain('live:DescribeLivePullToPushList');
  });

  it('are told for the other side too: to read relays, for our role alone and with the external id', () => {
    expect(policies.accounts).toEqual([
      {
        account: 'acme',
        role: ROLE_ARN,
        policy: {
          Version: '1',
          Statement: [
            expect.objectContaining({ Action: ['live:DescribeLivePullToPushList', 'live:DescribeLivePullToPush'] }),
          ],
        },
        trust: {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { RAM: [`acs:ram::${ACCOUNT}:role/relaywatch`] },
              Condition: { StringEquals: { 'sts:ExternalId': [expect.stringContaining('externalId')] } },
            },
          ],
        },
      },
    ]);
    expect(policiesOf(fcSettings(3), without('accounts'), 'test').accounts).toBeUndefined();
  });
});

describe('a function for several accounts', () => {
  it('runs as many sweeps at once, and knows what to start', () => {
    const alone = desiredOf(fcSettings(3), pack(), {});
    const many = desiredOf(fcSettings(3), pack(), { A: '1' }, 20);
    expect([alone.instances, many.instances]).toEqual([1, 23]);
    expect([alone.function.environment, many.function.environment]).toEqual([
      {},
      { A: '1', RELAYWATCH_SWEEP_FUNCTION: 'relaywatch.live' },
    ]);
    expect(desiredOf(fcSettings(2), pack(), {}, 2).function.environment).toEqual({
      RELAYWATCH_SWEEP_FUNCTION: 'relaywatch.live/relaywatch',
    });
  });

  it.each([
    ['sweep', ['ACME_ID', 'OPERATOR_URL', 'OTHER_ID', 'OTHER_PD', 'OTHER_SECRET']],
    ['status', ['STATUS_TOKEN']],
    ['callback', ['CALLBACK_TOKEN', 'OWN_TOKEN']],
  ] as const)('is packaged with what it needs: %s', (kind, names) => {
    const packaged: unknown = JSON.parse(JSON.stringify(documentFor(kind, DOCUMENT)));
    expect(
      [...new Set([...JSON.stringify(packaged).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].toSorted(),
    ).toEqual(names);
    const env = Object.fromEntries(
      names.map((name) => [name, name === 'OTHER_PD' ? '0'.repeat(32) : `https://hooks.slack.com/${name}`]),
    );
    const tokens = { CALLBACK_TOKEN: 't'.repeat(24), OWN_TOKEN: 'o'.repeat(24), STATUS_TOKEN: 's'.repeat(24) };
    for (const name of ['acme', 'other', 'own']) {
      const { document } = documentOf(packaged, name, 'packaged');
      expect(checkDocument(document, { ...env, ...tokens }, 'packaged').account?.name).toBe(name);
    }
  });
});

describe('the template of AWS for several accounts', () => {
  const aws = { region: 'eu-west-1' };
  const values = (changes: object = {}) => {
    const text = stringify({
      ...DOCUMENT,
      state: { type: 's3', bucket: 'relays', region: 'eu-west-1' },
      deploy: { aws },
      ...changes,
    });
    return templateValues(knownDocument(text, {}, 'x.yml'), 'x.yml');
  };

  it('has the rights of all, and to start itself', () => {
    const topic = 'arn:aws:sns:eu-west-1:123456789012:acme';
    const accounts = [
      {
        name: 'acme',
        alerts: [{ type: 'sns', topicArn: topic, region: 'eu-west-1' }],
        state: { type: 's3', bucket: 'theirs', region: 'eu-west-1' },
      },
    ];
    const { statements } = values({ accounts });
    expect(statements.map(({ Action }) => Action[0])).toEqual([
      'cloudwatch:PutMetricData',
      's3:ListBucket',
      's3:GetObject',
      's3:ListBucket',
      's3:GetObject',
      'sns:Publish',
      'lambda:InvokeFunction',
    ]);
    expect(statements.at(-1)?.Resource).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-sweep',
    });
  });

  it('has our keys where they are used, and the variables of every account', () => {
    const names = Object.keys(values().environment.ssm);
    expect(names).toEqual(expect.arrayContaining(['ALIBABA_CLOUD_ACCESS_KEY_ID', 'OTHER_ID', 'ACME_ID']));
    const alone = Object.keys(values({ accounts: DOCUMENT.accounts.slice(1, 2) }).environment.ssm);
    expect(alone).not.toContain('ALIBABA_CLOUD_ACCESS_KEY_ID');
  });

  it('refuses to reserve less than the sweeps of all need', () => {
    expect(() => values({ deploy: { aws: { ...aws, reservedConcurrency: 3 } } })).toThrow(ConfigError);
    expect(values({ deploy: { aws: { ...aws, reservedConcurrency: 4 } } }).reservedConcurrency).toBe(4);
  });
});

it('alarms of an account have names and a dimension of their own', () => {
  const text = stringify({ ...DOCUMENT, alerts: [] });
  const env = {
    OTHER_ID: 'x',
    OTHER_SECRET: 'x',
    ACME_ID: 'x',
    OTHER_PD: '0'.repeat(32),
    STATUS_TOKEN: 's'.repeat(24),
    CALLBACK_TOKEN: 't'.repeat(24),
    OWN_TOKEN: 'o'.repeat(24),
  };
  const target = alarmTarget(parseConfigWithout(text, env, 'x.yml', [], 'acme'), 'x.yml');
  expect(target).toMatchObject({ settings: { prefix: 'watch-acme' }, metrics: { dimensions: { Account: 'acme' } } });
});
