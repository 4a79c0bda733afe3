import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultS3Keys } from '../../../lib/state/bucket/s3-keys.ts';

/** What leads the vendor's chain to keys, or away from a machine's own. */
const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-keys-'));
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('keys for S3', () => {
  it('are those of the environment, as Lambda sets them, and change with it', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const keys = defaultS3Keys(process.env);
    expect(await keys()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    expect(await keys()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  it('are those of a profile where one is named, whatever else is set', async () => {
    await writeFile(join(folder, 'credentials'), '[ops]\naws_access_key_id = of-ops\naws_secret_access_key = s\n');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_PROFILE', 'ops');
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await defaultS3Keys(process.env)()).toMatchObject({ accessKeyId: 'of-ops', secretAccessKey: 's' });
  });

  it('are those of the container where that hands some out', async () => {
    const Expiration = '2100-01-01T00:00:00Z';
    const given = { AccessKeyId: 'of-container', SecretAccessKey: 's', Token: 't', Expiration };
    const server = createServer((_, response) => response.end(JSON.stringify(given)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/keys`);
    expect(await defaultS3Keys(process.env)()).toMatchObject({ accessKeyId: 'of-container', sessionToken: 't' });
    server.close();
  });

  it('are missed under the name that is told as such', async () => {
    await expect(defaultS3Keys(process.env)()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  });
});
