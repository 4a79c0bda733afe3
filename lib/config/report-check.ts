import * as z from 'zod/mini';
import { always } from './fields.ts';
import { channelProblem, namedChannels } from './names.ts';
import { hoursOf } from './report.ts';
import { type Section, sectionOf } from './sections.ts';

/** These know alerts that begin and end, and nothing else: a report would page somebody, or be dropped. */
const WITHOUT_REPORTS: ReadonlySet<unknown> = new Set(['pagerduty', 'alertmanager']);
/** Of the journal. Source: lib/state/journal.ts. */
const KEEP_DAYS = 30;

/** A check of the whole configuration: a report has a journal that it is made from, and channels that can carry it. */
export const reportCanBeMade = z.superRefine<unknown>((config, { addIssue }) => {
  const document = sectionOf(config);
  if (document.report === undefined) return;
  const add = (path: PropertyKey[], message: string, input: unknown) =>
    addIssue({ code: 'custom', path, message, input });
  const report = sectionOf(document.report);
  journalProblems(document, report, add);
  const channels = namedChannels(document.alerts);
  for (const [place, channel] of (Array.isArray(report.channels) ? report.channels : []).entries()) {
    const message = channelProblem(channel, channels) ?? carrierProblem(channel, channels);
    if (message !== null) add(['report', 'channels', place], message, channel);
  }
}, always);

function carrierProblem(channel: unknown, channels: ReturnType<typeof namedChannels>): string | null {
  const type = channels.find(({ name }) => name === channel)?.type;
  if (!WITHOUT_REPORTS.has(type)) return null;
  return `a channel that can carry a report; one of type ${type} only takes alerts that begin and end`;
}

type Add = (path: PropertyKey[], message: string, input: unknown) => void;

function journalProblems({ state }: Section, { since }: Section, add: Add): void {
  if (state === undefined) {
    add(['state'], 'a section, since `report` is made from the journal beside the state', undefined);
    return;
  }
  const { keepDays = KEEP_DAYS } = sectionOf(sectionOf(state).journal);
  if (keepDays === 0) add(['state', 'journal', 'keepDays'], 'at least 1, since `report` is made from the journal', 0);
  else if (typeof since === 'string' && /^\d+[hd]$/.test(since) && hoursOf(since) > Number(keepDays) * 24)
    add(['report', 'since'], `at most the ${keepDays} days that the journal is kept (state.journal.keepDays)`, since);
}
