import { ownEntry } from '../../lib/base/lookup.ts';
import type { Environment } from '../../lib/config/check-document.ts';
import { namesIn } from '../../lib/config/environment.ts';
import { readConfigFile } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { checkLease } from '../deploy/lease.ts';
import { checkReceiver } from '../deploy/receiver.ts';
import type { FcSettings } from '../deploy/settings.ts';
import { type FunctionPackage, functionPackage, type PackageKind } from '../package/function-package.ts';
import { knownDocument } from '../package/known-document.ts';
import { functionEnvironment } from './environment.ts';
import { deploymentId } from './ownership.ts';
import { desiredPageOf, pageSettings } from './page.ts';
import { desiredReceiverOf, receiverSettings } from './receiver.ts';
import { type Desired, desiredOf, HTTP_TRIGGER, TIMER } from './spec.ts';
import { fcTarget } from './target.ts';

/** What a configuration file says about its deployment. */
export interface Located {
  readonly settings: FcSettings;
  readonly identity: Pick<Desired, 'id' | 'names'>;
  /** The configuration with the values of variables that are set here. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Values of the function's variables, as far as they are set here: they must not appear in any output. */
  readonly secrets: readonly string[];
}

/**
 * Locates a deployment: enough to inspect or remove it, without its secrets and without a bundle. @throws ConfigError
 */
export async function located(path: string, env: Environment): Promise<Located> {
  const { written, filled } = knownDocument(await readConfigFile(path), env, path);
  const settings = fcTarget(filled.deploy, path);
  const names = { service: settings.service, function: settings.function, trigger: TIMER };
  const secrets = [...namesIn(written), ...settings.passEnvironment].flatMap((name) => ownEntry(env, name) || []);
  return { settings, identity: { id: deploymentId(settings), names }, document: filled, secrets };
}

/** A function beside the sweep. */
export type BesideKind = Exclude<PackageKind, 'sweep'>;

/** Whether a function beside the sweep shall be there; undefined: it is left alone. */
export function isWanted(kind: BesideKind, { status, callbacks }: FcSettings): boolean | undefined {
  return kind === 'status' ? status : callbacks;
}

/** A function beside the sweep of a deployment; null where it is left alone. */
export function locatedBeside(kind: BesideKind, { settings, ...place }: Located): Located | null {
  if (isWanted(kind, settings) === undefined) return null;
  const own = kind === 'status' ? pageSettings(settings) : receiverSettings(settings);
  const names = { service: own.service, function: own.function, trigger: HTTP_TRIGGER };
  return { ...place, settings: own, identity: { id: deploymentId(own), names } };
}

/** All that shall be there. @throws ConfigError; RelaywatchError 'not-built' without the bundle */
export async function desiredFor(
  path: string,
  env: Environment,
  bundlePath: string,
  kind: PackageKind = 'sweep',
): Promise<{ readonly settings: FcSettings; readonly desired: Desired }> {
  const pack = await functionPackage(path, env, bundlePath, kind);
  const settings = fcTarget(pack.config.deploy, path);
  checkLease(pack.config, path);
  if (pack.config.state?.type === 'file') {
    const expected = 'oss (or s3): no folder of an instance outlives it';
    throw new ConfigError(path, [{ path: 'state.type', found: '"file"', expected }]);
  }
  checkNeeds(kind, pack, path);
  const environment = functionEnvironment(pack.environmentNames, passedTo(kind, settings, pack), env, path);
  switch (kind) {
    case 'sweep':
      return { settings, desired: desiredOf(settings, pack, environment, pack.accounts) };
    case 'status': {
      const allowsWrites = pack.config.status?.allowWrites === true;
      return { settings: pageSettings(settings), desired: desiredPageOf(settings, pack, environment, allowsWrites) };
    }
    case 'callback':
      return { settings: receiverSettings(settings), desired: desiredReceiverOf(settings, pack, environment) };
  }
}

/** Functions that everybody may call have no keys of AWS but those that open their state. */
function passedTo(kind: PackageKind, { passEnvironment }: FcSettings, { config }: FunctionPackage): readonly string[] {
  if (kind === 'sweep' || config.state?.type === 's3') return passEnvironment;
  return passEnvironment.filter((name) => !name.startsWith('AWS_'));
}

/** @throws ConfigError when the function could not do anything */
function checkNeeds(kind: PackageKind, { config }: FunctionPackage, path: string): void {
  if (kind === 'status' && config.status === undefined) {
    const expected = 'a section with token, since deploy.fc.status is true';
    throw new ConfigError(path, [{ path: 'status', found: 'nothing', expected }]);
  }
  if (kind === 'callback') checkReceiver(config, path, 'by deploy.fc.callbacks');
}
