import { describe, expect, it } from 'vitest';
import { configGaps } from '../../lib/config/gaps.ts';

const WHOLE = {
  alerts: [{ type: 'pagerduty' }],
  state: { type: 's3' },
  heartbeat: { url: 'https://hc-ping.com/x' },
};
const gapsOf = (document: unknown) => configGaps(document).map(({ path, sentence }) => `${path}: ${sentence}`);

const NO_CHANNEL = 'alerts: no channel, so nobody is notified of anything';
const CONSOLE_ONLY = 'alerts: only the console, which wakes nobody';
const NO_STATE =
  'state: none, so nothing is remembered: each sweep reports everything that is stopped again, and never that it recovered';
const LOST_STATE = 'state: a folder, which is lost with each instance of Function Compute; use oss or s3';
const NO_DEAD_MAN =
  'heartbeat: none, and no CloudWatch alarms with a topic (deploy.alarms.topics), so nobody notices when sweeps stop';

describe('a gap in a configuration', () => {
  it.each<[string, object, string[]]>([
    ['is none where everything is there', {}, []],
    ['is no channel', { alerts: [] }, [NO_CHANNEL]],
    ['is no list of channels', { alerts: undefined }, [NO_CHANNEL]],
    ['is the console alone', { alerts: [{ type: 'console' }] }, [CONSOLE_ONLY]],
    ['is the console twice', { alerts: [{ type: 'console' }, { type: 'console', name: 'b' }] }, [CONSOLE_ONLY]],
    ['is not the console beside another', { alerts: [{ type: 'console' }, { type: 'slack' }] }, []],
    ['is no state', { state: undefined }, [NO_STATE]],
    ['is not a folder on a machine', { state: { type: 'file' } }, []],
    ['is a folder in Function Compute', { state: { type: 'file' }, deploy: { fc: {} } }, [LOST_STATE]],
    ['is not a bucket in Function Compute', { state: { type: 'oss' }, deploy: { fc: {} } }, []],
    ['is nobody who notices', { heartbeat: undefined }, [NO_DEAD_MAN]],
  ])('%s', (_, part, gaps) => {
    expect(gapsOf({ ...WHOLE, ...part })).toEqual(gaps);
  });

  it.each<[object, boolean]>([
    [{ metrics: [{ type: 'cloudwatch' }], deploy: { alarms: { topics: ['arn:aws:sns:x'] } } }, true],
    [{ metrics: [{ type: 'otlp' }, { type: 'cloudwatch' }], deploy: { alarms: { topics: ['a', 'b'] } } }, true],
    [{ metrics: [{ type: 'cloudwatch' }], deploy: { alarms: { topics: [] } } }, false],
    [{ metrics: [{ type: 'cloudwatch' }], deploy: { alarms: { topics: 'arn' } } }, false],
    [{ metrics: [{ type: 'cloudwatch' }], deploy: { alarms: {} } }, false],
    [{ metrics: [{ type: 'cloudwatch' }] }, false],
    [{ metrics: [{ type: 'prometheus' }], deploy: { alarms: { topics: ['arn:aws:sns:x'] } } }, false],
    [{ deploy: { alarms: { topics: ['arn:aws:sns:x'] } } }, false],
  ])('is not the heartbeat where an alarm would tell: %j: %s', (part, wouldTell) => {
    expect(gapsOf({ ...WHOLE, heartbeat: undefined, ...part })).toEqual(wouldTell ? [] : [NO_DEAD_MAN]);
  });

  const TOKEN = 't'.repeat(20);
  const URL = 'https://x.example.com';
  const NOT_KEPT =
    'callbacks: no state beside them, where they would be kept: what receives callbacks cannot accept any';
  const NO_TOKEN =
    'callbacks.token: none: sweeps look for callbacks, but nothing can receive any, and `relaywatch callbacks set` has no address to give';
  const NO_CALLBACKS =
    'callbacks: none, although the receiver is to be deployed (deploy.fc.callbacks, deploy.aws.callbacks): it needs a token';
  const NO_ADDRESS =
    'callbacks.url: none, so `relaywatch callbacks set` cannot give relays the address of the receiver, which `deploy apply` tells';

  it.each<[string, object, string[]]>([
    ['is none with token, address and state', { callbacks: { token: TOKEN, url: URL } }, []],
    ['is callbacks that are kept nowhere', { callbacks: { token: TOKEN }, state: undefined }, [NO_STATE, NOT_KEPT]],
    ['is callbacks without a token', { callbacks: {} }, [NO_TOKEN]],
    ['is a receiver on Function Compute without callbacks', { deploy: { fc: { callbacks: true } } }, [NO_CALLBACKS]],
    ['is a receiver on Lambda without callbacks', { deploy: { aws: { callbacks: true } } }, [NO_CALLBACKS]],
    ['is not a receiver that is not wanted', { deploy: { fc: { callbacks: false }, aws: { callbacks: false } } }, []],
    [
      'is a receiver whose address nobody knows',
      { callbacks: { token: TOKEN }, deploy: { aws: { callbacks: true } } },
      [NO_ADDRESS],
    ],
    ['is not the address where `watch` receives them', { callbacks: { token: TOKEN } }, []],
  ])('of callbacks %s', (_, part, gaps) => {
    expect(gapsOf({ ...WHOLE, ...part })).toEqual(gaps);
  });

  it.each([null, undefined, 'text', 7, [], {}])('is everything where there is nothing: %j', (document) => {
    expect(gapsOf(document)).toEqual([NO_CHANNEL, NO_STATE, NO_DEAD_MAN]);
  });

  it('is found although parts are not what they should be', () => {
    const odd = { alerts: [null, 'console', 7], state: 'file', deploy: [], metrics: {}, heartbeat: null };
    expect(gapsOf(odd)).toEqual([]);
  });
});
