import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../../lib/config/check-document.ts';
import { readConfigFile } from '../../lib/config/load.ts';
import { checkLease } from '../deploy/lease.ts';
import { type PackageKind, packageOf } from '../package/function-package.ts';
import { type KnownDocument, knownDocument } from '../package/known-document.ts';
import { type TemplateValues, templateValues } from './template-values.ts';

/** The values that serverless.yml refers to. @throws ConfigError when the configuration cannot be used on AWS */
export async function awsValues(configPath: string, env: Environment): Promise<TemplateValues> {
  return templateValues(knownDocument(await readConfigFile(configPath), env, configPath), configPath);
}

/** A built index.js, and where the package of it goes; folders are made when absent. */
export interface PackagePaths {
  readonly bundle: string;
  readonly zip: string;
}

/**
 * Writes the package of the sweep's function, and of the status page and the receiver of callbacks where they are made.
 * @throws ConfigError when the configuration cannot be used on AWS; RelaywatchError 'not-built' without the bundle
 */
export async function writeAwsPackage(
  configPath: string,
  env: Environment,
  paths: Readonly<Record<PackageKind, PackagePaths>>,
): Promise<TemplateValues> {
  const document = knownDocument(await readConfigFile(configPath), env, configPath);
  const values = templateValues(document, configPath);
  checkLease(document.filled, configPath);
  await writePackage('sweep', document, paths.sweep);
  if (values.statusPage.is === 'created') await writePackage('status', document, paths.status);
  if (values.receiver.is === 'created') await writePackage('callback', document, paths.callback);
  return values;
}

async function writePackage(
  kind: PackageKind,
  { written, filled }: KnownDocument,
  { bundle, zip: path }: PackagePaths,
) {
  const { zip } = await packageOf(written, bundle, filled, kind);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, zip);
}
