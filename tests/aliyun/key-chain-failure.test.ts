import { describe, expect, it } from 'vitest';
import { KeyChainError, whyNoKeys } from '../../lib/aliyun/key-chain-error.ts';
import { keyChainError } from '../../lib/aliyun/key-chain-failure.ts';

const why = (said: string, env = {}) => keyChainError(new Error(said), env).message;
const URI = { ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1:9/Canary' };

describe('why no link of the chain gave keys', () => {
  it.each([
    ['Access key ID must be specified', 'environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set'],
    [
      'Access key secret must be specified',
      'environment: ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not',
    ],
    [
      "ENOENT: no such file or directory, open '/run/Canary'",
      'OIDC role: the file that ALIBABA_CLOUD_OIDC_TOKEN_FILE names cannot be read (ENOENT)',
    ],
    ['get sts token with OIDC failed: Canary', 'OIDC role: STS did not accept the token'],
    ['AssumeRoleWithOIDC: Canary', 'OIDC role: STS did not accept the token'],
    ['reading aliyun cli config from Canary', 'CLI profile: ~/.aliyun/config.json cannot be read'],
    ['failed to parse aliyun cli config Canary', 'CLI profile: ~/.aliyun/config.json is not valid JSON'],
    ['unable to get profile with Canary', 'CLI profile: ~/.aliyun/config.json does not have its current profile'],
    ['no any configured profiles', 'CLI profile: ~/.aliyun/config.json does not have its current profile'],
    ['unsupported profile mode Canary', 'CLI profile: the mode of the current profile is not known'],
    [
      "EACCES: permission denied, access '/root/Canary'",
      'profile file: ~/.alibabacloud/credentials, or what ALIBABA_CLOUD_CREDENTIALS_FILE names, cannot be read (EACCES)',
    ],
    ['the access key id is empty', 'profile file or CLI profile: an access key is empty'],
    ['The Access Key Secret is empty', 'profile file or CLI profile: an access key is empty'],
    [
      'connect ETIMEDOUT 100.100.100.200:80',
      'instance metadata: it cannot be reached (ETIMEDOUT): this is not an ECS instance, or it has no RAM role',
    ],
    [
      'get from http://100.100.100.200 failed',
      'instance metadata: it gave no keys: does the instance have a RAM role?',
    ],
    ['Canary', 'no link of the default chain gave any'],
    ['', 'no link of the default chain gave any'],
  ])('%s', (said, expected) => {
    expect(why(said).split('; ')[0]).toBe(expected);
    expect(why(said)).not.toContain('Canary');
  });

  it('is told of each link, in the order of the chain', () => {
    const said = 'reading aliyun cli config; the access key id is empty; Access key ID must be specified';
    expect(
      why(said)
        .split('; ')
        .map((link) => link.split(':')[0]),
    ).toEqual(['environment', 'CLI profile', 'profile file or CLI profile']);
  });

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:9', 'cannot be reached (ECONNREFUSED)'],
    ['getaddrinfo ENOTFOUND canary', 'cannot be reached (ENOTFOUND)'],
    ['connect ETIMEDOUT 10.0.0.1 and then connect ECONNREFUSED 127.0.0.1:9', 'cannot be reached (ECONNREFUSED)'],
    ['an odd answer', 'gave no keys'],
  ])('names the credentials URI where one is set: %s', (said, expected) => {
    expect(why(said, URI)).toContain(`credentials URI: what ALIBABA_CLOUD_CREDENTIALS_URI names ${expected}`);
    expect(why(said)).not.toContain('credentials URI');
    expect(why(said, { ALIBABA_CLOUD_CREDENTIALS_URI: '' })).not.toContain('credentials URI');
    expect(why(said, URI)).not.toContain('Canary');
  });

  it.each(['a text', null, undefined, 7, { message: 'Access key ID must be specified' }])(
    'is not known of what is no error: %j',
    (thrown) => {
      expect(keyChainError(thrown, {}).message).toBe('no link of the default chain gave any');
    },
  );
});

describe('an error without keys', () => {
  it('continues a sentence, and any other does not', () => {
    const error = new KeyChainError('environment: x is not set');
    expect(whyNoKeys(error)).toBe(' (environment: x is not set)');
    expect(error).toMatchObject({ reason: 'no-keys', name: 'KeyChainError' });
    expect(whyNoKeys(new Error('Canary'))).toBe('');
    expect(whyNoKeys('Canary')).toBe('');
  });
});
