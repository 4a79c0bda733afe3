import { describe, expect, it } from 'vitest';
import { checkLease } from '../../../infra/deploy/lease.ts';
import { checkedDeploy, deploySettings } from '../../../infra/deploy/settings.ts';
import { ConfigError } from '../../../lib/config/problems.ts';

const FC = { version: 3, region: 'cn-shanghai', accountId: '123456789012', role: 'acs:ram::123456789012:role/watch' };
const AWS = { region: 'us-east-1' };

function placesIn(deploy: unknown): string[] {
  try {
    deploySettings(deploy, 'relaywatch.yml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path }) => path);
  }
}
const ofFc = (parts: object) => placesIn({ fc: { ...FC, ...parts } });
const ofAws = (parts: object) => placesIn({ aws: { ...AWS, ...parts } });
const ofAlarms = (parts: object) => placesIn({ alarms: parts });

describe('a deployment to Function Compute', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ version: 2 }, []],
    [{ version: 1 }, ['deploy.fc.version']],
    [{ version: '3' }, ['deploy.fc.version']],
    [{ accountId: '123456' }, []],
    [{ accountId: '12345' }, ['deploy.fc.accountId']],
    [{ accountId: '1'.repeat(20) }, []],
    [{ accountId: '1'.repeat(21) }, ['deploy.fc.accountId']],
    [{ accountId: 123456789012 }, ['deploy.fc.accountId']],
    [{ function: '_watch-2' }, []],
    [{ function: `a${'b'.repeat(62)}` }, []],
    [{ function: `a${'b'.repeat(63)}` }, ['deploy.fc.function']],
    [{ function: '2watch' }, ['deploy.fc.function']],
    [{ service: 'a b' }, ['deploy.fc.service']],
    [{ role: 'acs:ram::123456789012:role/a.b@c_d/e-f' }, []],
    [{ role: 'arn:aws:iam::123456789012:role/watch' }, ['deploy.fc.role']],
    [{ role: 'acs:ram::123456789012:user/watch' }, ['deploy.fc.role']],
    [{ statusRole: 'watch' }, ['deploy.fc.statusRole']],
    [{ memoryMb: 128 }, []],
    [{ memoryMb: 192 }, []],
    [{ memoryMb: 32_768 }, []],
    [{ memoryMb: 64 }, ['deploy.fc.memoryMb']],
    [{ memoryMb: 129 }, ['deploy.fc.memoryMb']],
    [{ memoryMb: 32_832 }, ['deploy.fc.memoryMb']],
    [{ timeoutSeconds: 86_400 }, []],
    [{ timeoutSeconds: 0 }, ['deploy.fc.timeoutSeconds']],
    [{ endpoint: 'https://fc.example.com' }, []],
    [{ endpoint: 'https://fc.example.com/x' }, ['deploy.fc.endpoint']],
    [{ passEnvironment: ['AWS_ACCESS_KEY_ID', 'a1_'] }, []],
    [{ passEnvironment: ['FC_TOKEN'] }, ['deploy.fc.passEnvironment[0]']],
    [{ passEnvironment: ['NODE_DEBUG'] }, ['deploy.fc.passEnvironment[0]']],
    [{ passEnvironment: ['NODE_DEBUG_X'] }, []],
    [{ passEnvironment: ['_X', '1X', 'A-B', ''] }, [0, 1, 2, 3].map((n) => `deploy.fc.passEnvironment[${n}]`)],
    [{ passEnvironment: ['A'.repeat(128)] }, []],
    [{ passEnvironment: ['A'.repeat(129)] }, ['deploy.fc.passEnvironment[0]']],
    [{ log: { project: 'p', logstore: 'l' } }, []],
    [{ log: { project: 'p' } }, ['deploy.fc.log.logstore']],
    [{ status: 'yes' }, ['deploy.fc.status']],
    [{ handler: 'x' }, ['deploy.fc.handler']],
  ])('%j', (parts, places) => {
    expect(ofFc(parts)).toEqual(places);
  });

  it('has its defaults', () => {
    expect(deploySettings({ fc: FC }, '').fc).toEqual({
      ...FC,
      service: 'relaywatch',
      function: 'relaywatch',
      memoryMb: 256,
      timeoutSeconds: 120,
      schedule: '@every 1m',
      passEnvironment: [],
    });
  });
});

describe('a schedule', () => {
  it.each<[string, boolean, boolean]>([
    // of Function Compute, of EventBridge
    ['@every 1m', true, false],
    ['@every 1.5h', true, false],
    ['@every 59s', false, false],
    ['@every 0.5m', false, false],
    ['@every 60s', false, false],
    ['0 * * * * *', true, false],
    ['* * * * *', false, false],
    ['* * * * * *', false, false],
    ['CRON_TZ=Asia/Shanghai 0 0 8 * * *', true, false],
    ['TZ=Asia/Shanghai 0 0 8 * * *', false, false],
    ['0 0 0 31 2 *', false, false],
    ['rate(1 minute)', false, true],
    ['rate(1 minutes)', false, false],
    ['rate(2 minute)', false, false],
    ['rate(2 minutes)', false, true],
    ['rate(0 minutes)', false, false],
    ['rate(01 minutes)', false, false],
    ['cron(0/5 * * * ? *)', false, true],
    ['cron(0/5 * ? * * *)', false, true],
    ['cron(0/5 * * * * *)', false, false],
    ['cron(0/5 * ? * ? *)', false, false],
    ['cron(0/5 * * * ?)', false, false],
    ['', false, false],
  ])('%j is one of Function Compute: %s, of EventBridge: %s', (schedule, ofBoth, ofEvents) => {
    expect([ofFc({ schedule }).length === 0, ofAws({ schedule }).length === 0]).toEqual([ofBoth, ofEvents]);
  });
});

describe('a deployment to Lambda', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:123456789012:failed';
  it.each<[object, string[]]>([
    [{}, []],
    [{ region: 'cn-shanghai' }, ['deploy.aws.region']],
    [{ reservedConcurrency: 1 }, []],
    [{ reservedConcurrency: 0 }, ['deploy.aws.reservedConcurrency']],
    [{ reservedConcurrency: 101 }, ['deploy.aws.reservedConcurrency']],
    [{ failureTopic: TOPIC }, []],
    [{ failureTopic: 'failed' }, ['deploy.aws.failureTopic']],
    [{ createBucket: false, status: true }, []],
    [{ createBucket: 'no' }, ['deploy.aws.createBucket']],
    [{ memoryMb: 256 }, ['deploy.aws.memoryMb']],
  ])('%j', (parts, places) => {
    expect(ofAws(parts)).toEqual(places);
  });
});

describe('settings of the alarms', () => {
  const topics = (count: number) => Array.from({ length: count }, (_, n) => `arn:aws:sns:us-east-1:123456789012:t${n}`);

  it.each<[object, string[]]>([
    [{}, []],
    [{ topics: topics(5) }, []],
    [{ topics: topics(6) }, ['deploy.alarms.topics']],
    [{ intervalMinutes: 60 }, []],
    [{ intervalMinutes: 61 }, ['deploy.alarms.intervalMinutes']],
    [{ deadAfterMinutes: 2 }, []],
    [{ deadAfterMinutes: 1 }, ['deploy.alarms.deadAfterMinutes', 'deploy.alarms.deadAfterMinutes']],
    [{ deadAfterMinutes: 720 }, []],
    [{ deadAfterMinutes: 721 }, ['deploy.alarms.deadAfterMinutes']],
    [{ incompleteAfterMinutes: 1 }, []],
    [{ undeliveredAfterMinutes: 0 }, ['deploy.alarms.undeliveredAfterMinutes']],
    [{ stopped: { PullStreamFailed: 5, none: 0 } }, []],
    [{ stopped: { PullStreamFailed: -1 } }, ['deploy.alarms.stopped.PullStreamFailed']],
    [{ stopped: { 'a b': 1 } }, ['deploy.alarms.stopped']],
    [{ runbook: 'http://wiki.example.com' }, ['deploy.alarms.runbook']],
    [{ dashboard: 0 }, ['deploy.alarms.dashboard']],
  ])('%j', (parts, places) => {
    const found = ofAlarms(parts);
    expect([...new Set(found)]).toEqual([...new Set(places)]);
  });

  it('are no dead man that fires between two sweeps', () => {
    const dead = (deadAfterMinutes: number) =>
      placesIn({ aws: { ...AWS, schedule: 'rate(5 minutes)' }, alarms: { deadAfterMinutes } });
    expect(dead(5)).toEqual(['deploy.alarms.deadAfterMinutes']);
    expect(dead(6)).toEqual([]);
  });
});

describe('a deploy section', () => {
  it('may be missing', () => {
    for (const nothing of [undefined, null, {}])
      expect(deploySettings(nothing, '')).toEqual({
        alarms: {
          prefix: 'relaywatch',
          topics: [],
          critical: 1,
          stopped: {},
          dashboard: true,
          accountDashboards: false,
        },
      });
  });

  it.each([[[]], ['fc'], [7]])('is a section: not %j', (deploy) => {
    expect(placesIn(deploy)).toEqual(['deploy']);
  });

  it('may have variables that are not set here, and other mistakes are told all the same', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of a configuration
    const role = '${ROLE}';
    expect(() => checkedDeploy({ fc: { ...FC, role } }, '')).not.toThrow();
    expect(() => checkedDeploy({ fc: { ...FC, role, memoryMb: 1 } }, 'a.yml')).toThrow(
      /^a\.yml cannot be used:\n {2}deploy\.fc\.memoryMb: /,
    );
    expect(() => checkedDeploy(undefined, '')).not.toThrow();
  });
});

describe('a lease', () => {
  it.each<[object, number | null]>([
    // the most seconds that it may have, if any
    [{ deploy: { fc: {} } }, 240],
    [{ deploy: { aws: {} } }, 240],
    [{ deploy: { fc: { timeoutSeconds: 300 } } }, 600],
    [{ deploy: { fc: { timeoutSeconds: 30 } } }, 120],
    [{ deploy: { fc: { schedule: '@every 10m' } } }, 1_200],
    [{ deploy: { fc: {} }, sweep: { intervalSeconds: 600 } }, 1_200],
    [{ deploy: {} }, null],
    [{}, null],
  ])('is not much longer than a sweep that died: %j', (document, most) => {
    const withLease = (leaseSeconds: unknown) => () =>
      checkLease({ ...document, sweep: { ...(document as { sweep?: object }).sweep, leaseSeconds } }, 'a.yml');
    if (most === null) return expect(withLease(86_400)).not.toThrow();
    expect(withLease(most)).not.toThrow();
    expect(withLease(most + 1)).toThrow(`sweep.leaseSeconds: found ${most + 1}, expected at most ${most} seconds`);
    expect(withLease('86400')).not.toThrow();
  });
});
