import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const pageOf = (name: string) => new URL(`../../docs/${name}`, import.meta.url);
const PAGE = pageOf('failures.md');
const CELLS = 4;
/** The proof of a row: a title in backticks, linked to the file that has it. */
const PROOF = /^\[`([^`]+)`\]\((\.\.\/tests\/[^)#]+)\)$/;
/** Shorter words stand in nearly every test. */
const SHORTEST_TITLE = 12;

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of all tables, without their heads. */
function rowsOf(text: string): Row[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const isHead = /^\| ?-/.test(lines[index + 1] ?? '');
    if (!line.startsWith('|') || /^\| ?-/.test(line) || isHead) return [];
    const cells = line.slice(1, line.lastIndexOf('|')).split('|');
    return [{ line: index + 1, cells: cells.map((cell) => cell.trim()) }];
  });
}

/** What is wrong with a row; null when its test is there. */
function problemOf({ line, cells }: Row): string | null {
  if (cells.length !== CELLS || cells.includes('')) return `line ${line}: not ${CELLS} filled cells`;
  const [, title = '', path = ''] = PROOF.exec(cells.at(-1) ?? '') ?? [];
  if (path === '') return `line ${line}: no link to a test`;
  if (title.length < SHORTEST_TITLE) return `line ${line}: the title is too short to be found: ${title}`;
  const file = new URL(path, PAGE);
  if (!existsSync(file)) return `line ${line}: no such file: ${path}`;
  return readFileSync(file, 'utf8').includes(title) ? null : `line ${line}: ${path} has no test “${title}”`;
}

const problemsOf = (text: string) => rowsOf(text).flatMap((row) => problemOf(row) ?? []);

describe('the tables of failures and of threats', () => {
  it.each([
    ['failures.md', 60],
    ['security.md', 25],
  ])('has a test for every row: %s', (name, least) => {
    const text = readFileSync(pageOf(name), 'utf8');
    expect(rowsOf(text).length).toBeGreaterThan(least);
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['has no link', 'somewhere', 'no link to a test'],
    ['has an empty cell', '', 'filled cells'],
    ['links a file that is not there', '[`has a test for every row`](../tests/docs/none.test.ts)', 'no such file'],
    ['links a page that is no test', '[`has a test for every row`](operations.md)', 'no link to a test'],
    ['has a title of a word', '[`describe`](../tests/docs/failures.test.ts)', 'too short'],
    ['has a title of no test', '[`What happens when …`](../tests/architecture.test.ts)', 'has no test'],
  ])('would be refused with a row that %s', (_, proof, problem) => {
    const text = `| a | b | c | proof |\n| --- | --- | --- | --- |\n| a | b | c | ${proof} |`;
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });
});
