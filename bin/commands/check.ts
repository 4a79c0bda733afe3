import { checkLease } from '../../infra/deploy/lease.ts';
import { checkedDeploy } from '../../infra/deploy/settings.ts';
import { allowsWrites } from '../../infra/fc/policy.ts';
import { type KnownDocument, knownDocument } from '../../infra/package/known-document.ts';
import { assemble } from '../../lib/assemble/assemble.ts';
import type { CheckResult } from '../../lib/base/check-result.ts';
import { errorText } from '../../lib/base/errors.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configGaps } from '../../lib/config/gaps.ts';
import { linesAdded } from '../../lib/config/lines.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import { deploy, parseConfigWithout } from '../../lib/config/partial.ts';
import type { Config } from '../../lib/config/schema.ts';
import { configWarnings } from '../../lib/config/warnings.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { DEFAULT_RETRY, pacedLive } from '../../lib/live/paced.ts';
import { BAD, GOOD, line, type Shown } from '../terminal/shown.ts';
import { print, printBlock, printJson } from '../terminal/terminal.ts';
import { warningLine } from '../terminal/warnings.ts';

export interface CheckFlags {
  readonly config?: string;
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
export async function checkCommand({ config, offline = false, strict = false, json }: CheckFlags): Promise<number> {
  const path = configPath(config, process.env);
  const text = await readConfigFile(path);
  const document = knownDocument(text, process.env, path);
  checkedDeploy(document.filled.deploy, path);
  checkLease(document.filled, path);
  const used = offline ? null : parseConfigWithout(text, process.env, path, [deploy]);
  const checks: NamedResult[] = [];
  const tell = (name: string, result: CheckResult) => {
    checks.push({ name, ...result });
    if (!json) print(resultLine(name, result));
  };
  tell('configuration', { ok: true, detail: path });
  if (document.filled.status !== undefined) tell('status page', { ok: true, detail: pageText(document) });
  const unset = used === null ? document.unsetNames : [];
  if (used !== null) await tryAll(used, tell);
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

async function tryAll(config: Config, tell: (name: string, result: CheckResult) => void): Promise<void> {
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write: printBlock };
  const { deps, settings } = assemble(config, surroundings);
  const live = pacedLive(deps.live, settings, { ...surroundings, retry: { ...DEFAULT_RETRY, attempts: 1 } });
  const checks: NamedCheck[] = [
    ...config.live.regions.map((region) => ({ name: `live ${region}`, run: () => checkRegion(live, region) })),
    ...deps.backends.map((backend) => ({ name: `metrics ${backend.type}`, run: () => backend.check() })),
    ...deps.channels.map((channel) => ({ name: `alerts ${channel.name}`, run: () => channel.check() })),
    ...[deps.store ?? []].flat().map((store) => ({ name: `state ${store.type}`, run: () => store.check() })),
  ];
  for (const { name, run } of checks) tell(name, await run());
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
