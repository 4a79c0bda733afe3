import { parseArgs } from 'node:util';
import type { Finding } from './fuzz/harness.ts';
import { moduleOf, TARGETS } from './fuzz/target.ts';
import { fuzzWatched } from './fuzz/watched.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * Feeds every part that reads what strangers wrote with documents near valid ones, mutated, and with raw text: no crash but
 * with the documented error, no hang, no slow input, no name in what all objects inherit, no memory that stays.
 * `npm run fuzz -- --inputs 1000000 --seed 1`; with `--target live`, that one alone.
 */

const EVERY_MS = 10_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
const chosen = values.target === undefined ? Object.keys(TARGETS) : [values.target];
if (!(inputs >= 1) || !Number.isInteger(seed) || chosen.some((name) => TARGETS[name] === undefined))
  throw new Error(`--inputs N, --seed S, --target ${Object.keys(TARGETS).join('|')}`);

const shares = chosen.reduce((sum, name) => sum + (TARGETS[name] ?? 0), 0);
const rows: string[][] = [];
let tried = 0;
for (const name of chosen) {
  const wanted = Math.ceil((inputs * (TARGETS[name] ?? 0)) / shares);
  const fuzzed = await fuzzWatched(moduleOf(name), { inputs: wanted, seed, onProgress: progressOf(name, wanted) });
  tried += fuzzed.inputs;
  progress(`${name}: ${fuzzed.inputs} inputs, ${fuzzed.findings.length} findings; slowest: ${fuzzed.slowest}`);
  for (const finding of fuzzed.findings) progress(found(name, finding));
  if (fuzzed.findings.length > 0) process.exitCode = 1;
  rows.push([
    name,
    fuzzed.inputs.toLocaleString('en'),
    String(fuzzed.findings.length),
    `${fuzzed.slowestMs.toFixed(0)} ms`,
    `${fuzzed.growthMb.toFixed(1)} MB`,
    fuzzed.seconds.toFixed(0),
  ]);
}
result(markdownTable(['target', 'inputs', 'findings', 'slowest input', 'heap growth', 'seconds'], rows));
result(`\n${tried.toLocaleString('en')} inputs, seed ${seed}`);

function progressOf(name: string, wanted: number): (done: number) => void {
  let toldMs = performance.now();
  return (done) => {
    if (performance.now() - toldMs < EVERY_MS) return;
    toldMs = performance.now();
    progress(`${name}: ${done} of ${wanted}`);
  };
}

function found(name: string, { kind, problem, input, seed: batch, index }: Finding): string {
  const again = `npm run fuzz -- --target ${name} --inputs ${index + 1} --seed ${batch}`;
  return `\n${name} ${kind}: ${problem}\n  input: ${input}\n  again: ${again}\n`;
}
