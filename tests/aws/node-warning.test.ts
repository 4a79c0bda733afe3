import { afterEach, describe, expect, it, vi } from 'vitest';
import { withoutNodeVersionWarning } from '../../lib/aws/node-warning.ts';

const SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
const current = () => process.env[SWITCH];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the warning about the version of Node', () => {
  it.each([undefined, '', 'false', 'true'])(
    'is off while a client is made, and as it was (%s) afterwards',
    (before) => {
      vi.stubEnv(SWITCH, before);
      expect(withoutNodeVersionWarning(current)).toBe('true');
      expect(current()).toBe(before);
    },
  );

  it.each([undefined, 'false'])('is as it was (%s) when no client can be made, and the error is told', (before) => {
    vi.stubEnv(SWITCH, before);
    const making = () =>
      withoutNodeVersionWarning(() => {
        throw new Error('no region');
      });
    expect(making).toThrow('no region');
    expect(current()).toBe(before);
  });
});
