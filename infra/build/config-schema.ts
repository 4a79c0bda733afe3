import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { configSchema } from '../../lib/config/schema.ts';
import { deploySchema } from '../deploy/settings.ts';
import { withAccounts } from './accounts-schema.ts';
import { forReaders } from './schema-forms.ts';

/** The JSON Schema (2020-12) of `relaywatch.yml`, before defaults are filled in. */
export function configJsonSchema(): Record<string, unknown> {
  const { properties, ...whole } = z.toJSONSchema(configSchema, { io: 'input' });
  // sweeps ignore `deploy`, so its schema lives with the deploy tools
  const { $schema: _, ...deploy } = z.toJSONSchema(deploySchema, { io: 'input' });
  return { title: 'relaywatch.yml', ...forReaders(withAccounts({ ...whole, properties: { ...properties, deploy } })) };
}

/** `npm run schema`: writes the published file in the linter's format. */
function main(): void {
  const name = 'relaywatch.schema.json';
  const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));
  const input = JSON.stringify(configJsonSchema(), null, 2);
  writeFileSync(
    new URL(`../../${name}`, import.meta.url),
    execFileSync(biome, ['format', `--stdin-file-path=${name}`], { input }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
