import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultCredentials, fixedCredentials } from '../../lib/aliyun/credentials.ts';
import { closedPort } from '../support/closed-port.ts';

const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };

let home = '';

beforeEach(async () => {
  // no profile files, no metadata service: the environment alone decides
  home = await mkdtemp(join(tmpdir(), 'relaywatch-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
  for (const name of ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SECURITY_TOKEN', 'CREDENTIALS_URI', 'CREDENTIALS_FILE']) {
    vi.stubEnv(`ALIBABA_CLOUD_${name}`, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function setKeys(id: string, token?: string): void {
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', id);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', `secret-of-${id}`);
  vi.stubEnv('ALIBABA_CLOUD_SECURITY_TOKEN', token);
}

describe('the default credentials', () => {
  it('come from the environment, with and without a token, and follow it', async () => {
    setKeys('one');
    const credentials = defaultCredentials();
    expect(await credentials()).toEqual({ accessKeyId: 'one', accessKeySecret: 'secret-of-one' });
    setKeys('two', 'token');
    expect(await credentials()).toEqual({
      accessKeyId: 'two',
      accessKeySecret: 'secret-of-two',
      securityToken: 'token',
    });
  });

  it('are found once they are there, although there were none at first', async () => {
    const credentials = defaultCredentials();
    await expect(credentials()).rejects.toThrow();
    setKeys('late');
    expect(await credentials()).toMatchObject({ accessKeyId: 'late' });
  });
});

describe('when no link of the chain gives keys', () => {
  const whyNot = () =>
    defaultCredentials()().then(
      () => 'there were keys',
      (error: Error) => error.message,
    );
  const put = async (path: string, text: string) => {
    await mkdir(join(home, path, '..'), { recursive: true });
    await writeFile(join(home, path), text);
  };

  it('each is told with what it lacks', async () => {
    expect(await whyNot()).toBe(
      'environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set; CLI profile: ~/.aliyun/config.json cannot be read; ' +
        'profile file: ~/.alibabacloud/credentials, or what ALIBABA_CLOUD_CREDENTIALS_FILE names, cannot be read (ENOENT)',
    );
  });

  it('half a pair in the environment is told', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'CANARY-id');
    expect(await whyNot()).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not');
  });

  it.each([
    ['is not JSON', '{"access_key_secret": "CANARY-secret"', 'CLI profile: ~/.aliyun/config.json is not valid JSON'],
    [
      'names another profile',
      '{"current": "prod", "profiles": [{"name": "CANARY", "access_key_secret": "CANARY-secret"}]}',
      'CLI profile: ~/.aliyun/config.json does not have its current profile',
    ],
  ])('a configuration of the CLI that %s is told, and not quoted', async (_name, text, why) => {
    await put('.aliyun/config.json', text);
    const told = await whyNot();
    expect(told).toContain(why);
    expect(told).not.toContain('CANARY');
  });

  it('a profile file with half a key is told, and not quoted', async () => {
    await put('.alibabacloud/credentials', '[default]\ntype = access_key\naccess_key_id = CANARY-id\n');
    const told = await whyNot();
    expect(told).toContain('an access key is empty');
    expect(told).not.toContain('CANARY');
  });

  it('a token file that is not there is told', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ROLE_ARN', 'acs:ram::1:role/CANARY');
    vi.stubEnv('ALIBABA_CLOUD_OIDC_PROVIDER_ARN', 'acs:ram::1:oidc-provider/x');
    vi.stubEnv('ALIBABA_CLOUD_OIDC_TOKEN_FILE', join(home, 'CANARY-token'));
    const told = await whyNot();
    expect(told).toContain('OIDC role: the file that ALIBABA_CLOUD_OIDC_TOKEN_FILE names cannot be read (ENOENT)');
    expect(told).not.toContain('CANARY');
  });

  it('a credentials URI that refuses is told, and its address is not', async () => {
    const port = await closedPort();
    vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_URI', `http://127.0.0.1:${port}/CANARY`);
    const told = await whyNot();
    expect(told).toContain(
      'credentials URI: what ALIBABA_CLOUD_CREDENTIALS_URI names cannot be reached (ECONNREFUSED)',
    );
    expect(told).not.toContain('CANARY');
  });
});

describe('credentials that are given', () => {
  it('stay the same when fixed', async () => {
    expect(await fixedCredentials(KEYS)()).toEqual(KEYS);
  });
});
