import { alarmMetricCount } from '../../infra/alarms/alarm.ts';
import { alarmsOf } from '../../infra/alarms/alarms.ts';
import { look, perform } from '../../infra/alarms/apply.ts';
import { dashboardOf } from '../../infra/alarms/dashboard.ts';
import { type Found, type Step, stepsTo, stepsToNothing, type Wanted } from '../../infra/alarms/plan.ts';
import { alarmsPolicy } from '../../infra/alarms/policy.ts';
import { type AlarmService, openAlarmService } from '../../infra/alarms/service.ts';
import { type AlarmTarget, requiredAlarmTarget } from '../../infra/alarms/target.ts';
import { planLines, planSummary } from '../../infra/deploy/diff.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout, otherMetrics, parseOperatorConfig } from '../../lib/config/partial.ts';
import type { Chosen } from '../chosen.ts';
import { isSure, mustBeSure } from '../confirmed.ts';
import { accountsMeant } from '../over-accounts.ts';
import { bold, green, line, lines, type Part, red, type Shown, yellow } from '../terminal/shown.ts';
import { print, printJson, telling } from '../terminal/terminal.ts';
import { DoneSteps, planJson, reportedAsJson } from './done-steps.ts';

export interface AlarmsFlags extends Chosen {
  readonly json?: boolean;
}

export interface AlarmsDestroyFlags extends AlarmsFlags {
  readonly yes?: boolean;
}

export interface AlarmsPlanFlags extends AlarmsFlags {
  readonly destroy?: boolean;
}

/** For each resource: a new dimension changes every row of the dashboard. */
const MOST_FIELDS = 12;

/** Only the names of channels are needed. */
const UNUSED = [...allBut('deploy', 'metrics'), otherMetrics];

type Planner = (wanted: Wanted, found: Found) => Step[];

/**
 * Prints what apply or destroy would do; changes nothing. @returns the exit code: 1 for a conflict. @throws
 * ConfigError, AlarmsError
 */
export async function alarmsPlanCommand(flags: AlarmsPlanFlags): Promise<number> {
  const { destroy, json } = flags;
  const target = await targetOf(flags);
  return withService(target, async (service) => {
    const steps = await planned(target, service, destroy ? stepsToNothing : stepsTo);
    if (json) printJson({ ...planOf(target, service, steps), ...(destroy ? {} : { billed: billOf(target) }) });
    else {
      printPlan(target, service, steps);
      if (!destroy) printBill(target);
    }
    return steps.some(({ action }) => action === 'conflict') ? 1 : 0;
  });
}

/**
 * Creates or updates alarms and dashboard to match the configuration. @returns the exit code. @throws ConfigError,
 * AlarmsError
 */
export async function alarmsApplyCommand(flags: AlarmsFlags): Promise<number> {
  return change(await targetOf(flags), stepsTo, flags.json);
}

/** Deletes the alarms and the dashboard that are ours. @returns the exit code. @throws ConfigError, AlarmsError, UsageError */
export async function alarmsDestroyCommand(flags: AlarmsDestroyFlags): Promise<number> {
  const { yes, json } = flags;
  mustBeSure(yes, 'alarms destroy', json);
  const target = await targetOf(flags);
  const question = `Delete alarms and dashboard ${target.settings.prefix} in ${target.metrics.region}?`;
  return change(target, stepsToNothing, json, () => isSure(yes, question));
}

/** Prints the IAM policy that plan, apply and destroy need. @returns the exit code. @throws ConfigError */
export async function alarmsPolicyCommand(flags: AlarmsFlags): Promise<number> {
  printJson(alarmsPolicy(await targetOf(flags)), 2);
  return 0;
}

/**
 * Prints the configured alarms: when each fires, with what delay, what to do. Makes no calls. @returns the exit code.
 * @throws ConfigError
 */
export async function alarmsListCommand(flags: AlarmsFlags): Promise<number> {
  const alarms = alarmsOf(await targetOf(flags)).map(({ name, firesWhen, delay, todo }) => ({
    name,
    firesWhen,
    delay,
    todo,
  }));
  if (flags.json) printJson(alarms);
  else
    for (const { name, firesWhen, delay, todo } of alarms) {
      print(line`${bold(name)}\n  when   ${firesWhen}\n  after  ${delay}\n  do     ${todo}\n\n`);
    }
  return 0;
}

/** With several accounts, and none chosen: that of whoever watches over them. */
async function targetOf(flags: Chosen): Promise<AlarmTarget> {
  const { config, account } = flags;
  const path = configPath(config, process.env);
  if ((await accountsMeant(flags)) !== null) {
    const operator = parseOperatorConfig(await readConfigFile(path), process.env, path, UNUSED);
    return requiredAlarmTarget(operator, path, 'accounts');
  }
  return requiredAlarmTarget(await loadConfigWithout(path, process.env, UNUSED, account), path);
}

async function withService<T>(target: AlarmTarget, work: (service: AlarmService) => Promise<T>): Promise<T> {
  const { region, endpoint } = target.metrics;
  const service = openAlarmService({ region, endpoint }, { clock: systemClock, random: Math.random });
  try {
    return await work(service);
  } finally {
    service.close();
  }
}

function wantedOf(target: AlarmTarget): Wanted {
  const { prefix, dashboard } = target.settings;
  return {
    prefix,
    region: target.metrics.region,
    alarms: alarmsOf(target),
    dashboard: dashboard ? dashboardOf(target) : null,
  };
}

async function planned(target: AlarmTarget, service: AlarmService, plan: Planner): Promise<Step[]> {
  const wanted = wantedOf(target);
  return plan(wanted, await look(wanted, service));
}

function printPlan(target: AlarmTarget, { place }: AlarmService, steps: readonly Step[]) {
  const { metrics, watches } = target;
  const { prefix } = target.settings;
  if (watches === 'accounts') print('of the dispatcher; --account <name> is about those of one account');
  print(`${place}, namespace ${metrics.namespace}: alarms ${prefix}-*, dashboard ${prefix}`);
  const told = planLines(steps, { mostFields: MOST_FIELDS }).map(coloured);
  if (told.length > 0) print(line`\n${lines(told)}\n`);
  print(planSummary(steps));
}

/** The same for programs. */
function planOf({ metrics, settings: { prefix } }: AlarmTarget, { place }: AlarmService, steps: readonly Step[]) {
  return { place, namespace: metrics.namespace, prefix, ...planJson(steps) };
}

async function change(
  target: AlarmTarget,
  plan: Planner,
  json: boolean | undefined,
  mayGoOn = async () => true,
): Promise<number> {
  return withService(target, async (service) => {
    const steps = await planned(target, service, plan);
    const progress = new DoneSteps(steps, telling(json));
    if (!json) printPlan(target, service, steps);
    const isTodo = steps.some(({ action }) => action !== 'nothing');
    if (isTodo && !(await mayGoOn())) return 1;
    const report = () => ({ ...planOf(target, service, steps), done: progress.done });
    await reportedAsJson(json, report, async () => {
      if (!isTodo) return;
      if (!json) print(line`\n`);
      const { prefix } = target.settings;
      await perform(steps, prefix, service, (step, warnings) => progress.note(step, step.name, warnings));
    });
    return 0;
  });
}

/** What CloudWatch charges for; `relaywatch cost` has the prices. */
function billOf(target: AlarmTarget) {
  const alarms = alarmsOf(target);
  return {
    alarms: alarms.length,
    metrics: alarmMetricCount(alarms),
    dashboards: target.settings.dashboard ? 1 : 0,
  };
}

function printBill(target: AlarmTarget): void {
  const { alarms, metrics, dashboards } = billOf(target);
  print(`billed: ${alarms} alarms on ${metrics} metrics, ${dashboards > 0 ? 'a dashboard' : 'no dashboard'}`);
}

const COLOURS: Readonly<Record<string, (part: Part) => Shown>> = {
  '+': green,
  '~': yellow,
  '-': red,
  '!': red,
};

function coloured(text: string): Part {
  return COLOURS[text.charAt(0)]?.(text) ?? text;
}
