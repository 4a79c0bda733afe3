import { fileURLToPath } from 'node:url';
import type { PlannedAction } from '../../infra/deploy/diff.ts';
import { perform } from '../../infra/fc/apply.ts';
import type { FcClient } from '../../infra/fc/client.ts';
import { desiredFor, type Located, located } from '../../infra/fc/deployment.ts';
import { stepsToNothing } from '../../infra/fc/destroy-plan.ts';
import { type Found, look } from '../../infra/fc/look.ts';
import { openFc } from '../../infra/fc/open.ts';
import { codeSha256 } from '../../infra/fc/ownership.ts';
import { type Step, shortCode, stepsTo } from '../../infra/fc/plan.ts';
import { type Policies, policiesOf } from '../../infra/fc/policy.ts';
import { rollBack, rollbackOf } from '../../infra/fc/rollback.ts';
import { ALIAS, type Desired, TIMER } from '../../infra/fc/spec.ts';
import { statusOf } from '../../infra/fc/status.ts';
import { errorText, RelaywatchError } from '../../lib/base/errors.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { redactText } from '../../lib/http/redact.ts';
import { isSure, mustBeSure } from '../confirmed.ts';
import { GOOD, line, WARNING } from '../terminal/shown.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { sayWarnings } from '../terminal/warnings.ts';
import { costCommand } from './cost.ts';
import { exitOf, planJson, printPlan } from './deploy/plan-text.ts';
import { driftText, printStatus } from './deploy/status-text.ts';

export interface DeployFlags {
  readonly config?: string;
  readonly bundle?: string;
}

export interface DeployPlanFlags extends DeployFlags {
  readonly json?: boolean;
  readonly cost: boolean;
  readonly destroy?: boolean;
}

export interface DestroyFlags extends DeployFlags {
  readonly yes?: boolean;
}

export interface DeployStatusFlags extends DeployFlags {
  readonly json?: boolean;
}

export interface DeployPolicyFlags extends DeployFlags {
  readonly of?: keyof Policies;
}

/**
 * The bundle of this installation, wherever the command is called: bin/commands and dist/bin are both two folders below
 * its root.
 */
const OWN_BUNDLE = fileURLToPath(new URL('../../dist/function/index.js', import.meta.url));

interface Deployment {
  readonly client: FcClient;
  readonly desired: Desired;
}

/**
 * Prints what apply would do, then the monthly cost; changes nothing. @returns the exit code: 1 for a conflict. @throws
 * ConfigError, DeployError
 */
export async function deployPlanCommand(flags: DeployPlanFlags): Promise<number> {
  if (flags.destroy) return planOfDestroy(flags);
  const { client, desired } = await deployment(flags);
  const steps = stepsTo(desired, await look(client, desired.id, desired.service !== null));
  if (flags.json) printJson({ deployment: desired.id, ...planJson(steps) });
  else {
    print(`${client.place}: deployment ${desired.id}`);
    printPlan(steps);
    if (flags.cost) await printCost(flags.config);
  }
  return exitOf(steps);
}

/**
 * Creates or updates everything to match the configuration. @returns the exit code. @throws ConfigError, DeployError
 */
export async function deployApplyCommand(flags: DeployFlags): Promise<number> {
  const { client, desired } = await deployment(flags);
  print(`${client.place}: deployment ${desired.id}`);
  const steps = stepsTo(desired, await look(client, desired.id, desired.service !== null));
  printPlan(steps);
  await performed(steps, desired, client);
  return 0;
}

/**
 * Removes everything that the deployment created, and nothing else. Needs neither bundle nor secrets. @returns the exit
 * code. @throws ConfigError, DeployError, UsageError
 */
export async function deployDestroyCommand({ config, yes }: DestroyFlags): Promise<number> {
  mustBeSure(yes, 'deploy destroy');
  const { client, place, found } = await seen(config);
  print(`${client.place}: deployment ${place.identity.id}`);
  const { steps, kept } = stepsToNothing(place.identity, found);
  printPlan(steps);
  if (steps.length > 0 && !(await isSure(yes, `Delete what is marked in ${client.place}?`))) return 1;
  await performed(steps, null, client);
  for (const sentence of kept) print(line`${WARNING} ${sentence}`);
  return steps.length === 0 ? 0 : stillThere(await again(client, place), place);
}

/**
 * Shows what is deployed, and whether it matches the configuration. @returns the exit code. @throws ConfigError,
 * DeployError
 */
export async function deployStatusCommand({ config, bundle, json }: DeployStatusFlags): Promise<number> {
  const { client, place, found } = await seen(config);
  const wanted = await desiredOrWhyNot({
    ...(config === undefined ? {} : { config }),
    ...(bundle === undefined ? {} : { bundle }),
  });
  const steps = 'desired' in wanted ? stepsTo(wanted.desired, found) : null;
  const status = statusOf(place.identity, found, steps);
  if (json) {
    const plan = steps === null ? {} : planJson(steps);
    printJson({ ...status, ...plan, ...('problem' in wanted ? { problem: wanted.problem } : {}) });
    return 0;
  }
  print(line`${client.place}: deployment ${status.deployment}`);
  printStatus(status);
  print('problem' in wanted ? `drift  unknown: ${wanted.problem}` : driftText(status, steps ?? []));
  return 0;
}

/** Points the timer at the version before the current one. @returns the exit code. @throws ConfigError, DeployError */
export async function deployRollbackCommand({ config }: DeployFlags): Promise<number> {
  const { client, place, found } = await seen(config);
  const change = rollbackOf(found, place.identity.id);
  await rollBack(change, found, place.identity.id, client);
  const of = ({ id, description }: { id: string; description: string }) =>
    `version ${id} (code ${shortCode(codeSha256(description) ?? 'unknown')})`;
  print(line`${GOOD} ${ALIAS} goes back from ${of(change.from)} to ${of(change.to)}`);
  print('  the next apply goes forward again: change the configuration or the bundle first');
  return 0;
}

/** Prints the minimal permissions as RAM policies; makes no calls. @returns the exit code. @throws ConfigError */
export async function deployPolicyCommand({ config, of }: DeployPolicyFlags): Promise<number> {
  const path = configPath(config, process.env);
  const { settings, document } = await located(path, process.env);
  const policies = policiesOf(settings, document, path);
  printJson(of === undefined ? policies : policies[of], 2);
  return 0;
}

/**
 * Makes the deployed function sweep once, now, and prints what it returns. @returns 1 when it failed. @throws
 * ConfigError, DeployError
 */
export async function deployInvokeCommand({ config }: DeployFlags): Promise<number> {
  const { client, place } = await opened(configPath(config, process.env));
  const triggerTime = systemClock.nowUtc().toISO({ suppressMilliseconds: true });
  const event = JSON.stringify({ triggerName: `${TIMER}-by-hand`, triggerTime, payload: '' });
  // its variables may have values that differ from, or are missing in, this environment
  const values = Object.values((await client.function(ALIAS))?.fields.environment ?? {});
  const keys = Object.entries(process.env).flatMap(([name, value]) =>
    /^ALIBABA_CLOUD_/.test(name) ? (value ?? []) : [],
  );
  const secrets = [...place.secrets, ...values, ...keys];
  const { text, errorType } = await client.invoke(ALIAS, event);
  if (errorType !== null) {
    const said = redactText(text, secrets).slice(0, 2_000);
    throw new RelaywatchError('function-failed', `the function failed (${errorType}): ${said}`);
  }
  printReturned(text, secrets);
  return 0;
}

/** What the function returned: JSON stays JSON, with secrets removed from its texts. */
function printReturned(text: string, secrets: readonly string[]): void {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, one: unknown) => (typeof one === 'string' ? redactText(one, secrets) : one));
  } catch {
    print(redactText(text, secrets).slice(0, 2_000));
    return;
  }
  printJson(value);
}

async function deployment(flags: DeployFlags): Promise<Deployment> {
  const path = configPath(flags.config, process.env);
  const { settings, desired } = await desiredFor(path, process.env, flags.bundle ?? OWN_BUNDLE);
  const text = await readConfigFile(path);
  sayWarnings(readYaml(text, path), text);
  const secrets = Object.values(desired.function.environment);
  return { desired, client: await openFc(settings, { env: process.env, secrets }) };
}

async function opened(path: string): Promise<{ readonly client: FcClient; readonly place: Located }> {
  const place = await located(path, process.env);
  return { place, client: await openFc(place.settings, { env: process.env, secrets: place.secrets }) };
}

async function seen(config: string | undefined) {
  const { client, place } = await opened(configPath(config, process.env));
  return { client, place, found: await again(client, place) };
}

function again(client: FcClient, { identity, settings }: Located): Promise<Found> {
  return look(client, identity.id, settings.version === 2);
}

async function desiredOrWhyNot(
  flags: DeployFlags,
): Promise<{ readonly desired: Desired } | { readonly problem: string }> {
  try {
    const path = configPath(flags.config, process.env);
    const { desired } = await desiredFor(path, process.env, flags.bundle ?? OWN_BUNDLE);
    return { desired };
  } catch (error) {
    if (error instanceof RelaywatchError) return { problem: error.message };
    throw error;
  }
}

async function planOfDestroy({ config, json }: DeployPlanFlags): Promise<number> {
  const { client, place, found } = await seen(config);
  const { steps, kept } = stepsToNothing(place.identity, found);
  if (json) printJson({ deployment: place.identity.id, ...planJson(steps), kept });
  else {
    print(`${client.place}: deployment ${place.identity.id}`);
    printPlan(steps);
    for (const sentence of kept) print(line`${WARNING} ${sentence}`);
  }
  return 0;
}

async function performed(steps: readonly Step[], desired: Desired | null, client: FcClient): Promise<void> {
  const todo = steps.filter(({ action }) => action !== 'nothing').length;
  if (todo === 0) return;
  let done = 0;
  await perform(steps, desired, client, ({ action, kind }, name) => {
    done += 1;
    print(line`${GOOD} ${done}/${todo} ${DONE[action]} ${kind} ${name}`);
  });
}

const DONE: Readonly<Record<PlannedAction, string>> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  nothing: 'left',
  conflict: 'left',
};

/** Looks again, because an answer does not prove the new state. */
function stillThere(found: Found, { identity }: Located): number {
  const { steps } = stepsToNothing(identity, found);
  if (steps.length === 0) return 0;
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
