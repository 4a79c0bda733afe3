import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { templateValues } from '../../../infra/aws/template-values.ts';
import { knownDocument } from '../../../infra/package/known-document.ts';

const values = (text: string, env: Readonly<Record<string, string>> = {}) =>
  templateValues(knownDocument(text, env, 'relaywatch.yml'), 'relaywatch.yml');

const LIVE = 'live: { regions: [cn-shanghai] }';
const AWS = 'deploy: { aws: { region: eu-west-1 } }';
const LEAST = `${LIVE}\n${AWS}`;
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const bucketArn = (rest = '') => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::relaywatch-state${rest}` });

describe('the values of the template for AWS', () => {
  it('are for a configuration without anything on AWS: no rights, no bucket, the keys for Live', () => {
    expect(values(LEAST)).toEqual({
      region: 'eu-west-1',
      reservedConcurrency: null,
      stateBucket: { is: 'given', name: '', folder: '' },
      failureTopic: { is: 'created', destination: { type: 'sns', arn: { Ref: 'FailureTopic' } } },
      statements: [],
      environment: {
        ssm: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: `{{resolve:ssm:/\${param:secretsFrom}/ALIBABA_CLOUD_ACCESS_KEY_ID}}`,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: `{{resolve:ssm:/\${param:secretsFrom}/ALIBABA_CLOUD_ACCESS_KEY_SECRET}}`,
        },
        secretsmanager: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: `{{resolve:secretsmanager:\${param:secretsFrom}:SecretString:ALIBABA_CLOUD_ACCESS_KEY_ID}}`,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: `{{resolve:secretsmanager:\${param:secretsFrom}:SecretString:ALIBABA_CLOUD_ACCESS_KEY_SECRET}}`,
        },
      },
      statusPage: { is: 'left', statements: [], environment: { ssm: {}, secretsmanager: {} } },
      receiver: { is: 'left', statements: [], environment: { ssm: {}, secretsmanager: {} } },
    });
  });

  describe('for the status page', () => {
    const TOKEN = `status: { token: "\${STATUS_TOKEN}"`;
    const S3 = 'state: { type: s3, bucket: relaywatch-state, region: eu-west-1 }';
    const WITH_PAGE = `${LIVE}\nalerts: [{ type: slack, url: "\${SLACK_URL}" }]\ndeploy: { aws: { region: eu-west-1, status: true } }`;

    it.each([
      ['alone', '', ['s3:GetObject']],
      [
        'and write it, where on-call may change something there',
        ', allowWrites: true',
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ],
    ])('let it read the state %s, and give it no variable but its own', (_, allowWrites, onObjects) => {
      const { statusPage, environment } = values(`${WITH_PAGE}\n${S3}\n${TOKEN}${allowWrites} }`);
      expect(statusPage.is).toBe('created');
      expect(statusPage.statements.map(({ Action }) => Action)).toEqual([
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        ['s3:ListBucket'],
        onObjects,
      ]);
      expect(Object.keys(statusPage.environment.ssm)).toEqual(['STATUS_TOKEN']);
      expect(Object.keys(environment.ssm)).toEqual([
        'ALIBABA_CLOUD_ACCESS_KEY_ID',
        'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
        'SLACK_URL',
      ]);
    });

    it('give it the keys that open a state in OSS', () => {
      const oss = 'state: { type: oss, bucket: relaywatch-state, region: cn-shanghai }';
      const { statusPage } = values(`${WITH_PAGE}\n${oss}\n${TOKEN} }`);
      expect(Object.keys(statusPage.environment.ssm)).toEqual([
        'ALIBABA_CLOUD_ACCESS_KEY_ID',
        'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
        'STATUS_TOKEN',
      ]);
    });

    it('are none without a token to ask for', () => {
      expect(() => values(`${WITH_PAGE}\n${S3}`)).toThrow(/status: found nothing, expected a section with token/);
    });
  });

  describe('for the receiver of callbacks', () => {
    const TOKEN = `callbacks: { token: "\${CALLBACK_TOKEN}" }`;
    const S3 = 'state: { type: s3, bucket: relaywatch-state, prefix: prod, region: eu-west-1 }';
    const deployed = (more = '') => `${LIVE}
alerts: [{ type: slack, url: "\${SLACK_URL}" }]
deploy: { aws: { region: eu-west-1, callbacks: true${more} } }`;

    it('let it add hints to the state, read nothing, and invoke the function of the sweep alone', () => {
      const { receiver, statements } = values(`${deployed()}\n${S3}\n${TOKEN}`);
      expect(receiver.is).toBe('created');
      expect(receiver.statements).toEqual([
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': ['CallbackLogGroup', 'Arn'] },
        },
        { Effect: 'Allow', Action: ['s3:PutObject'], Resource: bucketArn('/prod/hint-*') },
        { Effect: 'Allow', Action: ['s3:PutObject'], Resource: bucketArn('/prod/refused-*') },
        {
          Effect: 'Allow',
          Action: ['lambda:InvokeFunction'],
          Resource: { 'Fn::GetAtt': ['SweepLambdaFunction', 'Arn'] },
        },
      ]);
      // the sweep needs no right that it had not
      expect(statements).toEqual(values(`${LEAST}\n${S3}`).statements);
    });

    it.each(['ssm', 'secretsmanager'] as const)('give it its own token and the function to wake, by %s', (store) => {
      const { receiver, environment } = values(`${deployed()}\n${S3}\n${TOKEN}`);
      expect(receiver.environment[store]).toEqual({
        CALLBACK_TOKEN: expect.stringContaining('CALLBACK_TOKEN'),
        RELAYWATCH_SWEEP_FUNCTION: { Ref: 'SweepLambdaFunction' },
      });
      expect(Object.keys(environment[store])).not.toContain('CALLBACK_TOKEN');
      expect(Object.keys(environment[store])).toContain('SLACK_URL');
    });

    it('give it the keys that open a state in OSS', () => {
      const oss = 'state: { type: oss, bucket: relaywatch-state, region: cn-shanghai }';
      expect(Object.keys(values(`${deployed()}\n${oss}\n${TOKEN}`).receiver.environment.ssm)).toEqual([
        'ALIBABA_CLOUD_ACCESS_KEY_ID',
        'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
        'CALLBACK_TOKEN',
        'RELAYWATCH_SWEEP_FUNCTION',
      ]);
    });

    it('are none without what it needs, and all of that is told at once', () => {
      expect(() => values(deployed(', reservedConcurrency: 1'))).toThrow(
        /callbacks\.token: found nothing, .*\n.*state: found nothing, .*\n.*reservedConcurrency: found 1, expected 3 or more/,
      );
      const enough = `${deployed(', reservedConcurrency: 3')}\n${S3}\n${TOKEN}`;
      expect(values(enough)).toMatchObject({ reservedConcurrency: 3, receiver: { is: 'created' } });
    });
  });

  it('bind publishing to the namespaces, each once', () => {
    const metric = (namespace: string) => `{ type: cloudwatch, namespace: ${namespace}, region: eu-west-1 }`;
    const metrics = `metrics: [${['LiveRelay', 'Other', 'LiveRelay'].map(metric).join(', ')}]`;
    expect(values(`${LEAST}\n${metrics}`).statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData'],
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': ['LiveRelay', 'Other'] } },
      },
    ]);
  });

  it.each([
    ['with a prefix', 'prefix: prod/a, ', 'prod/a/'],
    ['with a prefix that ends with a slash', 'prefix: prod/, ', 'prod/'],
    ['without a prefix', '', ''],
  ])('let the function touch its state alone, %s', (_, prefix, folder) => {
    const found = values(`${LEAST}\nstate: { type: s3, bucket: relaywatch-state, ${prefix}region: eu-west-1 }`);
    expect(found.stateBucket).toEqual({ is: 'created', name: 'relaywatch-state', folder });
    expect(found.statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: bucketArn(),
        Condition: { StringLike: { 's3:prefix': [`${folder}*`] } },
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: bucketArn(`/${folder}*`),
      },
    ]);
  });

  it('let it publish to the topics of its sns channels, and to no other', () => {
    const alerts = `alerts: [{ type: console }, { type: sns, topicArn: "${TOPIC}", region: eu-west-1 }]`;
    expect(values(`${LEAST}\n${alerts}`).statements).toEqual([
      { Effect: 'Allow', Action: ['sns:Publish'], Resource: TOPIC },
    ]);
  });

  it('take a bucket and a topic that exist already, and a reserved concurrency', () => {
    const found = values(`${LIVE}
state: { type: s3, bucket: relaywatch-state, region: eu-west-1 }
deploy: { aws: { region: eu-west-1, createBucket: false, failureTopic: "${TOPIC}", reservedConcurrency: 1 } }`);
    expect(found).toMatchObject({
      reservedConcurrency: 1,
      stateBucket: { is: 'given', name: 'relaywatch-state' },
      failureTopic: { is: 'given', destination: TOPIC },
    });
    expect(found.statements).toHaveLength(2);
  });

  it('refer to each variable of the configuration, but not to those that Lambda sets itself', () => {
    const { environment } = values(`${AWS}
live: { regions: [cn-shanghai], credentials: { type: access-key, accessKeyId: "\${KEY_ID}", accessKeySecret: "\${KEY}" } }
alerts: [{ type: slack, url: "\${SLACK_URL}", name: "\${AWS_REGION}" }]`);
    expect(Object.keys(environment.ssm)).toEqual(['KEY', 'KEY_ID', 'SLACK_URL']);
    expect(Object.keys(environment.secretsmanager)).toEqual(Object.keys(environment.ssm));
  });

  it('fill in variables that are set here, where rights are made of them', () => {
    const metrics = `metrics: [{ type: cloudwatch, namespace: "\${NAMESPACE}", region: eu-west-1 }]`;
    expect(values(`${LEAST}\n${metrics}`, { NAMESPACE: 'LiveRelay' }).statements[0]?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': ['LiveRelay'] },
    });
  });

  it('do not ask for variables of another cloud', () => {
    const fc = `{ version: 3, region: cn-shanghai, accountId: "\${ACCOUNT}", role: "\${ROLE}" }`;
    expect(values(`${LIVE}\ndeploy: { aws: { region: eu-west-1 }, fc: ${fc} }`).region).toBe('eu-west-1');
  });

  it.each([
    ['no section for AWS', LIVE, 'deploy.aws: found nothing, expected a section with region'],
    ['a folder as the state', `${LEAST}\nstate: { type: file, path: ./x }`, 'state.type: found "file", expected s3'],
    [
      'a right made of a variable that is not set',
      `${LEAST}\nstate: { type: s3, bucket: "\${BUCKET}", region: eu-west-1 }`,
      `state.bucket: found \${BUCKET}, which is not set, expected a text written out`,
    ],
    [
      'a misspelt setting',
      `${LIVE}\ndeploy: { aws: { region: eu-west-1, memory: 1 } }`,
      'deploy.aws.memory: found an unknown key',
    ],
  ])('are refused for %s', (_, text, problem) => {
    expect(() => values(text)).toThrow(problem);
  });

  it('of the example are complete without any variable set', async () => {
    const example = await readFile('infra/aws/relaywatch.aws.example.yml', 'utf8');
    expect(values(example)).toMatchObject({ region: 'us-east-1', stateBucket: { is: 'created' } });
  });
});
