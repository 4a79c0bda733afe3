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
import { configPath } from '../../lib/config/load.ts';
import {
  alerts,
  callbacks,
  credentials,
  heartbeat,
  loadConfigWithout,
  otherMetrics,
  state,
  status,
} from '../../lib/config/partial.ts';
import { isSure, mustBeSure } from '../confirmed.ts';
import { bold, GOOD, green, line, lines, type Part, red, type Shown, WARNING, yellow } from '../terminal/shown.ts';
import { print, printJson } from '../terminal/terminal.ts';

export interface AlarmsFlags {
  readonly config?: string;
}

export interface AlarmsListFlags extends AlarmsFlags {
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
const UNUSED = [alerts, callbacks, heartbeat, otherMetrics, state, status, credentials];

type Planner = (wanted: Wanted, found: Found) => Step[];

/**
 * Prints what apply or destroy would do; changes nothing. @returns the exit code: 1 for a conflict. @throws
 * ConfigError, AlarmsError
 */
export async function alarmsPlanCommand({ config, destroy }: AlarmsPlanFlags): Promise<number> {
  const target = await targetOf(config);
  return withService(target, async (service) => {
    const steps = await planned(target, service, destroy ? stepsToNothing : stepsTo);
    if (!destroy) printBill(target);
    return steps.some(({ action }) => action === 'conflict') ? 1 : 0;
  });
}

/**
 * Creates or updates alarms and dashboard to match the configuration. @returns the exit code. @throws ConfigError,
 * AlarmsError
 */
export async function alarmsApplyCommand({ config }: AlarmsFlags): Promise<number> {
  return change(await targetOf(config), stepsTo);
}

/** Deletes the alarms and the dashboard that are ours. @returns the exit code. @throws ConfigError, AlarmsError, UsageError */
export async function alarmsDestroyCommand({ config, yes }: AlarmsDestroyFlags): Promise<number> {
  mustBeSure(yes, 'alarms destroy');
  const target = await targetOf(config);
  const question = `Delete alarms and dashboard ${target.settings.prefix} in ${target.metrics.region}?`;
  return change(target, stepsToNothing, () => isSure(yes, question));
}

/** Prints the IAM policy that plan, apply and destroy need. @returns the exit code. @throws ConfigError */
export async function alarmsPolicyCommand({ config }: AlarmsFlags): Promise<number> {
  printJson(alarmsPolicy(await targetOf(config)), 2);
  return 0;
}

/**
 * Prints the configured alarms: when each fires, with what delay, what to do. Makes no calls. @returns the exit code.
 * @throws ConfigError
 */
export async function alarmsListCommand({ config, json }: AlarmsListFlags): Promise<number> {
  const alarms = alarmsOf(await targetOf(config)).map(({ name, firesWhen, delay, todo }) => ({
    name,
    firesWhen,
    delay,
    todo,
  }));
  if (json) printJson(alarms);
  else
    for (const { name, firesWhen, delay, todo } of alarms) {
      print(line`${bold(name)}\n  when   ${firesWhen}\n  after  ${delay}\n  do     ${todo}\n\n`);
    }
  return 0;
}

async function targetOf(config: string | undefined): Promise<AlarmTarget> {
  const path = configPath(config, process.env);
  return requiredAlarmTarget(await loadConfigWithout(path, process.env, UNUSED), path);
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
  const { namespace } = target.metrics;
  print(
    `${service.place}, namespace ${namespace}: alarms ${target.settings.prefix}-*, dashboard ${target.settings.prefix}`,
  );
  const wanted = wantedOf(target);
  const steps = plan(wanted, await look(wanted, service));
  const told = planLines(steps, { mostFields: MOST_FIELDS }).map(coloured);
  if (told.length > 0) print(line`\n${lines(told)}\n`);
  print(planSummary(steps));
  return steps;
}

async function change(target: AlarmTarget, plan: Planner, mayGoOn = async () => true): Promise<number> {
  return withService(target, async (service) => {
    const steps = await planned(target, service, plan);
    const todo = steps.filter(({ action }) => action !== 'nothing').length;
    if (todo === 0) return 0;
    if (!(await mayGoOn())) return 1;
    let done = 0;
    print(line`\n`);
    await perform(steps, target.settings.prefix, service, ({ action, kind, name }, warnings) => {
      done += 1;
      print(line`${GOOD} ${done}/${todo} ${DONE[action]} ${kind} ${name}`);
      for (const warning of warnings) print(line`  ${WARNING} ${warning}`);
    });
    return 0;
  });
}

const DONE: Readonly<Record<Step['action'], string>> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  nothing: 'left',
  conflict: 'left',
};

/** What CloudWatch charges for; `relaywatch cost` has the prices. */
function printBill(target: AlarmTarget): void {
  const alarms = alarmsOf(target);
  const dashboards = target.settings.dashboard ? 'a dashboard' : 'no dashboard';
  print(`billed: ${alarms.length} alarms on ${alarmMetricCount(alarms)} metrics, ${dashboards}`);
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
