import { DescribeAlarmsCommand, GetDashboardCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planSummary } from '../../infra/deploy/diff.ts';
import { actionsOf, aRig, type Rig, theirs, wantedOf } from '../infra/alarms/a-rig.ts';
import { TOPIC } from '../infra/alarms/a-target.ts';
import { dashboardBody } from '../infra/alarms/dashboard-body.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'Alarms as moto imitates them' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let rig: Rig;

  beforeAll(async () => {
    moto = await startMoto();
  });
  beforeEach(() => {
    rig = aRig(moto.url);
  });
  afterEach(async () => {
    rig.close();
    await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  });
  afterAll(() => moto?.stop());

  /** Everything there, of anybody. */
  async function there() {
    const { MetricAlarms = [] } = await rig.client.send(new DescribeAlarmsCommand({}));
    const { DashboardEntries = [] } = await rig.client.send(new ListDashboardsCommand({}));
    return {
      alarms: MetricAlarms,
      dashboards: DashboardEntries.map(({ DashboardName }) => DashboardName),
    };
  }

  it('are made as planned, found unchanged, and gone after destroy', async () => {
    const parts = { alarms: { topics: [TOPIC], runbook: 'https://wiki.example.com/relays' } };
    expect(planSummary(await rig.plan(parts))).toBe('13 to create');
    expect((await there()).alarms).toEqual([]);

    await rig.apply(parts);
    const { alarms, dashboards } = await there();
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(wantedOf(parts).alarms.map(({ name }) => name));
    expect(alarms[0]).toMatchObject({
      AlarmName: 'relaywatch-dead-man',
      MetricName: 'Heartbeat',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
    });
    expect(dashboards).toEqual(['relaywatch']);
    const { DashboardBody = '' } = await rig.client.send(new GetDashboardCommand({ DashboardName: 'relaywatch' }));
    expect(() => dashboardBody.parse(JSON.parse(DashboardBody))).not.toThrow();

    expect(planSummary(await rig.plan(parts))).toBe('no changes, 13 unchanged');
    await rig.destroy(parts);
    expect(await there()).toEqual({ alarms: [], dashboards: [] });
  });

  it('show what was changed by hand, and are put right', async () => {
    await rig.apply();
    const [alarm] = (await there()).alarms;
    await rig.putByHand({ ...theirs('relaywatch-dead-man'), AlarmDescription: alarm?.AlarmDescription });
    const change = (await rig.plan()).find(({ action }) => action === 'change');
    expect(change?.differences?.map(({ path }) => path)).toContain('metrics.m1.metric');
    expect(await rig.apply()).toEqual(['change relaywatch-dead-man']);
    expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
  });

  it('of others stay as they are, and so do their dashboards', async () => {
    await rig.putByHand(theirs('relaywatch-theirs'));
    await rig.putByHand(theirs('relaywatch-dead-man'));
    await rig.putDashboardByHand('relaywatch', { widgets: [] });
    const before = await there();

    expect(actionsOf(await rig.plan()).filter((text) => text.startsWith('conflict'))).toEqual([
      'conflict alarm relaywatch-dead-man',
      'conflict dashboard relaywatch',
    ]);
    await expect(rig.apply()).rejects.toMatchObject({ reason: 'conflict' });
    expect(await rig.destroy()).toEqual([]);
    expect(await there()).toEqual(before);
  });
});
