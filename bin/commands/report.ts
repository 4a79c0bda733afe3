import { reportOf } from '../../lib/answers/report.ts';
import { reportHtml } from '../../lib/answers/report-html.ts';
import { reportMarkdown } from '../../lib/answers/report-markdown.ts';
import { type StandingState, standingEntries } from '../../lib/answers/standing.ts';
import { systemClock } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { Chosen } from '../chosen.ts';
import { printBlock, printJson } from '../terminal/terminal.ts';
import { momentBefore } from './moments.ts';
import { configuredJournal, entriesOf } from './stored-state.ts';

export interface ReportFlags extends Chosen {
  readonly since: string;
  readonly format: 'md' | 'html' | 'json';
  readonly json?: boolean;
}

/** Prints what happened since a time, as the journal has it. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function reportCommand(flags: ReportFlags): Promise<number> {
  const { since, format, json } = flags;
  const until = systemClock.nowUtc();
  const from = momentBefore(since, until, '--since');
  const { journal, store } = await configuredJournal(flags);
  const entries = await entriesOf(journal, from, until);
  const report = reportOf(entries, from, until, { standing: standingEntries(entries, await openIn(store), from) });
  switch (json ? 'json' : format) {
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

/** What is open now. A state that cannot be read leaves the report to the journal. */
async function openIn(store: StateStore): Promise<StandingState> {
  const loaded = await store.load().catch(() => null);
  return usableOf(loaded?.snapshot ?? null)?.watch ?? { causes: [], incidents: [] };
}
