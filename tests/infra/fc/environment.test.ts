import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../../infra/fc/environment.ts';
import { ConfigError } from '../../../lib/config/problems.ts';

function refusal(needed: string[], passed: string[], env: Record<string, string>): string {
  try {
    functionEnvironment(needed, passed, env, 'relaywatch.yml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return expect.fail('nothing was refused');
}

describe('the environment of the function', () => {
  it('has what the configuration refers to and what is to be passed on, each once, and nothing else', () => {
    const env = { HOOK_URL: 'https://hooks.example/x', AWS_ACCESS_KEY_ID: 'id', PATH: '/bin' };
    expect(functionEnvironment(['HOOK_URL'], ['AWS_ACCESS_KEY_ID', 'HOOK_URL'], env, 'relaywatch.yml')).toEqual({
      AWS_ACCESS_KEY_ID: 'id',
      HOOK_URL: 'https://hooks.example/x',
    });
  });

  it('names every variable that has no value, at once', () => {
    const message = refusal(['HOOK_URL', 'PAGER_KEY'], ['AWS_ACCESS_KEY_ID'], { HOOK_URL: 'set', PAGER_KEY: '' });
    expect(message).toContain('AWS_ACCESS_KEY_ID, PAGER_KEY, which the function needs');
    expect(message).not.toContain('HOOK_URL');
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'has no value of a variable that is not set, although every object has such a name: %s',
    (name) => {
      expect(refusal([name], [], {})).toContain(`${name}, which the function needs and which have no value`);
      expect(functionEnvironment([name], [], { [name]: 'own' }, 'relaywatch.yml')).toEqual({ [name]: 'own' });
    },
  );

  it('refuses names that Function Compute does not take', () => {
    expect(refusal(['_HOOK', 'FC_HOOK'], [], { _HOOK: 'a', FC_HOOK: 'b' })).toContain('FC_HOOK, _HOOK, which');
  });

  it('takes 4096 bytes of names and values, and not one more', () => {
    const value = 'x'.repeat(4_096 - 'BIG'.length);
    expect(functionEnvironment(['BIG'], [], { BIG: value }, 'relaywatch.yml')).toEqual({ BIG: value });
    const message = refusal(['BIG', 'A'], [], { BIG: value, A: 'é' });
    expect(message).toContain('found 4099 bytes of environment variables, the most of them in BIG with 4096 bytes');
    expect(message).not.toContain('xxx');
  });
});
