import { reportOf } from '../../lib/answers/report.ts';
import { reportHtml } from '../../lib/answers/report-html.ts';
import { reportMarkdown } from '../../lib/answers/report-markdown.ts';
import { systemClock } from '../../lib/base/time.ts';
import { printBlock, printJson } from '../terminal/terminal.ts';
import { momentBefore } from './moments.ts';
import { configuredJournal, entriesOf } from './stored-state.ts';

export interface ReportFlags {
  readonly config?: string;
  readonly since: string;
  readonly format: 'md' | 'html' | 'json';
}

/** Prints what happened since a time, as the journal has it. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function reportCommand({ config, since, format }: ReportFlags): Promise<number> {
  const until = systemClock.nowUtc();
  const from = momentBefore(since, until, '--since');
  const { journal } = await configuredJournal(config);
  const report = reportOf(await entriesOf(journal, from, until), from, until);
  switch (format) {
    case 'md':
      printBlock(reportMarkdown(report));
      break;
    case 'html':
      printBlock(reportHtml(report));
      break;
    case 'json':
      printJson(report);
  }
  return 0;
}
