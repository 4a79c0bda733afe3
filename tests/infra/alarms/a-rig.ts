import {
  CloudWatchClient,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { alarmsOf } from '../../../infra/alarms/alarms.ts';
import { look, perform } from '../../../infra/alarms/apply.ts';
import { dashboardOf } from '../../../infra/alarms/dashboard.ts';
import { type Step, stepsTo, stepsToNothing, type Wanted } from '../../../infra/alarms/plan.ts';
import { openAlarmService } from '../../../infra/alarms/service.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aTarget, type Parts } from './a-target.ts';

export const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const REGION = 'eu-central-1';

export function wantedOf(parts: Parts = {}): Wanted {
  const target = aTarget(parts);
  const { prefix, dashboard } = target.settings;
  return { prefix, region: REGION, alarms: alarmsOf(target), dashboard: dashboard ? dashboardOf(target) : null };
}

/** The commands plan, apply and destroy against a server, with hands of somebody else beside them. */
export function aRig(endpoint: string) {
  const clock = instantClock();
  const service = openAlarmService({ region: REGION, endpoint }, { clock, random: () => 0.5, credentials: KEYS });
  const client = new CloudWatchClient({ region: REGION, endpoint, credentials: KEYS });
  const planWith =
    (planner: typeof stepsTo) =>
    async (parts: Parts = {}) => {
      const wanted = wantedOf(parts);
      return planner(wanted, await look(wanted, service));
    };
  const plan = planWith(stepsTo);
  const planDestroy = planWith(stepsToNothing);
  const done = async (steps: readonly Step[], onStep: (done: number) => void = () => {}) => {
    const told: string[] = [];
    await perform(steps, wantedOf().prefix, service, ({ action, name }) => onStep(told.push(`${action} ${name}`)));
    return told;
  };
  return {
    clock,
    service,
    client,
    plan,
    planDestroy,
    perform: done,
    /** Plans and does it. @returns what was done */
    apply: async (parts: Parts = {}) => done(await plan(parts)),
    destroy: async (parts: Parts = {}) => done(await planDestroy(parts)),
    /** An alarm put by hand; of one that is there, the whole is replaced, and its tags stay. */
    async putByHand(input: PutMetricAlarmInput) {
      await client.send(new PutMetricAlarmCommand(input));
    },
    async putDashboardByHand(DashboardName: string, body: object) {
      await client.send(new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify(body) }));
    },
    close() {
      service.close();
      client.destroy();
    },
  };
}

/** An alarm of somebody else. */
export function theirs(AlarmName: string): PutMetricAlarmInput {
  return {
    AlarmName,
    Namespace: 'Theirs',
    MetricName: 'Load',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

export type Rig = ReturnType<typeof aRig>;

export const actionsOf = (steps: readonly Step[]) =>
  steps.filter(({ action }) => action !== 'nothing').map(({ action, kind, name }) => `${action} ${kind} ${name}`);
