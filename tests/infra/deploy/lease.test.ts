import { describe, expect, it } from 'vitest';
import { checkLease } from '../../../infra/deploy/lease.ts';

const AWS = { region: 'us-east-1' };
const ofFc = (parts: object) => ({ fc: { schedule: '@every 1m', timeoutSeconds: 60, ...parts } });
const check = (leaseSeconds: unknown, deploy?: unknown) =>
  checkLease({ sweep: { leaseSeconds }, deploy }, 'relaywatch.yml');

describe('a lease', () => {
  it.each([
    ['as long as by default', 120, ofFc({})],
    ['shorter than the time of the function, since it is renewed', 30, ofFc({ timeoutSeconds: 600 })],
    ['twice the time of the function', 1_200, ofFc({ timeoutSeconds: 600 })],
    ['twice the interval', 1_200, ofFc({ schedule: '@every 10m' })],
    ['on Lambda, twice the time of the function', 240, { aws: AWS }],
    ['of any length where the timer is not ours', 86_400, undefined],
    ['that is not known here', '$' + '{LEASE}', ofFc({})],
  ])('may be %s', (_, seconds, deploy) => {
    expect(() => check(seconds, deploy)).not.toThrow();
  });

  it.each([
    ['on Function Compute', 121, ofFc({}), 'at most 120 seconds', 'every 60 seconds'],
    ['with a slow timer', 1_201, ofFc({ schedule: '@every 10m' }), 'at most 1200 seconds', 'every 600 seconds'],
    ['on Lambda', 600, { aws: AWS }, 'at most 240 seconds', 'every 60 seconds'],
  ])(
    'may not be more than twice the interval and twice the time of the function %s',
    (_, seconds, deploy, most, due) => {
      expect(() => check(seconds, deploy)).toThrow(most);
      expect(() => check(seconds, deploy)).toThrow(`sweep.leaseSeconds`);
      expect(() => check(seconds, deploy)).toThrow(due);
    },
  );
});
