import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultCredentials, fixedCredentials, rotatingCredentials } from '../../lib/live/credentials.ts';

const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };

beforeEach(async () => {
  // no profile files, no metadata service: the environment alone decides
  vi.stubEnv('HOME', await mkdtemp(join(tmpdir(), 'relaywatch-')));
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

describe('credentials that are given', () => {
  it('stay the same when fixed', async () => {
    expect(await fixedCredentials(KEYS)()).toEqual(KEYS);
  });

  it('are read anew each time when rotating, and missed when there are none', async () => {
    const given = [KEYS, undefined, { ...KEYS, accessKeyId: 'id-2' }];
    const credentials = rotatingCredentials(() => given.shift());
    expect(await credentials()).toEqual(KEYS);
    await expect(credentials()).rejects.toThrow('no keys at present');
    expect(await credentials()).toMatchObject({ accessKeyId: 'id-2' });
  });
});
