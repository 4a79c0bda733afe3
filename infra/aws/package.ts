import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLinesOfFile } from '../../bin/config-error.ts';
import { block, line } from '../../bin/terminal/shown.ts';
import { say } from '../../bin/terminal/terminal.ts';
import { sayWarnings } from '../../bin/terminal/warnings.ts';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { keepLibrariesQuiet } from '../../lib/base/quiet-libraries.ts';
import { configPath, readConfigFile, readYaml } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { writeAwsPackage } from './write-package.ts';

/*
 * The first half of `npm run package:aws`; the second is `osls package`, which gets the arguments:
 * npm run package:aws -- --param="secrets=secretsmanager"
 */

const EXAMPLE = 'infra/aws/relaywatch.aws.example.yml';

process.chdir(fileURLToPath(new URL('../../', import.meta.url)));
const config = chosenConfig();
try {
  keepLibrariesQuiet(process.env);
  const values = await writeAwsPackage(config, process.env, { bundle: 'dist/function/index.js', folder: 'dist' });
  sayWarnings(readYaml(await readConfigFile(config), config));
  const names = Object.keys(values.environment.ssm).join(', ');
  say(`${config}: region ${values.region}, environment variables ${names || 'none'}`);
} catch (error) {
  if (!(error instanceof RelaywatchError)) throw error;
  const { message } = error instanceof ConfigError ? await withLinesOfFile(error) : error;
  say(line`✗ ${block(message)}`);
  process.exitCode = 2;
}

/** A fresh clone has no configuration yet, and shall see all the same what would be deployed. */
function chosenConfig(): string {
  const path = configPath(undefined, process.env);
  if (process.env.RELAYWATCH_CONFIG || existsSync(path)) return path;
  say(`! there is no ${path}: this is ${EXAMPLE}, to copy and change`);
  return EXAMPLE;
}
