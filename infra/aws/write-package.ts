import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../lib/config/check-document.ts';
import { readConfigFile } from '../../lib/config/load.ts';
import { packageOf } from '../package/function-package.ts';
import { knownDocument } from '../package/known-document.ts';
import { type TemplateValues, templateValues } from './template-values.ts';

/** Both are named by serverless.yml. */
const ZIP = 'relaywatch.zip';
const VALUES = 'relaywatch.aws.json';

/**
 * Writes what serverless.yml refers to: the function's package and the values of the template.
 * @param folder gets both; made when absent
 * @throws ConfigError when the configuration cannot be used on AWS; RelaywatchError 'not-built' without the bundle
 */
export async function writeAwsPackage(
  configPath: string,
  env: Environment,
  { bundle, folder }: { readonly bundle: string; readonly folder: string },
): Promise<TemplateValues> {
  const document = knownDocument(await readConfigFile(configPath), env, configPath);
  const values = templateValues(document, configPath);
  const { zip } = await packageOf(document.written, bundle, document.filled);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ZIP), zip);
  await writeFile(join(folder, VALUES), `${JSON.stringify(values, null, 2)}\n`);
  return values;
}
