import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsService, awsService } from './aws-service.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';

const PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const LISTING = fileURLToPath(new URL('./aws_resources.py', import.meta.url));
const REGION = 'us-east-1';

/** What the listing holds; what moto does not make (event-invoke settings, access blocks of buckets, arm64) only the template has. */
type Resources = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'AWS as moto imitates it' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let service: AwsService;

  beforeAll(async () => {
    moto = await startMoto();
    service = await awsService(
      await readFile(new URL('../../infra/aws/relaywatch.aws.example.yml', import.meta.url), 'utf8'),
    );
  });
  afterAll(async () => {
    await service?.close();
    await moto?.stop();
  });

  const osls = (...args: string[]) =>
    service.osls(args, { AWS_ENDPOINT_URL: moto.url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  async function resources(): Promise<Resources> {
    const { stdout } = await promisify(execFile)(PYTHON, [LISTING, moto.url, REGION]);
    return JSON.parse(stdout) as Resources;
  }
  const deployedCode = async () => (await resources()).functions?.[0]?.CodeSha256;
  async function packagedCode(): Promise<string> {
    const zip = await readFile(join(service.folder, 'dist/relaywatch.zip'));
    return createHash('sha256').update(zip).digest('base64');
  }

  it('gets the whole stack, keeps it when nothing changed, follows relaywatch.yml and the code, goes back, and is empty again when it was removed', {
    timeout: 1_200_000,
  }, async () => {
    const before = await resources();
    expect(Object.entries(before).filter(([, found]) => found.length > 0)).toEqual([]);

    await osls('deploy');
    const deployed = await resources();
    expect(deployed).toMatchObject({
      // osls creates the stack with a bucket for the code, then updates it with the rest
      stacks: [{ StackName: 'relaywatch-prod', StackStatus: 'UPDATE_COMPLETE' }],
      functions: [
        {
          FunctionName: 'relaywatch-prod-sweep',
          CodeSha256: await packagedCode(),
          Runtime: 'nodejs22.x',
          ReservedConcurrentExecutions: null,
        },
      ],
      rules: [
        {
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [{ Arn: `arn:aws:lambda:${REGION}:123456789012:function:relaywatch-prod-sweep` }],
        },
      ],
      logGroups: [{ logGroupName: '/aws/lambda/relaywatch-prod-sweep', retentionInDays: 30 }],
      topics: [{ TopicArn: expect.stringContaining('FailureTopic') }],
    });
    expect(deployed.buckets).toHaveLength(2);
    const state = { Name: 'relaywatch-state-123456789012', Versioning: null, Keys: [] };
    expect(deployed.buckets).toContainEqual(state);
    expect(JSON.stringify(deployed.roles)).toContain('arn:aws:s3:::relaywatch-state-123456789012/relaywatch/*');

    expect(await osls('deploy')).toMatch(/No changes to deploy/);
    expect(await resources()).toEqual(deployed);

    const config = join(service.folder, 'relaywatch.yml');
    await writeFile(config, (await readFile(config, 'utf8')).replace('[cn-shanghai]', '[cn-beijing]'));
    await osls('deploy');
    const changed = await deployedCode();
    expect(changed).not.toBe(deployed.functions?.[0]?.CodeSha256);
    expect(changed).toBe(await packagedCode());

    // the code alone, by the command for that
    await writeFile(join(service.folder, 'index.js'), 'exports.handler = 2;');
    await osls('deploy', 'function', '-f', 'sweep');
    expect(await deployedCode()).not.toBe(changed);
    expect(await deployedCode()).toBe(await packagedCode());

    // what was deployed first, by its place in the list
    const first = /^Timestamp: (\d+)$/m.exec(await osls('rollback'))?.[1];
    await osls('rollback', '--timestamp', String(first));
    expect(await deployedCode()).toBe(deployed.functions?.[0]?.CodeSha256);

    await osls('remove');
    expect(await resources()).toEqual(before);
  });
});
