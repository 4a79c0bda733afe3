import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../../infra/alarms/alarms.ts';
import { dashboardOf } from '../../../infra/alarms/dashboard.ts';
import { putInput } from '../../../infra/alarms/observed.ts';
import { requiredAlarmTarget } from '../../../infra/alarms/target.ts';
import { dispatcherCost } from '../../../infra/cost/dispatcher.ts';
import { parseConfigWithout, parseOperatorConfig } from '../../../lib/config/partial.ts';
import { inDetail, point } from '../../../lib/monitor/metric-catalogue.ts';
import { checkMetricAlarm } from '../../../stand-ins/cloudwatch/alarm-rules.ts';
import { TOPIC } from './a-target.ts';
import { dashboardBody } from './dashboard-body.ts';

const textOf = (alarms: object = {}, detail = 'essential') =>
  JSON.stringify({
    live: { regions: ['cn-shanghai'] },
    metrics: [
      { type: 'cloudwatch', namespace: 'LiveRelay', region: 'eu-central-1', dimensions: { Stage: 'prod' }, detail },
    ],
    alerts: [{ type: 'webhook', url: 'https://on-call.example.com/' }],
    deploy: { aws: { region: 'eu-central-1' }, alarms: { topics: [TOPIC], ...alarms } },
    accounts: [{ name: 'acme' }, { name: 'other' }],
  });
const operatorOf = (text: string) => parseOperatorConfig(text, {}, 'test', []);
const ofAll = (alarms?: object, detail?: string) =>
  requiredAlarmTarget(operatorOf(textOf(alarms, detail)), 'test', 'accounts');
const ofOne = (alarms?: object) =>
  requiredAlarmTarget(parseConfigWithout(textOf(alarms), {}, 'test', [], 'acme'), 'test');

describe('the alarms over several accounts', () => {
  it.each(['essential', 'full'])('are two on one metric, which the dispatcher publishes in %s detail', (detail) => {
    const alarms = alarmsOf(ofAll({}, detail));
    expect(alarms.map(({ name, fields }) => [name, fields.metrics, fields.missingData])).toEqual(
      [
        ['relaywatch-dispatcher-dead', 60, 'breaching'],
        ['relaywatch-accounts-behind', 60, 'ignore'],
      ].map(([name, periodSeconds, missing]) => [
        name,
        {
          m1: {
            ...{ namespace: 'LiveRelay', metric: 'AccountsBehind', dimensions: { Stage: 'prod' } },
            ...{ statistic: 'Maximum', periodSeconds },
          },
        },
        missing,
      ]),
    );
    for (const { name, fields } of alarms)
      expect(() => checkMetricAlarm({ ...putInput(name, fields) }, 'eu-central-1')).not.toThrow();
    expect(inDetail([point('AccountsBehind', 0)], 'essential')).toHaveLength(1);
  });

  it('hold the dispatcher for dead by absence alone, after three intervals or as long as is said', () => {
    const [dead] = alarmsOf(ofAll());
    // no number is below zero
    expect(dead?.fields).toMatchObject({ comparison: 'LessThanThreshold', threshold: 0, evaluationPeriods: 3 });
    expect(alarmsOf(ofAll({ deadAfterMinutes: 9 }))[0]?.fields.evaluationPeriods).toBe(9);
  });

  it('leave those of each account as they are', () => {
    expect(alarmsOf(ofOne()).map(({ name }) => name)).toEqual(
      ['dead-man', 'sweep-incomplete', 'critical', 'channel-broken', 'undelivered'].map(
        (id) => `relaywatch-acme-${id}`,
      ),
    );
  });

  it('have one dashboard for all, with a line for each account, and one of each only where that is said', () => {
    const { widgets } = dashboardBody.parse(JSON.parse(JSON.stringify(dashboardOf(ofAll()))));
    const text = JSON.stringify(widgets);
    expect(text).toContain('Live relays of all accounts');
    const search = `SEARCH('{"LiveRelay","Account","Stage"} MetricName="CriticalIncidents" "Stage"="prod"', 'Maximum', 60)`;
    expect(text).toContain(JSON.stringify(search));
    expect(ofAll().settings.dashboard).toBe(true);
    expect(ofOne().settings.dashboard).toBe(false);
    expect(ofOne({ accountDashboards: true }).settings.dashboard).toBe(true);
    expect(ofOne({ accountDashboards: true, dashboard: false }).settings.dashboard).toBe(false);
  });

  it('cost half a dollar with their metric, and the dashboard', async () => {
    const { clouds } = await dispatcherCost(operatorOf(textOf()), []);
    const usd = (item: string) => clouds[0]?.lines.find((line) => line.item === item)?.usd;
    expect([usd('custom metrics'), usd('alarms'), usd('dashboard')]).toEqual([0.3, 0.2, 3]);
  });
});
