import { expect, it } from 'vitest';
import { CALLERS, exportOf, STAND_IN_ENVIRONMENT, takeStandInKeys } from '../../stand-ins/keys.ts';

it('an environment that takes them leads to the keys of the stand-ins, whatever a person had in it', () => {
  const env = {
    PATH: '/bin',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'mine',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'mine',
    AWS_PROFILE: 'mine',
    AWS_SESSION_TOKEN: 'mine',
  };
  takeStandInKeys(env);
  expect(env).toEqual({ PATH: '/bin', ...STAND_IN_ENVIRONMENT });
});

it('the lines for a shell say the same', () => {
  const lines = [exportOf(CALLERS.alibabaCloud), exportOf(CALLERS.aws)].map((line) => line.split(' '));
  expect(lines.map(([command]) => command)).toEqual(['export', 'export']);
  expect(Object.fromEntries(lines.flatMap(([, ...set]) => set.map((each) => each.split('='))))).toEqual(
    STAND_IN_ENVIRONMENT,
  );
});
