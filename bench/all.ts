import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { FIGURES, type Figure, readFigures } from './support/figure.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * `npm run bench`: what relaywatch must reach, beside what it reaches here, in one table; `-- --write` puts the table into
 * bench/README.md, `-- pacer storm` runs only those. Each benchmark runs alone, in turn: its own command shows more.
 */

/** Each with the arguments for the part of it that has the figures. Longest last. */
const BENCHMARKS: Readonly<Record<string, readonly string[]>> = {
  table: [],
  storm: [],
  coldstart: [],
  page: [],
  pacer: ['figures'],
  scale: ['--accounts', '20', '--minutes', '8'],
  memory: [],
  callback: ['delay'],
  sweep: ['sizes'],
};

const BEGIN = '<!-- npm run bench -->';
const END = '<!-- end -->';

/** @returns the exit code */
function run(name: string, args: readonly string[], file: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', `bench/${name}.ts`, ...args], {
    // the tables of single benchmarks are progress here
    stdio: ['ignore', 2, 2],
    env: { ...process.env, [FIGURES]: file },
  });
  return new Promise((ended) => child.on('exit', ended));
}

function rowOf({ what, aim, result, reached }: Figure): string[] {
  return [what, aim, result, reached === null ? '' : reached ? 'yes' : '**no**'];
}

function machine(): string {
  const [first] = cpus();
  const load = loadavg().map((one) => one.toFixed(1));
  return `${cpus().length} × ${first?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}; load before: ${load[0]}`;
}

async function main(words: readonly string[]): Promise<void> {
  const chosen = words.filter((word) => word !== '--write');
  const unknown = chosen.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown.length > 0)
    throw new Error(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const names = chosen.length > 0 ? chosen : Object.keys(BENCHMARKS);
  const where = machine();
  const file = join(mkdtempSync(join(tmpdir(), 'relaywatch-bench-')), 'figures');
  writeFileSync(file, '');
  const failed: string[] = [];
  for (const [place, name] of names.entries()) {
    progress(`\n== ${name}, ${place + 1} of ${names.length}`);
    if ((await run(name, BENCHMARKS[name] ?? [], file)) !== 0) failed.push(name);
  }
  const table = markdownTable(['what', 'aim', 'result', 'reached'], readFigures(file).map(rowOf));
  const text = [table, '', `${where}.`, ...failed.map((name) => `\`bench/${name}.ts\` did not end well.`)].join('\n');
  result(text);
  if (words.includes('--write')) writeInto(new URL('README.md', import.meta.url), text);
  if (failed.length > 0) process.exitCode = 1;
}

function writeInto(page: URL, text: string): void {
  const [before, rest] = readFileSync(page, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`bench/README.md has no place ${BEGIN} … ${END}`);
  writeFileSync(page, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

await main(process.argv.slice(2));
