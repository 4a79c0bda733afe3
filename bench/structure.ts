/**
 * Prints the figures of the tree that docs/architecture.md shows: how long files and functions are, what lies loose, what
 * imports in a circle, what stands there twice, and how many lines of tests there are for a line of code.
 */
import { fileURLToPath } from 'node:url';
import { cloneCount } from './support/clones.ts';
import { importCircles } from './support/import-circles.ts';
import { sourceFilesBelow } from './support/source-files.ts';
import { markdownTable, result } from './support/table.ts';

const MOST_FILE_LINES = 250;
const MOST_FUNCTION_LINES = 60;
const LEAST_CLONE = { lines: 6, tokens: 50 };
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CODE = ['lib', 'bin', 'functions', 'infra', 'web'];
const ALL = [...CODE, 'stand-ins', 'tests', 'bench'];

const below = (folder: string) => sourceFilesBelow(ROOT, folder);
const code = CODE.flatMap(below);
const product = [...code, ...below('stand-ins')];
const functions = product.flatMap(({ path, functions: all }) => all.map((one) => ({ ...one, path })));
const longFiles = code.filter(({ path, lines }) => /^(lib|bin)\//.test(path) && lines > MOST_FILE_LINES);
const longFunctions = functions.filter(({ lines }) => lines > MOST_FUNCTION_LINES);
const circles = importCircles(product);
const clones = cloneCount(ROOT, ALL, LEAST_CLONE);

/** The value that so large a share of all values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}

function linesOf(files: readonly { readonly lines: number }[]): number {
  return files.reduce((total, { lines }) => total + lines, 0);
}

const testsToCode = linesOf(below('tests')) / linesOf(code);
const rows: readonly (readonly [figure: string, aim: string, value: string | number])[] = [
  ['files of code, and with stand-ins', '', `${code.length}, ${product.length}`],
  ['lines of code, and with stand-ins', '', `${linesOf(code)}, ${linesOf(product)}`],
  [
    'lines of a file, median',
    '≤ 75',
    quantile(
      product.map(({ lines }) => lines),
      0.5,
    ),
  ],
  [`files of \`lib\` and \`bin\` over ${MOST_FILE_LINES} lines`, '0', longFiles.length],
  [
    'lines of a function, 90th percentile',
    '≤ 18',
    quantile(
      functions.map(({ lines }) => lines),
      0.9,
    ),
  ],
  [`functions over ${MOST_FUNCTION_LINES} lines`, '0', longFunctions.length],
  ['loose files in `lib`', '0', code.filter(({ path }) => /^lib\/[^/]+$/.test(path)).length],
  ['circles of imports', '0', circles.length],
  [`clones of at least ${LEAST_CLONE.lines} lines, tests too (jscpd)`, '', clones],
  ['lines of tests for a line of code, without stand-ins', '≥ 1.2', testsToCode.toFixed(2)],
];
result(
  markdownTable(
    ['figure', 'aim', 'now'],
    rows.map((cells) => cells.map(String)),
  ),
);
for (const { path, lines } of longFiles) result(`long file: ${path} (${lines})`);
for (const { path, line, lines } of longFunctions) result(`long function: ${path}:${line} (${lines})`);
for (const circle of circles) result(`circle: ${circle.join(' → ')}`);
