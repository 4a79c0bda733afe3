import { type Located, located } from '../../infra/fc/deployment.ts';
import { stepsToNothing } from '../../infra/fc/destroy-plan.ts';
import type { Found } from '../../infra/fc/look.ts';
import { type Policies, policiesOf } from '../../infra/fc/policy.ts';
import { errorText, RelaywatchError } from '../../lib/base/errors.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { isSure, mustBeSure } from '../confirmed.ts';
import { line, WARNING } from '../terminal/shown.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { sayWarnings } from '../terminal/warnings.ts';
import { UsageError } from '../usage-error.ts';
import { costCommand } from './cost.ts';
import { addressOf, printAddress, rightsText } from './deploy/beside-text.ts';
import { foundAt, type Planned, plannedToBe, plannedToGo } from './deploy/deployments.ts';
import type { DeployFlags } from './deploy/flags.ts';
import { Performance } from './deploy/performed.ts';
import { deployJson, exitOf, printPlan, together } from './deploy/plan-text.ts';
import { reportedAsJson } from './done-steps.ts';

export interface DeployPlanFlags extends DeployFlags {
  readonly cost: boolean;
  readonly destroy?: boolean;
}

export interface DestroyFlags extends DeployFlags {
  readonly yes?: boolean;
}

export interface DeployPolicyFlags extends DeployFlags {
  readonly of?: keyof Policies;
}

/**
 * Prints what apply would do, then the monthly cost; changes nothing. @returns the exit code: 1 for a conflict. @throws
 * ConfigError, DeployError
 */
export async function deployPlanCommand(flags: DeployPlanFlags): Promise<number> {
  const path = configPath(flags.config, process.env);
  const plans = flags.destroy ? await plannedToGo(path) : await plannedToBe(path, flags.bundle);
  if (!flags.destroy) await warn(path);
  if (flags.json) printJson(plannedJson(plans, flags.destroy === true));
  else {
    plans.forEach(printPlanned);
    if (flags.cost && !flags.destroy) await printCost(flags.config);
  }
  return Math.max(...plans.map(({ steps }) => exitOf(steps)));
}

function plannedJson(plans: readonly Planned[], isToGo: boolean): object {
  return together(
    plans.map(({ kind, located: { identity }, steps, kept }) => ({
      kind,
      json: { deployment: identity.id, ...deployJson(steps), ...(isToGo ? { kept } : {}) },
    })),
  );
}

/**
 * Creates or updates everything to match the configuration. @returns the exit code. @throws ConfigError, DeployError
 */
export async function deployApplyCommand({ config, bundle, json }: DeployFlags): Promise<number> {
  const path = configPath(config, process.env);
  const all = (await plannedToBe(path, bundle)).map((plan) => new Performance(plan, json));
  await warn(path);
  await reportedAsJson(
    json,
    () => doneJson(all),
    async () => {
      for (const one of all) await apply(one, json);
    },
  );
  return 0;
}

function doneJson(all: readonly Performance[]): object {
  return together(all.map((one) => ({ kind: one.plan.kind, json: one.json() })));
}

async function apply(one: Performance, json: boolean | undefined): Promise<void> {
  const { plan } = one;
  if (!json) printPlanned(plan);
  await one.perform();
  const { kind, desired, located: place } = plan;
  if (kind === 'sweep' || desired === null) return;
  one.url = await addressOf(plan);
  if (!json && one.url !== null) printAddress(kind, one.url, place.document);
}

/**
 * Removes everything that the deployment created, and nothing else. Needs neither bundle nor secrets. @returns the exit
 * code. @throws ConfigError, DeployError, UsageError
 */
export async function deployDestroyCommand({ config, yes, json }: DestroyFlags): Promise<number> {
  mustBeSure(yes, 'deploy destroy', json);
  const all = (await plannedToGo(configPath(config, process.env))).map((plan) => new Performance(plan, json));
  if (!json) for (const { plan } of all) printPlanned(plan);
  const todo = all.filter(({ plan }) => plan.steps.length > 0);
  const [first] = todo;
  if (first && !(await isSure(yes, `Delete what is marked in ${first.plan.client.place}?`))) return 1;
  await reportedAsJson(
    json,
    () => doneJson(all),
    async () => {
      for (const one of todo) {
        await one.perform();
        stillThere(await foundAt(one.plan), one.plan.located);
      }
    },
  );
  return 0;
}

async function warn(path: string): Promise<void> {
  const text = await readConfigFile(path);
  sayWarnings(readYaml(text, path), text);
}

/** Prints the minimal permissions as RAM policies; makes no calls. @returns the exit code. @throws ConfigError */
export async function deployPolicyCommand({ config, of }: DeployPolicyFlags): Promise<number> {
  const path = configPath(config, process.env);
  const { settings, document } = await located(path, process.env);
  const policies = policiesOf(settings, document, path);
  const policy = of === undefined ? policies : policies[of];
  if (policy === undefined) {
    const why = of === 'accounts' ? 'no account is watched by a role in it' : `deploy.fc.${of} is not true`;
    throw new UsageError(`there is no policy of ${of}: ${why}`);
  }
  printJson(policy, 2);
  return 0;
}

function printPlanned({
  kind,
  client,
  located: { identity, document, settings },
  desired,
  steps,
  kept,
}: Planned): void {
  print(`${client.place}: deployment ${identity.id}`);
  printPlan(steps);
  if (kind !== 'sweep' && desired !== null) print(rightsText(kind, document, settings.role));
  for (const sentence of kept) print(line`${WARNING} ${sentence}`);
}

/** Looks again, because an answer does not prove the new state. @throws RelaywatchError */
function stillThere(found: Found, { identity }: Located): void {
  const { steps } = stepsToNothing(identity, found);
  if (steps.length === 0) return;
  const list = steps.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  throw new RelaywatchError('still-there', `still there: ${list}; the same command goes on from there`);
}

/** Prints the monthly cost. Asks Live for the size of the fleet; if that fails, the plan is still printed. */
async function printCost(config: string | undefined): Promise<void> {
  print(line`\n`);
  try {
    await costCommand(config === undefined ? {} : { config });
  } catch (error) {
    print(
      line`cost: not known: ${errorText(error)}\n      \`relaywatch cost --tasks <n>\` tells it without asking Live`,
    );
  }
}
