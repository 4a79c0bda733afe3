import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildFunction, type FunctionBundle } from './build-function.ts';

/** Everything that a browser loads besides the page itself, compressed: more is slow on a phone at night. */
export const MOST_ASSET_BYTES = 150_000;

export interface StatusBundle extends FunctionBundle {
  /** Script and style sheet, compressed as they are sent. */
  readonly assetBytes: number;
}

/** Chromium, Firefox and Safari of recent years. */
const BROWSERS = ['es2022', 'chrome109', 'firefox115', 'safari16'];

/**
 * Builds the function of the status page, separate from the sweep's, and what browsers load of it.
 * @param folder receives `status/index.js`, `status/parts/`, `status/assets/` and `status.zip`
 */
export async function buildStatus(folder: string): Promise<StatusBundle> {
  const bundle = await buildFunction(folder, 'functions/status.ts', {
    name: 'status',
    complete: (target) => buildAssets(join(target, 'assets')),
  });
  return { ...bundle, assetBytes: await packedBytes(join(folder, 'status/assets')) };
}

/** Script and style sheet, each named after its content. @returns paths of their sources */
export async function buildAssets(folder: string): Promise<readonly string[]> {
  const { metafile } = await build({
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    target: BROWSERS,
    entryPoints: ['web/browser/client.tsx', 'web/browser/style.css'],
    entryNames: '[hash]',
    outdir: folder,
    format: 'iife',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

async function packedBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => extname(name) !== '');
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}
