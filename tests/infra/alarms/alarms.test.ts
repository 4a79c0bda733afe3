import { describe, expect, it } from 'vitest';
import { alarmMetricCount, type Measured } from '../../../infra/alarms/alarm.ts';
import { alarmsOf } from '../../../infra/alarms/alarms.ts';
import { putInput } from '../../../infra/alarms/observed.ts';
import { alarmTarget } from '../../../infra/alarms/target.ts';
import type { Config } from '../../../lib/config/schema.ts';
import { fitPoints } from '../../../lib/metrics/cloudwatch/points.ts';
import { inDetail, type MetricPoint } from '../../../lib/monitor/metric-catalogue.ts';
import { incidentPoints, metricPoints } from '../../../lib/monitor/metric-points.ts';
import { tally } from '../../../lib/monitor/tally.ts';
import { checkMetricAlarm } from '../../../stand-ins/cloudwatch/alarm-rules.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aConfig, aTarget, type Parts, TOPIC } from './a-target.ts';

const alarm = (id: string, parts: Parts = {}) => {
  const found = alarmsOf(aTarget(parts)).find((one) => one.id === id);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};
const idsOf = (parts: Parts = {}) => alarmsOf(aTarget(parts)).map(({ id }) => id);
const CHANNELS_12 = Array.from({ length: 12 }, (_, n) => ({
  type: 'webhook',
  name: `channel-${n}`,
  url: 'https://on-call.example.com/',
}));
const REGIONS_12 = Array.from({ length: 12 }, (_, n) => `cn-region-${n}`);

/** Every series of a sweep in which nothing is wrong, as CloudWatch gets it. */
function publishedSeries(): string[] {
  const now = instantClock().nowUtc();
  const { fit } = fitPoints(publishedPoints(aConfig()), { at: now, now, fixedDimensions: { Stage: 'prod' } });
  return fit.map(({ MetricName = '', Dimensions = [] }) =>
    keyOf(MetricName, Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? '']))),
  );
}

/** Of a sweep in which nothing is wrong. */
function publishedPoints({ live, alerts }: Config): MetricPoint[] {
  const facts = {
    regionsSeen: live.regions,
    complete: true,
    exact: true,
    overlooked: 0,
    pages: 1,
    calls: 1,
    throttled: 0,
    durationMs: 1,
    errorsByCode: new Map(),
    unexpectedFields: new Map(),
  };
  const channels = alerts.map(({ name, type }) => ({
    channel: name ?? type,
    sent: 0,
    failed: 0,
    left: 0,
    broken: false,
  }));
  const now = instantClock().nowUtc();
  return [
    ...metricPoints(tally([]), facts),
    ...incidentPoints({ state: { incidents: [] } as never, opened: [] }, channels, [], now),
  ];
}

function keyOf(metric: string, dimensions: Measured['dimensions']): string {
  return JSON.stringify([metric, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

describe('the alarms of a configuration', () => {
  it('are about the fleet, the watcher, the calls and the delivery, the most important first', () => {
    expect(idsOf()).toEqual([
      'dead-man',
      'sweep-incomplete',
      'stopped-PullStreamFailed',
      'stopped-PushStreamFailed',
      'stopped-UnknownError',
      'stopped-none',
      'channel-broken-slack',
      'channel-broken-值班',
      'undelivered',
      'delivery-failing',
      'api-errors',
      'api-throttled',
    ]);
  });

  it('look only at series that every sweep publishes, so that each can recover', () => {
    const published = publishedSeries();
    const watched = alarmsOf(aTarget()).flatMap(({ fields }) => Object.values(fields.metrics));
    expect(watched.length).toBeGreaterThan(15);
    expect(
      watched.map(({ metric, dimensions }) => keyOf(metric, dimensions)).filter((key) => !published.includes(key)),
    ).toEqual([]);
  });

  it('never sum a gauge over time, since a repeated request would double it', () => {
    const statistics = alarmsOf(aTarget()).flatMap(({ fields }) =>
      Object.values(fields.metrics).map(({ statistic }) => statistic),
    );
    expect(new Set(statistics)).toEqual(new Set(['Maximum']));
  });

  it('tell the topics of each alarm and of its end', () => {
    for (const { fields } of alarmsOf(aTarget({ alarms: { topics: [TOPIC] } }))) {
      expect(fields).toMatchObject({ actionsEnabled: true, alarmActions: [TOPIC], okActions: [TOPIC] });
    }
  });

  it('say what they mean, what to do, where to read on and whose they are', () => {
    const { fields } = alarm('stopped-PullStreamFailed', { alarms: { runbook: 'https://wiki.example.com/relays' } });
    expect(fields.description).toBe(
      'A relay is stopped in cn-shanghai or cn-beijing: the source could not be read (PullStreamFailed). ' +
        'Check the source, then restart the relays: Live has given up. Runbook: https://wiki.example.com/relays ' +
        '[made by relaywatch: relaywatch-stopped-PullStreamFailed]',
    );
  });

  it('are none without a cloudwatch backend', () => {
    expect(alarmTarget(aConfig({ metrics: [] }), 'relaywatch.yml')).toBeNull();
  });

  it.each<[string, Parts]>([
    ['as they come', {}],
    ['with twelve regions', { regions: REGIONS_12 }],
    ['with twelve channels', { alerts: CHANNELS_12 }],
    ['an hour apart', { alarms: { intervalMinutes: 60 } }],
    [
      'with the longest patience',
      { alarms: { intervalMinutes: 59, deadAfterMinutes: 720, incompleteAfterMinutes: 720 } },
    ],
    ['with nights and weekends without sweeps', { schedule: 'cron(0/5 8-20 ? * MON-FRI *)' }],
    ['with a sweep a month', { schedule: 'cron(0 8 1 * ? *)' }],
    ['with a runbook too long to show', { alarms: { runbook: `https://wiki.example.com/${'x'.repeat(2_000)}` } }],
    [
      'with a long channel name',
      { alerts: [{ type: 'slack', name: 'é'.repeat(400), url: 'https://hooks.slack.com/services/T/B/x' }] },
    ],
    ['with a topic', { alarms: { topics: [TOPIC] } }],
  ])('keep to the rules of PutMetricAlarm, %s', (_name, parts) => {
    const alarms = alarmsOf(aTarget(parts));
    for (const { name, fields } of alarms) checkMetricAlarm({ ...putInput(name, fields) }, 'eu-central-1');
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length);
  });
});

describe('the alarms of the essential metrics', () => {
  const parts = { detail: 'essential' } as const;
  const published = () => {
    const points = inDetail(publishedPoints(aConfig(parts)), 'essential');
    return new Set(points.map(({ name }) => name as string));
  };

  it('are five with one metric each, however many regions and channels there are', () => {
    const ids = ['dead-man', 'sweep-incomplete', 'critical', 'channel-broken', 'undelivered'];
    expect(idsOf(parts)).toEqual(ids);
    expect(idsOf({ ...parts, regions: REGIONS_12, alerts: CHANNELS_12 })).toEqual(ids);
    expect(alarmMetricCount(alarmsOf(aTarget({ ...parts, regions: REGIONS_12 })))).toBe(5);
  });

  it('look only at what a sweep publishes in this detail, without dimensions of its own', () => {
    for (const { fields } of alarmsOf(aTarget(parts)))
      for (const { metric, dimensions } of Object.values(fields.metrics)) {
        expect(published()).toContain(metric);
        expect(dimensions).toEqual({ Stage: 'prod' });
      }
  });

  it('begin at the number of critical incidents that is set, and 0 is none', () => {
    expect(alarm('critical', { ...parts, alarms: { critical: 3 } }).fields).toMatchObject({
      metrics: { m1: { metric: 'CriticalIncidents' } },
      threshold: 3,
      missingData: 'ignore',
    });
    expect(idsOf({ ...parts, alarms: { critical: 0 } })).not.toContain('critical');
  });

  it('cannot tell reasons apart, and say so to who asks for it', () => {
    expect(() => aTarget({ ...parts, alarms: { stopped: { none: 0 } } })).toThrow(
      /deploy\.alarms\.stopped: found numbers for none, but only metrics in full detail have reasons/,
    );
  });

  it('need neither channel nor message where only the console is told', () => {
    expect(idsOf({ ...parts, alerts: [{ type: 'console' }] })).toEqual(['dead-man', 'sweep-incomplete', 'critical']);
  });
});

describe('the dead man', () => {
  it('fires when heartbeats are missing or zero for three intervals, counted by minute', () => {
    expect(alarm('dead-man', { alarms: { intervalMinutes: 5 } }).fields).toMatchObject({
      metrics: { m1: { metric: 'Heartbeat', dimensions: { Stage: 'prod' }, periodSeconds: 60, statistic: 'Maximum' } },
      comparison: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: 15,
      datapointsToAlarm: 15,
      missingData: 'breaching',
    });
  });

  it.each([
    ['@every 5m', 15, 300],
    ['0 0,10,15,20,30,40,50 * * * *', 30, 600],
    [null, 3, 60],
  ])("goes by Function Compute's timer, too: %s", (fcSchedule, minutes, seconds) => {
    expect(alarm('dead-man', { fcSchedule }).fields.evaluationPeriods).toBe(minutes);
    expect(alarm('sweep-incomplete', { fcSchedule }).fields.metrics).toMatchObject({ m1: { periodSeconds: seconds } });
  });

  it.each([
    ['rate(5 minutes)', 15, 300],
    ['cron(0/10 * * * ? *)', 30, 600],
    ['cron(0,10,15,20,30,40,50 * * * ? *)', 30, 600],
  ])(
    'waits for three intervals of the timer, and the others look once an interval: %s',
    (schedule, minutes, seconds) => {
      const { fields, delay } = alarm('dead-man', { schedule });
      expect(fields).toMatchObject({ evaluationPeriods: minutes, metrics: { m1: { periodSeconds: 60 } } });
      expect(delay).toMatch(new RegExp(`^${minutes + 2} to`));
      expect(alarm('sweep-incomplete', { schedule }).fields.metrics).toMatchObject({ m1: { periodSeconds: seconds } });
      // what is written for the alarms may be longer, and not shorter
      expect(alarm('dead-man', { schedule, alarms: { intervalMinutes: 1 } }).fields.evaluationPeriods).toBe(minutes);
      expect(alarm('dead-man', { schedule, alarms: { intervalMinutes: 20 } }).fields.evaluationPeriods).toBe(60);
      expect(() => aTarget({ schedule, alarms: { deadAfterMinutes: seconds / 60 } })).toThrow(
        /deadAfterMinutes: .*than the schedule leaves between two sweeps/,
      );
    },
  );

  it('waits over the night that a timer leaves out, by the hour', () => {
    const schedule = 'cron(0/5 8-20 ? * * *)';
    const { fields } = alarm('dead-man', { schedule });
    expect(fields).toMatchObject({ evaluationPeriods: 34, metrics: { m1: { periodSeconds: 3_600 } } });
  });

  it('tells its true delay, which is more than the minutes set', () => {
    expect(alarm('dead-man').delay).toMatch(/^5 to 7 minutes/);
    expect(alarm('dead-man', { alarms: { deadAfterMinutes: 10 } }).delay).toMatch(/^12 to 14 minutes/);
  });

  it('is the only alarm that silence sets off: the others keep their state', () => {
    const missing = alarmsOf(aTarget()).map(({ id, fields }) => `${id} ${fields.missingData}`);
    expect(missing.filter((text) => !text.endsWith(' ignore'))).toEqual(['dead-man breaching']);
  });
});

describe('the other alarms', () => {
  it('of stopped relays add up all regions, with what a region last said when it cannot be read', () => {
    const { fields } = alarm('stopped-PushStreamFailed');
    expect(Object.values(fields.metrics).map(({ dimensions }) => dimensions)).toEqual([
      { Stage: 'prod', Region: 'cn-shanghai', Reason: 'PushStreamFailed' },
      { Stage: 'prod', Region: 'cn-beijing', Reason: 'PushStreamFailed' },
    ]);
    expect(fields).toMatchObject({
      expression: 'SUM([FILL(m1, REPEAT), FILL(m2, REPEAT)])',
      threshold: 1,
      evaluationPeriods: 1,
    });
  });

  it('of stopped relays need no math for one region', () => {
    const { fields } = alarm('stopped-none', { regions: ['cn-shanghai'] });
    expect(Object.keys(fields.metrics)).toEqual(['m1']);
    expect(fields.expression).toBeUndefined();
  });

  it('of stopped relays begin at the number set for the reason, and 0 is none', () => {
    const parts = { alarms: { stopped: { PullStreamFailed: 5, none: 0, TriggerByUser: 50 } } };
    expect(idsOf(parts).filter((id) => id.startsWith('stopped-'))).toEqual([
      'stopped-PullStreamFailed',
      'stopped-PushStreamFailed',
      'stopped-UnknownError',
      'stopped-TriggerByUser',
    ]);
    expect(alarm('stopped-PullStreamFailed', parts).fields.threshold).toBe(5);
    // this series is absent rather than zero
    expect(alarm('stopped-TriggerByUser', parts).fields.missingData).toBe('notBreaching');
  });

  it('of more than ten regions are several', () => {
    const ids = idsOf({ regions: REGIONS_12 }).filter((id) => id.startsWith('stopped-none'));
    expect(ids).toEqual(['stopped-none', 'stopped-none-2']);
    expect(Object.keys(alarm('stopped-none-2', { regions: REGIONS_12 }).fields.metrics)).toHaveLength(2);
  });

  it('of incomplete sweeps count sweeps, not minutes', () => {
    const { fields } = alarm('sweep-incomplete', { alarms: { intervalMinutes: 5, incompleteAfterMinutes: 12 } });
    expect(fields).toMatchObject({ evaluationPeriods: 3, metrics: { m1: { periodSeconds: 300 } } });
  });

  it('of calls count the share of failed ones', () => {
    expect(alarm('api-errors').fields).toMatchObject({
      metrics: { m1: { metric: 'ApiErrorsTotal' }, m2: { metric: 'ApiCalls' } },
      expression: 'IF(m2 > 0, 100 * m1 / m2, 0)',
      threshold: 10,
      evaluationPeriods: 3,
    });
  });

  it('of messages count age in milliseconds, from three intervals on', () => {
    expect(alarm('undelivered', { alarms: { undeliveredAfterMinutes: 15 } }).fields.threshold).toBe(900_000);
    const minutesAt = (schedule: string) => alarm('undelivered', { schedule }).fields.threshold / 60_000;
    // an age of one interval is one failed try, and that may pass
    expect(minutesAt('rate(1 minute)')).toBe(10);
    expect(minutesAt('rate(5 minutes)')).toBe(15);
    expect(minutesAt('cron(0,10,15,20,30,40,50 * * * ? *)')).toBe(30);
    expect(minutesAt('rate(12 hours)')).toBe(720);
  });

  it('of the delivery are none where nothing but the console is told', () => {
    const ids = idsOf({ alerts: [{ type: 'console' }] });
    expect(ids.filter((id) => /channel|deliver/.test(id))).toEqual([]);
    expect(ids).toContain('dead-man');
  });

  it('have names that CloudWatch can have, whatever the channel is called', () => {
    const { name, fields } = alarm('channel-broken-值班');
    expect(name).toMatch(/^relaywatch-channel-broken-_~[0-9a-f]{16}$/);
    expect(fields.description).toContain('The channel 值班 needs a human');
  });
});

describe('what the alarms cost', () => {
  it('is counted by metric: those of metric math one by one', () => {
    expect(alarmMetricCount([alarm('dead-man')])).toBe(1);
    expect(alarmMetricCount([alarm('stopped-none'), alarm('api-errors')])).toBe(4);
    expect(alarmMetricCount(alarmsOf(aTarget()))).toBe(1 + 1 + 4 * 2 + 2 + 1 + 2 + 2 + 1);
  });
});

describe('a configuration that cannot have alarms', () => {
  it.each<[string, Parts, RegExp]>([
    [
      'has no metrics backend',
      { metrics: [] },
      /metrics: found no metrics backend, expected a backend with type: cloudwatch/,
    ],
    [
      'has a topic in another region',
      { alarms: { topics: ['arn:aws:sns:us-east-1:123456789012:on-call'] } },
      /topics\[0\]: found a topic in us-east-1, expected a topic in eu-central-1/,
    ],
    [
      'is dead before the next sweep',
      { alarms: { intervalMinutes: 5, deadAfterMinutes: 5 } },
      /deadAfterMinutes: .*expected more minutes than intervalMinutes/,
    ],
  ])('%s', (_name, parts, problem) => {
    expect(() => aTarget(parts)).toThrow(problem);
  });
});
