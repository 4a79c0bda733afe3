import { DescribeAlarmsCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putInput } from '../../../infra/alarms/observed.ts';
import { planSummary } from '../../../infra/deploy/diff.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { actionsOf, aRig, type Rig, theirs, wantedOf } from './a-rig.ts';
import type { Parts } from './a-target.ts';

let standIn: CloudWatchStandIn;
let rig: Rig;

beforeEach(async () => {
  standIn = await startCloudWatchStandIn();
  rig = aRig(standIn.url);
});
afterEach(async () => {
  rig.close();
  await standIn.close();
});

const namesThere = () => standIn.alarms().map(({ input }) => input.AlarmName);
const arnOf = (name: string) => standIn.alarms().find(({ input }) => input.AlarmName === name)?.arn ?? '';

/** One of ours as it was put, with fields changed by hand. */
async function changeByHand(id: string, fields: object) {
  const alarm = wantedOf().alarms.find((one) => one.id === id);
  if (!alarm) throw new Error(`no alarm ${id}`);
  await rig.putByHand({ ...putInput(alarm.name, alarm.fields), ...fields });
  return alarm.name;
}

describe('plan', () => {
  it('writes nothing', async () => {
    expect(planSummary(await rig.plan())).toBe('13 to create');
    expect(namesThere()).toEqual([]);
    expect(standIn.dashboards().size).toBe(0);
  });

  it('finds no changes after an apply', async () => {
    await rig.apply();
    expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
    expect(await rig.apply()).toEqual([]);
  });

  it.each([
    ['threshold', { Threshold: 7 }, { path: 'threshold', is: 7, shallBe: 1 }],
    [
      'missing data',
      { TreatMissingData: 'notBreaching' },
      { path: 'missingData', is: 'notBreaching', shallBe: 'breaching' },
    ],
    ['period', { Period: 300 }, { path: 'metrics.m1.periodSeconds', is: 300, shallBe: 60 }],
    ['statistic', { Statistic: 'Sum' }, { path: 'metrics.m1.statistic', is: 'Sum', shallBe: 'Maximum' }],
    ['unit', { Unit: 'Count' }, { path: 'metrics.m1.unit', is: 'Count', shallBe: undefined }],
    ['actions switched off', { ActionsEnabled: false }, { path: 'actionsEnabled', is: false, shallBe: true }],
    ['description', { AlarmDescription: 'mine' }, { path: 'description', is: 'mine' }],
    [
      'another action',
      { AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:x'] },
      { path: 'alarmActions[0]', is: 'arn:aws:sns:eu-central-1:123456789012:x' },
    ],
  ])('shows a field changed by hand: %s', async (_name, fields, difference) => {
    await rig.apply();
    const name = await changeByHand('dead-man', fields);
    const steps = (await rig.plan()).filter(({ action }) => action !== 'nothing');
    expect(steps).toMatchObject([{ action: 'change', kind: 'alarm', name, differences: [difference] }]);
    expect(await rig.apply()).toEqual([`change ${name}`]);
    expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
  });

  it('shows a change of the metric math', async () => {
    await rig.apply();
    const { Metrics = [] } = putInput('x', wantedOf().alarms.find(({ id }) => id === 'api-errors')?.fields as never);
    await changeByHand('api-errors', {
      Metrics: Metrics.map((query) => (query.Expression ? { ...query, Expression: 'm1' } : query)),
    });
    expect((await rig.plan()).find(({ action }) => action === 'change')?.differences).toEqual([
      { path: 'expression', is: 'm1', shallBe: 'IF(m2 > 0, 100 * m1 / m2, 0)' },
    ]);
  });

  it('shows a widget of the dashboard that was changed by hand, by its title', async () => {
    await rig.apply();
    const body = JSON.parse(standIn.dashboards().get('relaywatch') ?? '');
    body.widgets[2].properties.period = 300;
    await rig.putDashboardByHand('relaywatch', body);
    const steps = (await rig.plan()).filter(({ action }) => action !== 'nothing');
    expect(steps).toMatchObject([
      {
        action: 'change',
        kind: 'dashboard',
        differences: [{ path: 'Open incidents.properties.period', is: 300, shallBe: 60 }],
      },
    ]);
  });

  it('finds its alarms however many others begin alike', async () => {
    const others = Array.from({ length: 120 }, (_, n) => rig.putByHand(theirs(`relaywatch-${n}`)));
    await Promise.all(others);
    await rig.apply();
    expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
    expect(namesThere()).toHaveLength(120 + 12);
  });
});

describe('apply', () => {
  it('makes alarms with their mark, the dead man first', async () => {
    const told = await rig.apply();
    expect(told).toHaveLength(13);
    expect(told[0]).toBe('create relaywatch-dead-man');
    for (const { name, arn } of standIn.alarms().map(({ input, arn }) => ({ name: input.AlarmName, arn }))) {
      expect(await rig.service.tagsOf(arn), String(name)).toEqual({ relaywatch: 'relaywatch' });
    }
  });

  it('deletes what the configuration no longer asks for', async () => {
    await rig.apply();
    const parts: Parts = { alarms: { stopped: { none: 0 }, dashboard: false } };
    expect(actionsOf(await rig.plan(parts))).toEqual([
      'delete dashboard relaywatch',
      'delete alarm relaywatch-stopped-none',
    ]);
    await rig.apply(parts);
    expect(namesThere()).not.toContain('relaywatch-stopped-none');
    expect(standIn.dashboards().size).toBe(0);
    expect(actionsOf(await rig.plan(parts))).toEqual([]);
  });

  it('deletes the rest when one of them is gone in between', async () => {
    await rig.apply();
    const steps = await rig.planDestroy();
    await rig.service.deleteAlarms(['relaywatch-dead-man']);
    await rig.perform(steps);
    expect(namesThere()).toEqual([]);
  });

  it('makes at most three alarm calls a second', async () => {
    await rig.apply();
    const waited = rig.clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(12 * 334);
  });

  it('tries a throttled call again, later each time', async () => {
    const steps = await rig.plan();
    standIn.failNext('throttle', 3);
    await rig.perform(steps);
    expect(rig.clock.sleeps.filter((ms) => [250, 500, 1_000].includes(ms))).toEqual([250, 500, 1_000]);
    expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
  });

  it.each(Array.from({ length: 13 }, (_, done) => done))(
    'is repaired by another one when it broke after %i of 13 changes',
    async (done) => {
      const steps = await rig.plan();
      if (done === 0) standIn.failAlways('expired-token');
      const broken = rig.perform(steps, (count) => standIn.failAlways(count === done ? 'expired-token' : null));
      await expect(broken).rejects.toThrow(`${done} of 13 changes are made; the same command continues from there`);
      standIn.failAlways(null);
      expect(await rig.apply()).toHaveLength(13 - done);
      expect(planSummary(await rig.plan())).toBe('no changes, 13 unchanged');
    },
  );
});

describe("others' alarms and dashboards", () => {
  const OTHERS = { widgets: [] };

  it('are conflicts when they have a name that is needed, and nothing is written', async () => {
    await rig.putByHand(theirs('relaywatch-dead-man'));
    await rig.putDashboardByHand('relaywatch', OTHERS);
    const conflicts = (await rig.plan()).filter(({ action }) => action === 'conflict');
    expect(conflicts.map(({ kind, note }) => `${kind}: ${note}`)).toEqual([
      expect.stringMatching(
        /^alarm: one exists that relaywatch did not make \(no tag relaywatch=relaywatch\); rename or delete it/,
      ),
      expect.stringMatching(/^dashboard: one exists that relaywatch did not make/),
    ]);
    await expect(rig.apply()).rejects.toMatchObject({
      reason: 'conflict',
      message: expect.stringMatching(/nothing was changed/),
    });
    expect(standIn.alarms()).toMatchObject([{ input: { Namespace: 'Theirs' } }]);
    expect(standIn.dashboards().get('relaywatch')).toBe(JSON.stringify(OTHERS));
  });

  it('stay when ours are destroyed', async () => {
    await rig.apply();
    await rig.putByHand(theirs('relaywatch-theirs'));
    const mark = '[made by relaywatch: relaywatch-eu-dead-man]';
    await rig.putByHand({ ...theirs('relaywatch-eu-dead-man'), AlarmDescription: mark });
    await rig.client.send(
      new TagResourceCommand({
        ResourceARN: arnOf('relaywatch-eu-dead-man'),
        Tags: [{ Key: 'relaywatch', Value: 'relaywatch-eu' }],
      }),
    );
    await rig.putDashboardByHand('relaywatch', OTHERS);
    await rig.destroy();
    expect(namesThere()).toEqual(['relaywatch-theirs', 'relaywatch-eu-dead-man']);
    expect(standIn.dashboards().size).toBe(1);
  });

  it('are told apart from ours by the tag: without it, ours is a conflict that says so', async () => {
    await rig.apply();
    await rig.client.send(
      new UntagResourceCommand({ ResourceARN: arnOf('relaywatch-undelivered'), TagKeys: ['relaywatch'] }),
    );
    expect((await rig.plan()).find(({ action }) => action === 'conflict')?.note).toContain('which it once had');
    await rig.destroy();
    expect(namesThere()).toEqual(['relaywatch-undelivered']);
  });

  it('count as others also when they are copies with our tag: the plan tells of them', async () => {
    await rig.apply();
    const { MetricAlarms = [] } = await rig.client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'relaywatch-dead-man' }),
    );
    await rig.putByHand({
      ...theirs('relaywatch-copy'),
      AlarmDescription: MetricAlarms[0]?.AlarmDescription,
      Tags: [{ Key: 'relaywatch', Value: 'relaywatch' }],
    });
    expect((await rig.plan()).find(({ name }) => name === 'relaywatch-copy')).toMatchObject({
      action: 'nothing',
      note: expect.stringContaining('delete it by hand'),
    });
    await rig.destroy();
    expect(namesThere()).toEqual(['relaywatch-copy']);
  });

  it('include a dashboard of relaywatch in another region', async () => {
    await rig.putDashboardByHand('relaywatch', {
      widgets: [{ type: 'text', properties: { markdown: 'made by relaywatch: relaywatch in us-east-1' } }],
    });
    expect((await rig.plan()).find(({ kind }) => kind === 'dashboard')?.action).toBe('conflict');
  });
});

describe('destroy', () => {
  it('leaves nothing of ours, also not what was changed by hand', async () => {
    await rig.apply();
    await changeByHand('dead-man', { AlarmDescription: 'mine' });
    await rig.destroy();
    expect(namesThere()).toEqual([]);
    expect(standIn.dashboards().size).toBe(0);
    expect(await rig.destroy()).toEqual([]);
  });
});

describe('when CloudWatch does not do as asked, a sentence', () => {
  it.each([
    [
      'access-denied',
      'access-denied',
      /AWS denied PutMetricAlarm \(AccessDenied\): allow cloudwatch:PutMetricAlarm; `relaywatch alarms policy` prints/,
    ],
    ['expired-token', 'expired-credentials', /PutMetricAlarm failed: the AWS credentials have expired; renew them/],
    ['wrong-key', 'wrong-credentials', /AWS does not accept the credentials \(InvalidClientTokenId\)/],
    ['throttle', 'throttled', /throttled PutMetricAlarm \(Throttling\) again and again; try again later/],
    ['error-500', 'server', /failed \(InternalServiceFault\)/],
    ['disconnect', 'network', /could not be reached/],
  ] as const)('%s', async (fault, reason, sentence) => {
    const steps = await rig.plan();
    standIn.failAlways(fault);
    await expect(rig.perform(steps)).rejects.toMatchObject({ reason, message: expect.stringMatching(sentence) });
  });

  it('says how far it came', async () => {
    const steps = await rig.plan();
    await rig.perform(steps.slice(0, 4));
    standIn.failAlways('access-denied');
    await expect(rig.apply()).rejects.toThrow(/denied (DescribeAlarms|GetDashboard)/);
    await expect(rig.perform(steps)).rejects.toThrow(/0 of 13 changes are made; the same command continues from there/);
  });

  it('quotes the service when it finds a parameter wrong', async () => {
    const [step] = await rig.plan();
    if (!step?.alarm) throw new Error('no alarm');
    const fields = { ...step.alarm.fields, alarmActions: ['arn:aws:sns:us-east-1:123456789012:x'] };
    await expect(rig.perform([{ ...step, alarm: { ...step.alarm, fields } }])).rejects.toThrow(
      /refused PutMetricAlarm \(Validation\w*\): Invalid region us-east-1 specified/,
    );
  });
});
