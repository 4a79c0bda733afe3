import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { type AwsService, awsService, type Template } from './aws-service.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE } from './cloudwatch-moto-server.ts';

const CFN_LINT = fileURLToPath(new URL('../../.venv/bin/cfn-lint', import.meta.url));
const EXAMPLE = await readFile(new URL('../../infra/aws/relaywatch.aws.example.yml', import.meta.url), 'utf8');
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:on-call';
const NOTHING_OF_AWS = 'live: { regions: [cn-shanghai] }\ndeploy: { aws: { region: us-east-1 } }';

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has cfn-lint', () => expect.fail(HOW_TO_GET_MOTO));
}

const services: AwsService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

async function serviceOf(...args: Parameters<typeof awsService>): Promise<AwsService> {
  const service = await awsService(...args);
  services.push(service);
  return service;
}
const templateOf = async (config: string, ...args: string[]) => (await serviceOf(config)).package(...args);
const propertiesOf = ({ Resources }: Template, name: string) => Resources[name]?.Properties;

function statementsOf(template: Template): readonly Record<string, unknown>[] {
  const { Policies } = propertiesOf(template, 'IamRoleLambdaExecution') as {
    Policies: readonly { PolicyDocument: { Statement: readonly Record<string, unknown>[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
const aboutLogs = ({ Action }: Readonly<Record<string, unknown>>) => [Action].flat().join().startsWith('logs:');

describe('the template for AWS, made without network and credentials', () => {
  it('runs the function every minute on Node 22, once a minute at most, and tells a topic when it fails', async () => {
    const template = await templateOf(EXAMPLE);
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

  it('gives the role nothing but its log, its namespace, its part of the bucket and its topic', async () => {
    const statements = statementsOf(await templateOf(EXAMPLE));
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

  it('keeps the bucket of the state private, encrypted, unversioned, and free of what is old', async () => {
    const bucket = propertiesOf(await templateOf(EXAMPLE), 'StateBucket');
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
      /^( {4})region: us-east-1\n/m,
      `$1region: us-east-1\n$1createBucket: false\n$1reservedConcurrency: 1\n$1failureTopic: "${TOPIC}"\n`,
    );
    const template = await templateOf(config);
    expect(Object.keys(template.Resources).filter((name) => /^(StateBucket|FailureTopic)$/.test(name))).toEqual([]);
    expect(template.Outputs).not.toHaveProperty('FailureTopic');
    expect(propertiesOf(template, 'SweepLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 1 });
    expect(propertiesOf(template, 'SweepLambdaEvConf')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: TOPIC } },
    });
    expect(statementsOf(template)).toContainEqual({ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC });
  });

  it('has references for the variables, never a value, whatever is set where it is made', async () => {
    const secrets = {
      SLACK_URL: 'https://hooks.example.com/canary-1',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'canary-2',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary-3',
    };
    const config = EXAMPLE.replace('- type: console', '- { type: slack, url: "${SLACK_URL}" }');
    const service = await serviceOf(config, secrets);
    const variables = async (...args: string[]) =>
      propertiesOf(await service.package(...args), 'SweepLambdaFunction')?.Environment;
    const all = (of: (name: string) => string) => ({
      Variables: Object.fromEntries(Object.keys(secrets).map((name) => [name, of(name)])),
    });
    const fromManager = await variables('--param=secrets=secretsmanager', '--param=secretsFrom=team/relaywatch');
    expect(fromManager).toEqual(all((name) => `{{resolve:secretsmanager:team/relaywatch:SecretString:${name}}}`));
    expect(await variables()).toEqual(all((name) => `{{resolve:ssm:/relaywatch/${name}}}`));

    const zip = unzipSync(await readFile(join(service.folder, 'dist/relaywatch.zip')));
    const texts = { ...(await service.texts()), 'relaywatch.json': strFromU8(zip['relaywatch.json'] as Uint8Array) };
    expect(Object.keys(texts).length).toBeGreaterThanOrEqual(5);
    expect(Object.entries(texts).filter(([, text]) => text.includes('canary'))).toEqual([]);
  });

  it('takes memory, time and days of logs as parameters', async () => {
    const params = ['memory=512', 'timeout=60', 'logDays=7'].map((param) => `--param=${param}`);
    const template = await templateOf(EXAMPLE, '--stage', 'test', ...params);
    const expected = { FunctionName: 'relaywatch-test-sweep', MemorySize: 512, Timeout: 60 };
    expect(propertiesOf(template, 'SweepLambdaFunction')).toMatchObject(expected);
    expect(propertiesOf(template, 'SweepLogGroup')).toMatchObject({ RetentionInDays: 7 });
  });

  it('refuses a parameter that cannot be', async () => {
    await expect(templateOf(EXAMPLE, '--param=memory=a-lot')).rejects.toThrow(/memorySize/);
  });

  it.skipIf(!MOTO_IS_THERE).each([
    ['the example', EXAMPLE],
    ['a function that has nothing else on AWS', NOTHING_OF_AWS],
  ])('has nothing that cfn-lint would change, for %s', async (_, config) => {
    const { folder, package: run } = await serviceOf(config);
    await run();
    const files = ['create', 'update'].map((kind) => `.serverless/cloudformation-template-${kind}-stack.json`);
    const lint = promisify(execFile)(CFN_LINT, ['--non-zero-exit-code', 'informational', ...files], { cwd: folder });
    await expect(lint).resolves.toEqual({ stdout: '', stderr: '' });
  });
});
