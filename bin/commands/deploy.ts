import type { Version } from '../../infra/fc/client.ts';
import { type Located, located } from '../../infra/fc/deployment.ts';
import { stepsToNothing } from '../../infra/fc/destroy-plan.ts';
import type { Found } from '../../infra/fc/look.ts';
import { codeSha256 } from '../../infra/fc/ownership.ts';
import { shortCode } from '../../infra/fc/plan.ts';
import { type Policies, policiesOf } from '../../infra/fc/policy.ts';
import { rollBack, rollbackOf } from '../../infra/fc/rollback.ts';
import { ALIAS, TIMER } from '../../infra/fc/spec.ts';
import { statusOf } from '../../infra/fc/status.ts';
import type { PackageKind } from '../../infra/package/function-package.ts';
import { errorText, RelaywatchError } from '../../lib/base/errors.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { redactText } from '../../lib/http/redact.ts';
import { isSure, mustBeSure } from '../confirmed.ts';
import { GOOD, line, WARNING } from '../terminal/shown.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { sayWarnings } from '../terminal/warnings.ts';
import { UsageError } from '../usage-error.ts';
import { costCommand } from './cost.ts';
import { addressOf, printAddress, rightsText } from './deploy/beside-text.ts';
import { foundAt, type Planned, placesOf, plannedToBe, plannedToGo, stepsOrWhyNot } from './deploy/deployments.ts';
import { Performance } from './deploy/performed.ts';
import { deployJson, exitOf, printPlan } from './deploy/plan-text.ts';
import { driftText, printStatus } from './deploy/status-text.ts';
import { reportedAsJson } from './done-steps.ts';

export interface DeployFlags {
  readonly config?: string;
  readonly bundle?: string;
  readonly json?: boolean;
}

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
  if (flags.json) {
    printJson(
      together(
        plans.map(({ kind, located: { identity }, steps, kept }) => ({
          kind,
          json: { deployment: identity.id, ...deployJson(steps), ...(flags.destroy ? { kept } : {}) },
        })),
      ),
    );
  } else {
    plans.forEach(printPlanned);
    if (flags.cost && !flags.destroy) await printCost(flags.config);
  }
  return Math.max(...plans.map(({ steps }) => exitOf(steps)));
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
    () => together(all.map((one) => ({ kind: one.plan.kind, json: one.json() }))),
    async () => {
      for (const one of all) await apply(one, json);
    },
  );
  return 0;
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
    () => together(all.map((one) => ({ kind: one.plan.kind, json: one.json() }))),
    async () => {
      for (const one of todo) {
        await one.perform();
        stillThere(await foundAt(one.plan), one.plan.located);
      }
    },
  );
  return 0;
}

/**
 * Shows what is deployed, and whether it matches the configuration. @returns the exit code. @throws ConfigError,
 * DeployError
 */
export async function deployStatusCommand({ config, bundle, json }: DeployFlags): Promise<number> {
  const path = configPath(config, process.env);
  const told = [];
  for (const place of await placesOf(path)) {
    const found = await foundAt(place);
    const { steps, problem } = await stepsOrWhyNot(place, path, bundle, found);
    told.push({ place, steps, problem, status: statusOf(place.located.identity, found, steps) });
  }
  if (json) {
    printJson(
      together(
        told.map(({ place, steps, status, problem }) => ({
          kind: place.kind,
          json: {
            ...status,
            ...(steps === null ? {} : deployJson(steps)),
            ...(problem === null ? {} : { problem }),
          },
        })),
      ),
    );
    return 0;
  }
  for (const { place, steps, status, problem } of told) {
    print(line`${place.client.place}: deployment ${status.deployment}`);
    printStatus(status, place.kind);
    print(problem === null ? driftText(status, steps ?? []) : `drift  unknown: ${problem}`);
  }
  return 0;
}

/** One JSON object: the sweep's, with those of the functions beside it in it, named as their settings are. */
function together(parts: readonly { readonly kind: PackageKind; readonly json: object }[]): object {
  const jsonOf = (kind: PackageKind) => parts.find((part) => part.kind === kind)?.json;
  const [status, callbacks] = [jsonOf('status'), jsonOf('callback')];
  return { ...jsonOf('sweep'), ...(status && { status }), ...(callbacks && { callbacks }) };
}

async function warn(path: string): Promise<void> {
  const text = await readConfigFile(path);
  sayWarnings(readYaml(text, path), text);
}

/** Points the timer at the version before the current one. @returns the exit code. @throws ConfigError, DeployError */
export async function deployRollbackCommand({ config, json }: DeployFlags): Promise<number> {
  const [sweep] = await placesOf(configPath(config, process.env));
  const { id: deployment } = sweep.located.identity;
  const found = await foundAt(sweep);
  const change = rollbackOf(found, deployment);
  await rollBack(change, found, deployment, sweep.client);
  if (json) {
    const of = ({ id, description }: Version) => ({ version: id, code: codeSha256(description) ?? null });
    printJson({ deployment, alias: ALIAS, from: of(change.from), to: of(change.to) });
    return 0;
  }
  const of = ({ id, description }: Version) =>
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
  const policy = of === undefined ? policies : policies[of];
  if (policy === undefined) throw new UsageError(`there is no policy of ${of}: deploy.fc.${of} is not true`);
  printJson(policy, 2);
  return 0;
}

/**
 * Makes the deployed function sweep once, now, and prints what it returns. @returns 1 when it failed. @throws
 * ConfigError, DeployError
 */
export async function deployInvokeCommand({ config }: DeployFlags): Promise<number> {
  const [{ client, located: place }] = await placesOf(configPath(config, process.env));
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
