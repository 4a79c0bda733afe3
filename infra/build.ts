import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { zipSync } from 'fflate';
import { leaveOut } from './bundle/left-out.ts';

/** A zipped function above this is a defect: its size is most of a cold start. */
const MOST_ZIPPED_BYTES = 400_000;
/** Node of Function Compute's newest built-in runtime. */
const TARGET = 'node20.10';

const everywhere = {
  bundle: true,
  platform: 'node',
  target: TARGET,
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

await rm('dist', { recursive: true, force: true });
const zippedBytes = await buildFunction();
await buildCommandLine();
if (zippedBytes > MOST_ZIPPED_BYTES) {
  throw new Error(
    `the zipped function has ${zippedBytes} bytes, over ${MOST_ZIPPED_BYTES}: see the largest parts above`,
  );
}

/** One CommonJS file with everything inside, since neither cloud installs packages. */
async function buildFunction(): Promise<number> {
  const { metafile } = await build({
    ...everywhere,
    entryPoints: { index: 'functions/sweep.ts' },
    outdir: 'dist/function',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    // ES modules where a package has them: what is not used of them is left out
    mainFields: ['module', 'main'],
    plugins: [leaveOut],
  });
  // the folder's files are CommonJS, whatever the package around them says
  await writeFile('dist/function/package.json', '{ "type": "commonjs" }\n');
  const zip = zipSync({ 'index.js': await readFile('dist/function/index.js') }, { level: 9 });
  await writeFile('dist/function.zip', zip);
  report(metafile, zip.length);
  return zip.length;
}

/** The command line keeps its packages outside: it runs beside node_modules. */
async function buildCommandLine(): Promise<void> {
  await mkdir('dist/bin', { recursive: true });
  await build({
    ...everywhere,
    entryPoints: { relaywatch: 'bin/relaywatch.ts' },
    outdir: 'dist/bin',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    banner: { js: '#!/usr/bin/env node' },
  });
}

function report(metafile: Metafile, zipped: number): void {
  const bytesOf = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(path)?.[1] ?? 'relaywatch';
      bytesOf.set(name, (bytesOf.get(name) ?? 0) + bytesInOutput);
    }
  }
  const largest = [...bytesOf].sort(([, a], [, b]) => b - a).slice(0, 8);
  const lines = largest.map(([name, bytes]) => `  ${String(Math.round(bytes / 1_000)).padStart(5)} kB  ${name}`);
  process.stdout.write(
    `function: ${Math.round(zipped / 1_000)} kB zipped, of at most ${MOST_ZIPPED_BYTES / 1_000} kB\n${lines.join('\n')}\n`,
  );
}
