import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLinesOfFile } from '../../bin/config-error.ts';
import { block, line } from '../../bin/terminal/shown.ts';
import { printJson, say } from '../../bin/terminal/terminal.ts';
import { sayWarnings } from '../../bin/terminal/warnings.ts';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { keepLibrariesQuiet } from '../../lib/base/quiet-libraries.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { awsValues, writeAwsPackage } from './write-package.ts';

/*
 * Called by osls in the folder of serverless.yml: `values` prints what the template refers to, `package <index.js>
 * <index.js of the status page> <index.js of the receiver>` writes the functions' packages.
 */

const EXAMPLE = 'infra/aws/relaywatch.aws.example.yml';
const ZIP = 'dist/relaywatch.zip';
const STATUS_ZIP = 'dist/relaywatch-status.zip';
const CALLBACK_ZIP = 'dist/relaywatch-callback.zip';

const [task, bundle = '', statusBundle = '', callbackBundle = ''] = process.argv.slice(2);
const { config, isExample } = chosenConfig();
try {
  keepLibrariesQuiet(process.env);
  await (task === 'package' ? makePackage() : printValues());
} catch (error) {
  if (!(error instanceof RelaywatchError)) throw error;
  const { message } = error instanceof ConfigError ? await withLinesOfFile(error) : error;
  say(line`✗ ${block(message)}`);
  process.exitCode = 2;
}

async function printValues(): Promise<void> {
  if (isExample) say(`! there is no relaywatch.yml: this is ${EXAMPLE}, to copy and change`);
  printJson({ ...(await awsValues(config, process.env)), isExample });
}

async function makePackage(): Promise<void> {
  const { region, environment, statusPage, receiver } = await writeAwsPackage(config, process.env, {
    sweep: { bundle, zip: ZIP },
    status: { bundle: statusBundle, zip: STATUS_ZIP },
    callback: { bundle: callbackBundle, zip: CALLBACK_ZIP },
  });
  const text = await readConfigFile(config);
  sayWarnings(readYaml(text, config), text);
  const all = [environment, statusPage.environment, receiver.environment];
  // an object is a reference within the template, which nobody has to set
  const named = all.flatMap(({ ssm }) =>
    Object.entries(ssm).flatMap(([name, value]) => (typeof value === 'string' ? name : [])),
  );
  const names = [...new Set(named)].join(', ');
  say(`${isExample ? EXAMPLE : config}: region ${region}, environment variables ${names || 'none'}`);
}

/** A fresh clone has no configuration yet, but should still show what would be deployed. */
function chosenConfig(): { readonly config: string; readonly isExample: boolean } {
  const path = configPath(undefined, process.env);
  if (process.env.RELAYWATCH_CONFIG || existsSync(path)) return { config: path, isExample: false };
  return { config: fileURLToPath(new URL(`../../${EXAMPLE}`, import.meta.url)), isExample: true };
}
