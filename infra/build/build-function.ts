import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { noteSources } from '../package/built-from.ts';
import { bundleFiles } from '../package/bundle-files.ts';
import { reproducibleZip } from '../package/zip.ts';
import { leaveKeyChainToUs, leaveOutOfFunction, leaveOutOfLiveSdk, noBarePackageLater } from './left-out.ts';
import { plainSchemaKeys, versionsOnly, withoutDescriptions } from './slimmed.ts';

/** The Node version of Function Compute's newest built-in runtime. */
export const TARGET = 'node20.10';

/** A larger zip is a defect: its size accounts for most of a cold start. */
export const MOST_ZIPPED_BYTES = 400_000;

/** For a function other than the sweep's. */
export interface FunctionOptions {
  /** The name of its folder and its zip. */
  readonly name?: string;
  /** Adds more files to the folder. @returns paths of their sources */
  readonly complete?: (folder: string) => Promise<readonly string[]>;
}

/** Its exports are the names that a platform's handler setting can use. */
const ENTRY = 'functions/index.ts';

export interface FunctionBundle {
  readonly zippedBytes: number;
  /** Bytes contributed by each file; minified, not zipped. */
  readonly parts: ReadonlyMap<string, number>;
}

const COMMON = {
  platform: 'node',
  target: TARGET,
  logLevel: 'warning',
  minify: true,
  legalComments: 'none',
} as const satisfies BuildOptions;

/**
 * Builds the function with all its packages included, since neither cloud installs any, and its zip: `index.js`, and in
 * `parts/` what is loaded by `import()`. V8 parses a whole file before running it, so whatever a sweep does not use
 * stays unopened.
 *
 * esbuild only splits ES modules, and the platforms' oldest runtimes need CommonJS, hence two steps.
 * @param folder receives `function/` and `function.zip`, or whatever name is given
 * @param entry another entry point
 */
export async function buildFunction(
  folder: string,
  entry = ENTRY,
  { name = 'function', complete = async () => [] }: FunctionOptions = {},
): Promise<FunctionBundle> {
  const target = join(folder, name);
  const modules = await mkdtemp(join(tmpdir(), 'relaywatch-modules-'));
  try {
    const { metafile } = await build({
      ...COMMON,
      bundle: true,
      metafile: true,
      entryPoints: { index: entry },
      outdir: modules,
      format: 'esm',
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
      // prefers ES modules, whose unused parts can be dropped
      mainFields: ['module', 'main'],
      plugins: [
        leaveOutOfLiveSdk,
        ...leaveOutOfFunction,
        leaveKeyChainToUs,
        noBarePackageLater,
        withoutDescriptions,
        versionsOnly,
        plainSchemaKeys,
      ],
    });
    const used = usedOutputs(metafile);
    await rm(target, { recursive: true, force: true });
    await build({
      ...COMMON,
      entryPoints: used,
      outbase: modules,
      outdir: target,
      format: 'cjs',
      // they become require(), without Node's ES module loader
      supported: { 'dynamic-import': false },
    });
    // the folder's files are CommonJS, whatever the surrounding package declares
    await writeFile(join(target, 'package.json'), '{ "type": "commonjs" }\n');
    const added = await complete(target);
    await noteSources(join(target, 'index.js'), [...(await sourcesOf(metafile)), ...added]);
    const zip = reproducibleZip(await bundleFiles(join(target, 'index.js')));
    await writeFile(`${target}.zip`, zip);
    return { zippedBytes: zip.length, parts: partsOf(metafile, used) };
  } finally {
    await rm(modules, { recursive: true, force: true });
  }
}

/** All inputs, and this folder, which determines how they are built. */
async function sourcesOf({ inputs }: Metafile): Promise<string[]> {
  const recipe = fileURLToPath(new URL('.', import.meta.url));
  const steps = (await readdir(recipe)).map((name) => join(recipe, name));
  return [...Object.keys(inputs).filter((path) => existsSync(path)), ...steps];
}

/** The outputs that the entry reaches: esbuild also creates one for each import() in code that it then drops. */
function usedOutputs({ outputs }: Metafile): string[] {
  const used = Object.keys(outputs).filter((path) => basename(path) === 'index.js');
  for (const path of used) {
    for (const { path: target } of outputs[path]?.imports ?? []) {
      if (target in outputs && !used.includes(target)) used.push(target);
    }
  }
  return used;
}

function partsOf({ outputs }: Metafile, used: readonly string[]): Map<string, number> {
  return new Map(
    used
      .flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
  );
}
