import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildFunction, type FunctionBundle } from './build-function.ts';

/** All that a browser loads beside the page itself, packed: more is slow on a phone at night. */
export const MOST_ASSET_BYTES = 150_000;

export interface StatusBundle extends FunctionBundle {
  /** Of script and style, packed as they are sent. */
  readonly assetBytes: number;
}

/** Chromium, Firefox and Safari of the last years. */
const BROWSERS = ['es2022', 'chrome109', 'firefox115', 'safari16'];

/**
 * The function of the status page, apart from the sweep's, and what browsers load of it.
 * @param folder gets `status/index.js`, `status/parts/` and `status/assets/`, and `status.zip`
 */
export async function buildStatus(folder: string): Promise<StatusBundle> {
  const bundle = await buildFunction(folder, 'functions/status.ts', {
    name: 'status',
    complete: (target) => buildAssets(join(target, 'assets')),
  });
  return { ...bundle, assetBytes: await packedBytes(join(folder, 'status/assets')) };
}

/** Script and style, each named after what is in it. @returns paths of what they were made of */
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
