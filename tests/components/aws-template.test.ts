import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsService, awsService, type Template } from './aws-service.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE } from './cloudwatch-moto-server.ts';

const CFN_LINT = fileURLToPath(new URL('../../.venv/bin/cfn-lint', import.meta.url));
const EXAMPLE = await readFile(new URL('../../infra/aws/relaywatch.aws.example.yml', import.meta.url), 'utf8');
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:on-call';
const SECRETS = {
  SLACK_URL: 'https://hooks.example.com/canary-1',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'canary-2',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary-3',
};
const NOTHING_OF_AWS = 'live: { regions: [cn-shanghai] }\ndeploy: { aws: { region: us-east-1 } }';

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has cfn-lint', () => expect.fail(HOW_TO_GET_MOTO));
}

const services: AwsService[] = [];
afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
});

async function serviceOf(...args: Parameters<typeof awsService>): Promise<AwsService> {
  const service = await awsService(...args);
  services.push(service);
  return service;
}
const propertiesOf = ({ Resources }: Template, name: string) => Resources[name]?.Properties;

function statementsOf(template: Template): readonly Record<string, unknown>[] {
  const { Policies } = propertiesOf(template, 'IamRoleLambdaExecution') as {
    Policies: readonly { PolicyDocument: { Statement: readonly Record<string, unknown>[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
/** Fails with what cfn-lint says, even if it is only advice. */
function lint({ folder }: AwsService) {
  const files = ['create', 'update'].map((kind) => `.serverless/cloudformation-template-${kind}-stack.json`);
  return promisify(execFile)(CFN_LINT, ['--non-zero-exit-code', 'informational', ...files], { cwd: folder });
}
const aboutLogs = ({ Action }: Readonly<Record<string, unknown>>) => [Action].flat().join().startsWith('logs:');

describe('the template for AWS, made without network and credentials', () => {
  let example: AwsService;
  let template: Template;
  beforeAll(async () => {
    example = await serviceOf(EXAMPLE);
    template = await example.package();
  });

  it('runs the function every minute on Node 22, never a second time for one minute, and tells a topic when it fails', () => {
    const sweep = propertiesOf(template, 'SweepLambdaFunction');
    expect(sweep).toMatchObject({
      FunctionName: 'relaywatch-prod-sweep',
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 120,
    });
    expect(sweep).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(propertiesOf(template, 'SweepLambdaEvConf')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: { Ref: 'FailureTopic' } } },
    });
    expect(propertiesOf(template, 'SweepEventsRuleSchedule1')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
    });
    expect(propertiesOf(template, 'SweepLogGroup')).toMatchObject({ RetentionInDays: 30 });
  });

  it('runs the function as relaywatch.yml says, and tells it how far apart its sweeps are', async () => {
    const schedule = 'rate(10 minutes)';
    const slow = await serviceOf(EXAMPLE.replace('deploy:\n  aws:\n', `deploy:\n  aws:\n    schedule: ${schedule}\n`));
    expect(propertiesOf(await slow.package(), 'SweepEventsRuleSchedule1')).toMatchObject({
      ScheduleExpression: schedule,
    });
    const { 'relaywatch.json': packaged } = unzipSync(await readFile(join(slow.folder, 'dist/relaywatch.zip')));
    expect(JSON.parse(strFromU8(packaged ?? new Uint8Array()))).toMatchObject({ sweep: { intervalSeconds: 600 } });
  });

  it('gives the role nothing but its log, its namespace, its part of the bucket and its topic', () => {
    const statements = statementsOf(template);
    const bucket = (rest: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:s3:::relaywatch-state-123456789012${rest}`,
    });
    expect(statements.filter(aboutLogs)).toHaveLength(2);
    expect(statements.filter((statement) => !aboutLogs(statement))).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData'],
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': ['LiveRelay'] } },
      },
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: bucket(''),
        Condition: { StringLike: { 's3:prefix': ['relaywatch/*'] } },
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: bucket('/relaywatch/*'),
      },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'FailureTopic' } },
    ]);
  });

  it('keeps the bucket of the state private, encrypted, unversioned, and free of what is old', () => {
    const bucket = propertiesOf(template, 'StateBucket');
    expect(bucket).toMatchObject({
      BucketName: 'relaywatch-state-123456789012',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Prefix: 'relaywatch/', ExpirationInDays: 30 }] },
    });
    expect(bucket).not.toHaveProperty('VersioningConfiguration');
  });

  it('makes neither bucket nor topic where they are given, and reserves what is asked for', async () => {
    const config = EXAMPLE.replace(
      /(the bucket is made\n)/,
      `$1    createBucket: false\n    reservedConcurrency: 1\n    failureTopic: "${TOPIC}"\n`,
    );
    const other = await (await serviceOf(config)).package();
    expect(Object.keys(other.Resources).filter((name) => /^(StateBucket|FailureTopic)$/.test(name))).toEqual([]);
    expect(other.Outputs).not.toHaveProperty('FailureTopic');
    expect(propertiesOf(other, 'SweepLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 1 });
    expect(propertiesOf(other, 'SweepLambdaEvConf')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: TOPIC } },
    });
    expect(statementsOf(other)).toContainEqual({ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC });
  });

  it('makes no status page unless it is asked to', () => {
    expect(Object.keys(template.Resources).filter((name) => name.startsWith('Status'))).toEqual([]);
  });

  it('makes the status page with a function URL, a role of its own and its own package', async () => {
    const config = EXAMPLE.replace(
      'deploy:\n  aws:\n',
      `status: { token: "\${STATUS_TOKEN}" }\ndeploy:\n  aws:\n    status: true\n`,
    );
    const service = await serviceOf(config, { STATUS_TOKEN: 'canary-of-the-token-4711' });
    const made = await service.package();
    expect(propertiesOf(made, 'StatusLambdaFunction')).toMatchObject({
      Handler: 'index.status',
      Timeout: 30,
      Code: { S3Key: expect.stringMatching(/\/relaywatch-status\.zip$/) },
      Environment: { Variables: { STATUS_TOKEN: '{{resolve:ssm:/relaywatch/STATUS_TOKEN}}' } },
      Role: { 'Fn::Sub': `\${StatusRole.Arn}` },
    });
    expect(propertiesOf(made, 'StatusLambdaFunctionUrl')).toMatchObject({ AuthType: 'NONE' });
    expect(made.Outputs).toHaveProperty('StatusLambdaFunctionUrl');
    expect(JSON.stringify(propertiesOf(made, 'StatusRole'))).not.toMatch(/PutObject|PutMetricData|sns:/);
    expect(JSON.stringify(propertiesOf(made, 'SweepLambdaFunction'))).not.toContain('STATUS_TOKEN');
    const zip = unzipSync(await readFile(join(service.folder, 'dist/relaywatch-status.zip')));
    const packaged = strFromU8(zip['relaywatch.json'] ?? new Uint8Array());
    expect(JSON.parse(packaged)).toMatchObject({ status: { token: `\${STATUS_TOKEN}` } });
    expect(JSON.stringify(await service.texts()) + packaged).not.toContain('canary');
    if (MOTO_IS_THERE) await expect(lint(service)).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it('makes no receiver of callbacks unless it is asked to', () => {
    expect(Object.keys(template.Resources).filter((name) => name.startsWith('Callback'))).toEqual([]);
  });

  it('makes the receiver of callbacks with a function URL, a role and a package of its own, and tells it whom to wake', async () => {
    const config = EXAMPLE.replace(
      'deploy:\n  aws:\n',
      `callbacks: { token: "\${CALLBACK_TOKEN}" }\ndeploy:\n  aws:\n    callbacks: true\n`,
    );
    const service = await serviceOf(config, { CALLBACK_TOKEN: 'canary-of-the-token-4711' });
    const made = await service.package();
    expect(propertiesOf(made, 'CallbackLambdaFunction')).toMatchObject({
      Handler: 'index.callback',
      MemorySize: 512,
      Timeout: 10,
      Code: { S3Key: expect.stringMatching(/\/relaywatch-callback\.zip$/) },
      Environment: {
        Variables: {
          CALLBACK_TOKEN: '{{resolve:ssm:/relaywatch/CALLBACK_TOKEN}}',
          RELAYWATCH_SWEEP_FUNCTION: { Ref: 'SweepLambdaFunction' },
        },
      },
      Role: { 'Fn::Sub': `\${CallbackRole.Arn}` },
    });
    expect(propertiesOf(made, 'CallbackLambdaFunctionUrl')).toMatchObject({ AuthType: 'NONE' });
    expect(made.Outputs).toHaveProperty('CallbackLambdaFunctionUrl');
    const role = JSON.stringify(propertiesOf(made, 'CallbackRole'));
    expect(role).toContain('{"Fn::GetAtt":["SweepLambdaFunction","Arn"]}');
    expect(role).not.toMatch(/GetObject|DeleteObject|ListBucket|PutMetricData|sns:|"Resource":"\*"/);
    expect(JSON.stringify(propertiesOf(made, 'SweepLambdaFunction'))).not.toContain('CALLBACK_TOKEN');
    const zip = unzipSync(await readFile(join(service.folder, 'dist/relaywatch-callback.zip')));
    const packaged = strFromU8(zip['relaywatch.json'] ?? new Uint8Array());
    expect(JSON.parse(packaged)).toMatchObject({ callbacks: { token: `\${CALLBACK_TOKEN}` } });
    expect(JSON.stringify(await service.texts()) + packaged).not.toContain('canary');
    if (MOTO_IS_THERE) await expect(lint(service)).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it('reads variables from SSM, and has the value of none, whatever is set where it is made', async () => {
    const config = EXAMPLE.replace('- type: console', `- { type: slack, url: "\${SLACK_URL}" }`);
    const service = await serviceOf(config, SECRETS);
    expect(propertiesOf(await service.package(), 'SweepLambdaFunction')?.Environment).toEqual({
      Variables: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: '{{resolve:ssm:/relaywatch/ALIBABA_CLOUD_ACCESS_KEY_ID}}',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: '{{resolve:ssm:/relaywatch/ALIBABA_CLOUD_ACCESS_KEY_SECRET}}',
        SLACK_URL: '{{resolve:ssm:/relaywatch/SLACK_URL}}',
      },
    });
    const zip = unzipSync(await readFile(join(service.folder, 'dist/relaywatch.zip')));
    const texts = { ...(await service.texts()), 'relaywatch.json': strFromU8(zip['relaywatch.json'] as Uint8Array) };
    expect(Object.keys(texts)).toHaveLength(4);
    expect(Object.entries(texts).filter(([, text]) => text.includes('canary'))).toEqual([]);
  });

  it('takes the store of secrets, memory, time and days of logs as parameters', async () => {
    const params = ['secrets=secretsmanager', 'secretsFrom=team/relaywatch', 'memory=512', 'timeout=60', 'logDays=7'];
    const service = await serviceOf(NOTHING_OF_AWS);
    const other = await service.package('--stage', 'test', ...params.map((param) => `--param=${param}`));
    const reference = '{{resolve:secretsmanager:team/relaywatch:SecretString:ALIBABA_CLOUD_ACCESS_KEY_ID}}';
    expect(propertiesOf(other, 'SweepLambdaFunction')).toMatchObject({
      FunctionName: 'relaywatch-test-sweep',
      MemorySize: 512,
      Timeout: 60,
      Environment: { Variables: { ALIBABA_CLOUD_ACCESS_KEY_ID: reference } },
    });
    expect(propertiesOf(other, 'SweepLogGroup')).toMatchObject({ RetentionInDays: 7 });
    if (MOTO_IS_THERE) await expect(lint(service)).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it.skipIf(!MOTO_IS_THERE)('has nothing that cfn-lint would change', async () => {
    await expect(lint(example)).resolves.toEqual({ stdout: '', stderr: '' });
  });
});
