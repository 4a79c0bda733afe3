import { rm } from 'node:fs/promises';
import type { Metafile } from 'esbuild';
import { buildCommandLine } from './bundle/build-command-line.ts';
import { buildFunction } from './bundle/build-function.ts';

/** A zipped function above this is a defect: its size is most of a cold start. */
const MOST_ZIPPED_BYTES = 400_000;

await rm('dist', { recursive: true, force: true });
const { zippedBytes, metafile } = await buildFunction('dist');
report(metafile, zippedBytes);
await buildCommandLine('dist');
if (zippedBytes > MOST_ZIPPED_BYTES) {
  throw new Error(
    `the zipped function has ${zippedBytes} bytes, over ${MOST_ZIPPED_BYTES}: see the largest parts above`,
  );
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
