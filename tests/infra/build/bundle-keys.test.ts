import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFunction } from '../../../infra/build/build-function.ts';

/*
 * Links of both clouds' key chains are left out of the function (infra/build/left-out.ts): the others must be reached
 * past them. Bundled as the function is, and run without node_modules.
 */

let folder: string;
let server: Server;
let keysUrl: string;

/** What both clouds' "ask this URL" answers with; the fields differ in one name. */
const ANSWER = {
  Code: 'Success',
  AccessKeyId: 'from-url',
  AccessKeySecret: 's',
  SecretAccessKey: 's',
  SecurityToken: 't',
  Token: 't',
  Expiration: '2099-01-01T00:00:00Z',
};
const OF_ALIBABA = `require('./live/function/index.js').defaultCredentials()().then(({ accessKeyId }) => accessKeyId)`;
const OF_AWS = `new (require('./aws/function/index.js').CloudWatchClient)({ region: 'us-east-1' })
  .config.credentials().then(({ accessKeyId }) => accessKeyId)`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-bundle-keys-'));
  server = createServer((_, response) => response.end(JSON.stringify(ANSWER)));
  await Promise.all([
    buildFunction(join(folder, 'live'), 'lib/aliyun/credentials.ts'),
    buildFunction(join(folder, 'aws'), 'lib/metrics/cloudwatch/sdk.ts'),
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
  ]);
  keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** The id of the key that is found, or the message of the failure. */
async function keyFrom(chain: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = `${chain}.catch(({ message }) => message).then((text) => process.stdout.write(text))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: folder,
    // no file of this machine, and no address that only exists in a cloud
    env: {
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
  });
  return stdout;
}

describe("the bundled function's key chain of AWS", () => {
  it('finds keys in the environment', async () => {
    expect(await keyFrom(OF_AWS, { AWS_ACCESS_KEY_ID: 'from-environment', AWS_SECRET_ACCESS_KEY: 's' })).toBe(
      'from-environment',
    );
  });

  it('asks the URL that a container or Lambda gives', async () => {
    expect(await keyFrom(OF_AWS, { AWS_CONTAINER_CREDENTIALS_FULL_URI: keysUrl })).toBe('from-url');
  });

  it('says that there are none', async () => {
    expect(await keyFrom(OF_AWS, {})).toMatch(/^Could not load credentials from any providers|access disabled/);
  });
});

describe("the bundled function's key chain of Alibaba Cloud", () => {
  it('finds keys in the environment', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'from-environment', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's' };
    expect(await keyFrom(OF_ALIBABA, env)).toBe('from-environment');
  });

  it('asks the URL of its environment', async () => {
    expect(await keyFrom(OF_ALIBABA, { ALIBABA_CLOUD_CREDENTIALS_URI: keysUrl })).toBe('from-url');
  });

  it('says that there are none', async () => {
    expect(await keyFrom(OF_ALIBABA, {})).toContain('environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set');
  });
});
