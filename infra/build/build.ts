import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT_FROM, changedSources } from '../package/built-from.ts';
import { buildCallback, MOST_RECEIVER_BYTES } from './build-callback.ts';
import { buildCommandLine } from './build-command-line.ts';
import { buildFunction, MOST_ZIPPED_BYTES } from './build-function.ts';
import { buildStatus, MOST_ASSET_BYTES } from './build-status.ts';

const LARGEST = 10;

// keeps a bundle that was built from the current sources, as `npm run deploy` asks
const BUILT = ['dist/function', 'dist/status', 'dist/callback'];
const isNeeded = !process.argv.includes('--if-changed') || (await Promise.all(BUILT.map(isOutOfDate))).includes(true);
if (isNeeded) await buildAll();

async function isOutOfDate(folder: string): Promise<boolean> {
  return !existsSync(join(folder, BUILT_FROM)) || (await changedSources(join(folder, 'index.js'))).length > 0;
}

async function buildAll(): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  const { zippedBytes, parts } = await buildFunction('dist');
  report(parts, zippedBytes);
  const page = await buildStatus('dist');
  process.stderr.write(
    `status page: ${kB(page.zippedBytes)} zipped; a browser loads ${kB(page.assetBytes)}, of at most ${kB(MOST_ASSET_BYTES)}\n`,
  );
  const receiver = await buildCallback('dist');
  process.stderr.write(
    `receiver of callbacks: ${kB(receiver.zippedBytes)} zipped, of at most ${kB(MOST_RECEIVER_BYTES)}\n`,
  );
  await buildCommandLine('dist');
  if (zippedBytes > MOST_ZIPPED_BYTES) {
    throw new Error(
      `the zipped function has ${zippedBytes} bytes, over ${MOST_ZIPPED_BYTES}: see the largest parts above`,
    );
  }
  if (receiver.zippedBytes > MOST_RECEIVER_BYTES) throw new Error('the receiver of callbacks is too large, zipped');
  if (page.assetBytes > MOST_ASSET_BYTES) throw new Error('what a browser loads of the status page is too large');
}

function kB(bytes: number): string {
  return `${Math.round(bytes / 1_000)} kB`;
}

/**
 * The sizes of the largest packages in the bundle, before zipping. On stderr, since stdout belongs to the command that
 * follows.
 */
function report(bytesOfFile: ReadonlyMap<string, number>, zipped: number): void {
  const bytesOf = new Map<string, number>();
  for (const [path, bytes] of bytesOfFile) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(path)?.[1] ?? 'relaywatch';
    bytesOf.set(name, (bytesOf.get(name) ?? 0) + bytes);
  }
  const largest = [...bytesOf].sort(([, a], [, b]) => b - a).slice(0, LARGEST);
  const lines = largest.map(([name, bytes]) => `  ${String(Math.round(bytes / 1_000)).padStart(5)} kB  ${name}`);
  process.stderr.write(
    `function: ${Math.round(zipped / 1_000)} kB zipped, of at most ${MOST_ZIPPED_BYTES / 1_000} kB\n${lines.join('\n')}\n`,
  );
}
