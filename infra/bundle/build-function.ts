import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { zipSync } from 'fflate';
import { leaveOutOfLiveSdk, leaveOutSignIn, lodashMergeOnly, withoutDescriptions } from './left-out.ts';

/** Node of Function Compute's newest built-in runtime. */
export const TARGET = 'node20.10';

export interface FunctionBundle {
  readonly zippedBytes: number;
  /** What went in, by file. */
  readonly metafile: Metafile;
}

/**
 * One CommonJS file with everything inside, since neither cloud installs packages, and its zip.
 * @param folder gets `function/index.js` and `function.zip`
 */
export async function buildFunction(folder: string): Promise<FunctionBundle> {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    target: TARGET,
    metafile: true,
    logLevel: 'warning',
    entryPoints: { index: 'functions/sweep.ts' },
    outdir: join(folder, 'function'),
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    // ES modules where a package has them: what is not used of them is left out
    mainFields: ['module', 'main'],
    plugins: [leaveOutOfLiveSdk, leaveOutSignIn, lodashMergeOnly, withoutDescriptions],
  });
  // the folder's files are CommonJS, whatever the package around them says
  await writeFile(join(folder, 'function/package.json'), '{ "type": "commonjs" }\n');
  const zip = zipSync({ 'index.js': await readFile(join(folder, 'function/index.js')) }, { level: 9 });
  await writeFile(join(folder, 'function.zip'), zip);
  return { zippedBytes: zip.length, metafile };
}
