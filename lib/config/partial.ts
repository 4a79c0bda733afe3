import { accountNames, documentOf, operatorDocument, withPlaces } from './accounts.ts';
import { checkDocument, type Environment } from './check-document.ts';
import { type EnvironmentProblem, withEnvironment } from './environment.ts';
import { linesAdded } from './lines.ts';
import { readConfigFile, readYaml } from './load.ts';
import { ConfigError, pathText } from './problems.ts';
import type { Config } from './schema.ts';
import { type Section, sectionOf, textOf } from './sections.ts';
import { configWarnings, type WarnedConfig } from './warnings.ts';

type Path = readonly PropertyKey[];

/** Whether a command does not need what is at some place of the document as written. */
export type Unused = (path: Path, written: Section) => boolean;

/** For commands that do not call Live. */
export const credentials: Unused = (path) => ofLive(path) || ofOurs(path);
const ofLive = ([section, key]: Path) => section === 'live' && key === 'credentials';
const ofOurs = ([section, key]: Path) => section === 'account' && key === 'ownCredentials';
/** For commands that send no messages; the names of channels are still known. */
export const alerts: Unused = ([section]) => section === 'alerts';
export const heartbeat: Unused = ([section]) => section === 'heartbeat';
export const metrics: Unused = ([section]) => section === 'metrics';
export const state: Unused = ([section]) => section === 'state';
export const deploy: Unused = ([section]) => section === 'deploy';
/** For commands that neither give relays our callback nor compare theirs with it. */
export const callbacks: Unused = ([section]) => section === 'callbacks';
/** For the receiver of callbacks itself, which need not know where it is. */
export const callbacksUrl: Unused = ([section, key]) => section === 'callbacks' && key === 'url';
/** For commands that do not serve the page. */
export const status: Unused = ([section]) => section === 'status';
/** For commands that only use CloudWatch. */
export const otherMetrics: Unused = (path, written) =>
  metrics(path, written) && itemAt(written, path).type !== 'cloudwatch';
/** For commands that only use one channel. */
export const alertsExcept =
  (name: string): Unused =>
  (path, written) =>
    alerts(path, written) && channelName(itemAt(written, path)) !== name;
/** Live's keys, or ours where they are other ones, also open the state if it is stored in OSS. */
export const credentialsUnlessOfState: Unused = (path, written) => {
  if (!credentials(path, written)) return false;
  return sectionOf(written.state).type !== 'oss' || (written.account !== undefined && ofLive(path));
};

const PARTS = { credentials, alerts, heartbeat, metrics, state, deploy, callbacks, status };

/** For a command that needs no more than these, and what is always there. */
export function allBut(...needed: readonly (keyof typeof PARTS)[]): Unused[] {
  const isNeeded = (name: string) => needed.some((one) => one === name);
  return Object.entries(PARTS).flatMap(([name, unused]) => (isNeeded(name) ? [] : [unused]));
}

/**
 * The configuration for a command that does not need all of it: there, a variable that is not set is no problem, and
 * whatever refers to it is left out. Every other mistake is reported, in those parts too. @throws ConfigError
 */
export async function loadConfigWithout(
  path: string,
  env: Environment,
  unused: readonly Unused[],
  account?: string,
): Promise<Config> {
  return parseConfigWithout(await readConfigFile(path), env, path, unused, account);
}

/** As loadConfigWithout, with warnings of what in the file is hardly intended. @throws ConfigError */
export async function loadWarnedConfigWithout(
  path: string,
  env: Environment,
  unused: readonly Unused[],
  account?: string,
): Promise<WarnedConfig> {
  const text = await readConfigFile(path);
  const config = parseConfigWithout(text, env, path, unused, account);
  const written = readYaml(text, path);
  const warnings = configWarnings(written).filter((one) => isOwn(one.path, written, account));
  return { config, warnings: linesAdded(warnings, text) };
}

/** What is in the entry of another account is not for the log of this one. */
function isOwn(path: string, written: unknown, account: string | undefined): boolean {
  const [, index] = /^accounts\[(\d+)\]/.exec(path) ?? [];
  return index === undefined || account === undefined || accountNames(written)?.[Number(index)] === account;
}

/** As loadConfigWithout, from a text. `source` names it in the error. @throws ConfigError */
export function parseConfigWithout(
  text: string,
  env: Environment,
  source: string,
  unused: readonly Unused[],
  account?: string,
): Config {
  const chosen = documentOf(readYaml(text, source), account, source);
  return withPlaces(chosen, source, () => checkedWithout(chosen.document, env, source, unused));
}

/** As parseConfigWithout, for whoever watches over all accounts. @throws ConfigError */
export function parseOperatorConfig(text: string, env: Environment, source: string, unused: readonly Unused[]): Config {
  const { document } = operatorDocument(readYaml(text, source));
  return checkedWithout(document, env, source, unused);
}

/** As parseConfigWithout, of a document. @throws ConfigError */
function checkedWithout(written: unknown, env: Environment, source: string, unused: readonly Unused[]): Config {
  try {
    return checkDocument(written, env, source);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const document = sectionOf(written);
    const excused = withEnvironment(written, env).problems.filter(({ path }) =>
      unused.some((isUnused) => isUnused(path, document)),
    );
    const others = error.problems.filter(({ path, found }) => !excused.some((one) => isAt(one, path, found)));
    if (others.length > 0) throw new ConfigError(source, others);
    const rest = excused.reduce((left, { path }) => withoutPartAt(path, left), document);
    return checkDocument(withoutNothing(rest), env, source);
  }
}

function isAt(problem: EnvironmentProblem, path: string, found: string): boolean {
  return problem.found === found && pathText(problem.path) === path;
}

/** The document without the smallest removable part around a place. */
function withoutPartAt(path: Path, document: Section): Section {
  const [section, key] = path;
  const name = String(section);
  // a report is made from the journal of a state: without one, it would be a mistake of its own
  if (name === 'state') return { ...document, state: undefined, report: undefined };
  if (name === 'deploy' || callbacksUrl(path, document)) return sectionOf(withoutLeaf(path, document));
  if (name === 'live' || name === 'account')
    return { ...document, [name]: { ...sectionOf(document[name]), [String(key)]: undefined } };
  const list = document[name];
  if (!Array.isArray(list)) return { ...document, [name]: undefined };
  // the others keep their positions
  return {
    ...document,
    [name]: list.with(Number(key), name === 'alerts' ? nameOnly(sectionOf(list[Number(key)])) : null),
  };
}

function withoutLeaf([key, ...rest]: Path, part: unknown): unknown {
  if (key === undefined) return undefined;
  if (Array.isArray(part))
    return part.flatMap((item, index) => (index === key ? (withoutLeaf(rest, item) ?? []) : [item]));
  const section = sectionOf(part);
  return { ...section, [key]: withoutLeaf(rest, section[String(key)]) };
}

/** A placeholder for an unused channel that routes, alarms and counts may refer to. Its name stays as written. */
function nameOnly(channel: Section): Section {
  return {
    type: 'wecom',
    url: 'https://not-set.invalid',
    name: channelName(channel).replace(/(?<!\$)\$\{/g, () => '$${'),
  };
}

function withoutNothing(document: Section): Section {
  const kept = (value: unknown) => (Array.isArray(value) ? value.filter((item) => item !== null) : value);
  return Object.fromEntries(
    Object.entries(document).flatMap(([key, value]) => (value === undefined ? [] : [[key, kept(value)]])),
  );
}

function channelName({ name, type }: Section): string {
  return textOf(name ?? type).normalize('NFC');
}

function itemAt(document: Section, [section, index]: Path): Section {
  const list = document[String(section)];
  return Array.isArray(list) ? sectionOf(list[Number(index)]) : {};
}
