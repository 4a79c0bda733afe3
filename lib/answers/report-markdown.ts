import { clipChars } from '../base/cut.ts';
import { visible } from '../base/visible.ts';
import type { Report } from './report.ts';
import { type Section, sectionsOf, titleOf } from './report-sections.ts';

const LONGEST_CELL = 300;

/** The report as Markdown (GitHub's): names and reasons in it are text and no markup. */
export function reportMarkdown(report: Report): string {
  return [`# ${titleOf(report)}`, ...sectionsOf(report).map(sectionText)].join('\n\n');
}

function sectionText({ title, sentences, table }: Section): string {
  const rows = table?.rows ?? [];
  const lines =
    table && rows.length > 0
      ? [rowText(table.head), rowText(table.head.map(() => '---')), ...rows.map((row) => rowText(row.map(plain)))]
      : [];
  return [`## ${title}`, ...sentences, ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Whatever could be markup, HTML, or a link that somebody clicks, has a backslash before it. */
function plain(text: string): string {
  return visible(clipChars(text, LONGEST_CELL)).replace(/[\\`*_[\]<>|~#&!@]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}
