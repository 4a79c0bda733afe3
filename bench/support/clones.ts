import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many pairs of places share so much text, by jscpd: its command, as its module does not load in Node 20. */
export function cloneCount(root: string, folders: readonly string[], least: { lines: number; tokens: number }): number {
  const output = mkdtempSync(join(tmpdir(), 'clones-'));
  try {
    const limits = ['--min-lines', String(least.lines), '--min-tokens', String(least.tokens)];
    const report = ['--format', 'typescript', '--reporters', 'json', '--output', output, '--silent'];
    execFileSync(join(root, 'node_modules/.bin/jscpd'), [...limits, ...report, ...folders], { cwd: root });
    const { duplicates } = JSON.parse(readFileSync(join(output, 'jscpd-report.json'), 'utf8')) as {
      duplicates: unknown[];
    };
    return duplicates.length;
  } finally {
    rmSync(output, { recursive: true });
  }
}
