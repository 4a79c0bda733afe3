import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkLease } from '../../infra/deploy/lease.ts';
import { checkReceiver } from '../../infra/deploy/receiver.ts';
import { checkedDeploy } from '../../infra/deploy/settings.ts';
import { type PackageKind, packageOf } from '../../infra/package/function-package.ts';
import { knownDocument } from '../../infra/package/known-document.ts';
import { errorText, RelaywatchError } from '../../lib/base/errors.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import { print, printJson, say } from '../terminal/terminal.ts';
import { sayWarnings } from '../terminal/warnings.ts';
import { UsageError } from '../usage-error.ts';
import { ownBundle } from './own-bundle.ts';

export interface PackageFlags {
  readonly config?: string;
  readonly bundle?: string;
  /** Package the status page's function instead of the sweep's. */
  readonly status?: boolean;
  /** Package the receiver of callbacks instead. */
  readonly callback?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

/**
 * Writes the zip that both clouds run. Variables need not be set: no value goes into the package, and the machine that
 * packages should not have to hold secrets. Unset ones are listed, since their values could not be checked.
 * @returns the exit code. @throws ConfigError; RelaywatchError when there is no bundle, or the zip cannot be written
 */
export async function packageCommand({ config, bundle, out, json, ...flags }: PackageFlags): Promise<number> {
  const kind = kindOf(flags);
  const path = configPath(config, process.env);
  const text = await readConfigFile(path);
  const { written, filled, unsetNames } = knownDocument(text, process.env, path);
  // not packaged itself, but the interval of the sweeps is derived from it
  checkedDeploy(filled.deploy, path);
  checkLease(filled, path);
  if (kind === 'callback') checkReceiver(filled, path, 'by the receiver of callbacks');
  const { zip, sha256, environmentNames } = await packageOf(written, bundle ?? ownBundle(kind), filled, kind);
  sayWarnings(written, text);
  await writeOut(out, zip);
  if (json) printJson({ package: out, bytes: zip.length, sha256, environment: environmentNames });
  else {
    print(`package      ${out}`);
    print(`size         ${zip.length.toLocaleString('en')} bytes`);
    print(`sha256       ${sha256}`);
    print(`environment  ${environmentNames.join(', ') || 'nothing'}`);
  }
  if (unsetNames.length > 0) {
    say(`! not set here, so their values were not checked: ${unsetNames.join(', ')}`);
  }
  return 0;
}

function kindOf({ status, callback }: Pick<PackageFlags, 'status' | 'callback'>): PackageKind {
  if (status && callback) throw new UsageError('--status and --callback are two packages: choose one');
  return status ? 'status' : callback ? 'callback' : 'sweep';
}

async function writeOut(path: string, zip: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, zip);
  } catch (error) {
    throw new RelaywatchError('not-written', `the package cannot be written: ${errorText(error)}`, { cause: error });
  }
}
