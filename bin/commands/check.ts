import { fleetNow } from '../../infra/cost/fleet.ts';
import { checkLease } from '../../infra/deploy/lease.ts';
import { checkedDeploy } from '../../infra/deploy/settings.ts';
import { allowsWrites } from '../../infra/fc/policy.ts';
import { type KnownDocument, knownDocument } from '../../infra/package/known-document.ts';
import { assemble } from '../../lib/assemble/assemble.ts';
import type { CheckResult } from '../../lib/base/check-result.ts';
import { errorText } from '../../lib/base/errors.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { accountNames } from '../../lib/config/accounts.ts';
import { configGaps } from '../../lib/config/gaps.ts';
import { linesAdded } from '../../lib/config/lines.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { credentialsUnlessOfState, deploy, parseConfigWithout, parseOperatorConfig } from '../../lib/config/partial.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import type { Config } from '../../lib/config/schema.ts';
import { configWarnings } from '../../lib/config/warnings.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { DEFAULT_RETRY, pacedLive } from '../../lib/live/paced.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import type { Chosen } from '../chosen.ts';
import { BAD, GOOD, line, type Shown } from '../terminal/shown.ts';
import { print, printBlock, printJson } from '../terminal/terminal.ts';
import { warningLine } from '../terminal/warnings.ts';
import { fleetSize } from './fleet-size.ts';

export interface CheckFlags extends Chosen {
  /** Makes no calls, and needs no variables. */
  readonly offline?: boolean;
  /** Warnings count as failures. */
  readonly strict?: boolean;
  readonly json?: boolean;
}

type NamedResult = CheckResult & { readonly name: string };

interface NamedCheck {
  readonly name: string;
  readonly run: () => Promise<CheckResult>;
}

/** Asks for an id that no task can have: "not found" proves that credentials, permission and endpoint are right. */
const NO_TASK = 'relaywatch-check';

/**
 * Tests everything the configuration names, once, and prints one sentence about each; warns about what it leaves out.
 * @returns the exit code: 1 when something failed or, with `strict`, when there was a warning. @throws ConfigError
 */
export async function checkCommand(flags: CheckFlags): Promise<number> {
  const { config, offline = false, strict = false, json } = flags;
  const path = configPath(config, process.env);
  const text = await readConfigFile(path);
  const document = knownDocument(text, process.env, path);
  checkedDeploy(document.filled.deploy, path);
  checkLease(document.filled, path);
  const checks: NamedResult[] = [];
  const tell = (name: string, result: CheckResult) => {
    checks.push({ name, ...result });
    if (!json) print(resultLine(name, result));
  };
  tell('configuration', { ok: true, detail: path });
  if (document.filled.status !== undefined) tell('status page', { ok: true, detail: pageText(document) });
  const unset = offline ? document.unsetNames : [];
  if (!offline) await tryWhatIsMeant(text, { path, account: flags.account }, tell);
  // an unset variable is no mistake on a machine that does not sweep
  if (unset.length > 0 && !json) print(`not set here, so not checked: ${unset.join(', ')}`);
  const warnings = warningsOf(document, text);
  if (!json) for (const warning of warnings) print(warningLine(warning));
  const ok = checks.every((one) => one.ok) && !(strict && warnings.length > 0);
  if (json) printJson({ ok, checks, warnings, unset });
  return ok ? 0 : 1;
}

function pageText({ filled }: KnownDocument): string {
  return allowsWrites(filled)
    ? 'on-call may acknowledge and silence there, so its function needs to write the state (status.allowWrites)'
    : 'it shows the state and changes nothing';
}

function warningsOf({ written, filled }: KnownDocument, text: string) {
  return [...linesAdded(configWarnings(written), text), ...configGaps(filled)];
}

type Tell = (name: string, result: CheckResult) => void;

interface Meant {
  readonly path: string;
  readonly account: string | undefined;
}

/** Tries everything of one account or, where there are several, of all of them and of whoever watches over them. */
async function tryWhatIsMeant(text: string, { path, account }: Meant, tell: Tell): Promise<void> {
  const names = account === undefined ? accountNames(readYaml(text, path)) : null;
  if (names === null) return tryAll(parseConfigWithout(text, process.env, path, [deploy], account), tell);
  await tryOperator(text, path, tell);
  for (const name of names) {
    const told: Tell = (what, result) => tell(`${name}: ${what}`, result);
    try {
      await tryAll(parseConfigWithout(text, process.env, path, [deploy], name), told);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      told('configuration', { ok: false, problem: error.message });
    }
  }
}

/** Live is called for the accounts alone. */
async function tryOperator(text: string, path: string, tell: Tell): Promise<void> {
  const { deps } = assemble(parseOperatorConfig(text, process.env, path, [deploy, credentialsUnlessOfState]), AROUND);
  await toldOf(checksOf(deps), tell);
}

const AROUND = { clock: systemClock, random: Math.random, log: silentLog, write: printBlock };

async function tryAll(config: Config, tell: Tell): Promise<void> {
  const { deps, settings } = assemble(config, AROUND);
  const live = pacedLive(deps.live, settings, { ...AROUND, retry: { ...DEFAULT_RETRY, attempts: 1 } });
  const regions = config.live.regions.map((region) => ({
    name: `live ${region}`,
    run: () => checkRegion(live, region),
  }));
  const ofLive = await toldOf(regions, tell);
  // what cannot be read has no size
  if (ofLive.every(({ ok }) => ok)) tell('live fleet', await checkSize(config, live));
  await toldOf(checksOf(deps), tell);
}

async function toldOf(checks: readonly NamedCheck[], tell: Tell): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    const result = await run();
    results.push(result);
    tell(name, result);
  }
  return results;
}

function checksOf({ backends, channels, store }: SweepDeps): NamedCheck[] {
  return [
    ...backends.map((backend) => ({ name: `metrics ${backend.type}`, run: () => backend.check() })),
    ...channels.map((channel) => ({ name: `alerts ${channel.name}`, run: () => channel.check() })),
    ...[store ?? []].flat().map((one) => ({ name: `state ${one.type}`, run: () => one.check() })),
  ];
}

async function checkSize(config: Config, live: LiveApi): Promise<CheckResult> {
  try {
    return fleetSize(config, await fleetNow(config, live, systemClock.nowUtc()));
  } catch (error) {
    return { ok: false, problem: errorText(error) };
  }
}

async function checkRegion(live: LiveApi, region: string): Promise<CheckResult> {
  try {
    const { total } = await live.listRelayTasks({ region, pageNumber: 1, pageSize: 1 });
    await live.describeRelayTask({ region, taskId: NO_TASK });
    return { ok: true, detail: `${total.toLocaleString('en')} relay tasks; both operations are permitted` };
  } catch (error) {
    return { ok: false, problem: errorText(error) };
  }
}

function resultLine(name: string, result: CheckResult): Shown {
  return result.ok ? line`${GOOD} ${name}: ${result.detail}` : line`${BAD} ${name}: ${result.problem}`;
}
