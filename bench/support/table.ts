/** A table in Markdown, ready for README.md. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Progress, beside the result. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function result(text: string): void {
  process.stdout.write(`${text}\n`);
}
