import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../../lib/config/check-document.ts';
import { readConfigFile } from '../../lib/config/load.ts';
import { checkLease } from '../deploy/lease.ts';
import { packageOf } from '../package/function-package.ts';
import { knownDocument } from '../package/known-document.ts';
import { type TemplateValues, templateValues } from './template-values.ts';

/** The values that serverless.yml refers to. @throws ConfigError when the configuration cannot be used on AWS */
export async function awsValues(configPath: string, env: Environment): Promise<TemplateValues> {
  return templateValues(knownDocument(await readConfigFile(configPath), env, configPath), configPath);
}

/**
 * Writes the function's package. @param zip its path; folders are made when absent
 * @throws ConfigError when the configuration cannot be used on AWS; RelaywatchError 'not-built' without the bundle
 */
export async function writeAwsPackage(
  configPath: string,
  env: Environment,
  { bundle, zip: path }: { readonly bundle: string; readonly zip: string },
): Promise<TemplateValues> {
  const document = knownDocument(await readConfigFile(configPath), env, configPath);
  const values = templateValues(document, configPath);
  checkLease(document.filled, configPath);
  const { zip } = await packageOf(document.written, bundle, document.filled);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, zip);
  return values;
}
