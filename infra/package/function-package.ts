import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { accountNames } from '../../lib/config/accounts.ts';
import type { Environment } from '../../lib/config/check-document.ts';
import { namesIn } from '../../lib/config/environment.ts';
import { readConfigFile, readYaml } from '../../lib/config/load.ts';
import { PACKAGED_CONFIG } from '../../lib/config/packaged.ts';
import {
  alerts,
  callbacks,
  callbacksUrl,
  credentialsUnlessOfState,
  heartbeat,
  metrics,
  parseConfigWithout,
  parseOperatorConfig,
  status,
  type Unused,
} from '../../lib/config/partial.ts';
import { DEFAULT_INTERVAL_SECONDS, sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import type { Config } from '../../lib/config/schema.ts';
import { type Section, sectionOf } from '../../lib/config/sections.ts';
import { accountsForCallbacks, accountsForStatus, accountsForSweep, acknowledgedApartIn } from './accounts-document.ts';
import { changedSources } from './built-from.ts';
import { bundleFiles } from './bundle-files.ts';
import { reproducibleZip } from './zip.ts';

/** What both clouds run: the bundle and its configuration. */
export interface FunctionPackage {
  readonly zip: Uint8Array;
  /** The sha256 of the zip in hex; equal for equal content. */
  readonly sha256: string;
  /** Environment variables that the packaged configuration refers to; the values are not in the package. */
  readonly environmentNames: readonly string[];
  /** The whole configuration, including `deploy`; with several accounts that of the operator. */
  readonly config: Config;
  /** How many accounts there are under `accounts:`. */
  readonly accounts: number;
}

/**
 * Packages the built bundle together with `relaywatch.yml` as JSON, without its `deploy` section and with every
 * `${NAME}` unresolved, so that it contains no secret.
 * @param bundlePath of `dist/function/index.js`
 * @throws ConfigError when the configuration cannot be used; RelaywatchError 'not-built' without an up-to-date bundle
 */
export async function functionPackage(
  configPath: string,
  env: Environment,
  bundlePath: string,
  kind: PackageKind = 'sweep',
): Promise<FunctionPackage> {
  const text = await readConfigFile(configPath);
  const config = configFor(text, env, configPath, kind);
  const written = readYaml(text, configPath);
  const accounts = accountNames(written)?.length ?? 0;
  return { ...(await packageOf(written, bundlePath, config, kind)), config, accounts };
}

/** With several accounts that of the operator, which says where and how all of them are deployed. @throws ConfigError */
function configFor(text: string, env: Environment, source: string, kind: PackageKind): Config {
  const isOfSeveral = accountNames(readYaml(text, source)) !== null;
  return (isOfSeveral ? parseOperatorConfig : parseConfigWithout)(text, env, source, UNUSED[kind]);
}

/** Which function a package is for. */
export type PackageKind = 'sweep' | 'status' | 'callback';

/** What each function does without, so that whoever deploys it needs no variable for that. */
const UNUSED: Readonly<Record<PackageKind, readonly Unused[]>> = {
  sweep: [callbacks, status],
  status: [alerts, callbacks, heartbeat, metrics],
  callback: [alerts, callbacksUrl, credentialsUnlessOfState, heartbeat, metrics, status],
};

/**
 * Like functionPackage, but from an unresolved configuration document, which is not checked here.
 * @param filled the same with the values of its variables, as far as they are known
 * @param kind each package omits secrets that its function does not use
 * @throws RelaywatchError 'not-built' without an up-to-date bundle
 */
export async function packageOf(
  document: unknown,
  bundlePath: string,
  filled: unknown = document,
  kind: PackageKind = 'sweep',
): Promise<Omit<FunctionPackage, 'config' | 'accounts'>> {
  const packaged = documentFor(kind, document as Section, filled as Section);
  const zip = reproducibleZip({
    ...(await readBundle(bundlePath)),
    'package.json': new TextEncoder().encode('{ "type": "commonjs" }\n'),
    [PACKAGED_CONFIG]: new TextEncoder().encode(`${JSON.stringify(packaged, null, 2)}\n`),
  });
  return { zip, sha256: createHash('sha256').update(zip).digest('hex'), environmentNames: namesIn(packaged) };
}

/** What of a configuration is packaged for a function; nothing else of it is needed there. */
export function documentFor(kind: PackageKind, document: Section, filled: Section = document): Section {
  switch (kind) {
    case 'sweep':
      return onlyForSweep(packagedDocument(document, filled));
    case 'status':
      return onlyForStatus(packagedDocument(document, filled));
    case 'callback':
      return onlyForCallbacks(document, filled);
  }
}

/** The function does not see its timer's schedule, so the interval between sweeps is added to the configuration. */
function packagedDocument({ deploy: _, ...packaged }: Section, filled: Section): Section {
  const intervalSeconds = sweepIntervalSeconds(filled);
  if (intervalSeconds === DEFAULT_INTERVAL_SECONDS) return packaged;
  return { ...packaged, sweep: { intervalSeconds, ...(packaged.sweep as Section | undefined) } };
}

/** A sweep needs no token: neither the page's, nor that of callbacks, of which it only has to know that there are some. */
function onlyForSweep({ status: _, callbacks, ...packaged }: Section): Section {
  const own = { ...packaged, ...accountsForSweep(packaged) };
  return callbacks === undefined ? own : { ...own, callbacks: {} };
}

/** The page sends and publishes nothing; of the channels it only shows the names. */
function onlyForStatus({
  alerts,
  metrics: _,
  heartbeat: __,
  routes: ___,
  callbacks: ____,
  report: _____,
  ...packaged
}: Section): Section {
  const accounts = accountsForStatus(packaged);
  if (!Array.isArray(alerts)) return { ...packaged, ...accounts };
  const acknowledgedApart = acknowledgedApartIn({ alerts, accounts: packaged.accounts });
  const status = packaged.status as Section | undefined;
  const withNames = status && acknowledgedApart.length > 0 ? { status: { ...status, acknowledgedApart } } : {};
  return {
    ...packaged,
    ...accounts,
    ...withNames,
    alerts: alerts.map(({ name, type }: Section) => ({ type: 'console', name: name ?? type })),
  };
}

/** The receiver only stores what it is told: Live's keys are needed where they open the store. */
function onlyForCallbacks({ live, state, callbacks, accounts }: Section, filled: Section): Section {
  const { regions, credentials } = sectionOf(live);
  const { token, previousToken } = sectionOf(callbacks);
  const opensState = sectionOf(filled.state).type === 'oss';
  // what is undefined is not in the JSON
  return {
    live: { regions, credentials: opensState ? credentials : undefined },
    state,
    ...accountsForCallbacks({ accounts }),
    callbacks: { token, previousToken },
  };
}

async function readBundle(path: string): Promise<Record<string, Uint8Array>> {
  const files = await bundleFiles(path).catch((error: unknown) => {
    throw new RelaywatchError('not-built', `there is no bundle at ${path}; run: npm run build`, { cause: error });
  });
  const [first, ...others] = await changedSources(path);
  if (first === undefined) return files;
  const changed = others.length === 0 ? 'is' : `and ${others.length} more files are`;
  throw new RelaywatchError(
    'not-built',
    `the bundle at ${path} is out of date: ${join(dirname(path), first)} ${changed} not what it was built from; run: npm run build`,
  );
}
