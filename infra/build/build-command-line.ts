import { join } from 'node:path';
import { build } from 'esbuild';
import { TARGET } from './build-function.ts';
import { leaveOutOfLiveSdk } from './left-out.ts';

/** The command line, a file a command, with its packages inside: it starts in half the time and memory. Goes to `folder`/bin. */
export async function buildCommandLine(folder: string): Promise<void> {
  await build({
    bundle: true,
    platform: 'node',
    target: TARGET,
    logLevel: 'warning',
    entryPoints: { relaywatch: 'bin/relaywatch.ts' },
    outdir: join(folder, 'bin'),
    format: 'esm',
    splitting: true,
    sourcemap: 'linked',
    mainFields: ['module', 'main'],
    plugins: [leaveOutOfLiveSdk],
    // only `deploy` loads them; the first cannot be bundled
    external: ['@alicloud/fc2', '@alicloud/fc20230330'],
    // CommonJS packages inside ask for Node's own modules by require; others import createRequire under its own name
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
}
