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

  it.each([null, undefined, 'text', 7, [], {}])('is everything where there is nothing: %j', (document) => {
    expect(gapsOf(document)).toEqual([NO_CHANNEL, NO_STATE, NO_DEAD_MAN]);
  });

  it('is found although parts are not what they should be', () => {
    const odd = { alerts: [null, 'console', 7], state: 'file', deploy: [], metrics: {}, heartbeat: null };
    expect(gapsOf(odd)).toEqual([]);
  });
});
