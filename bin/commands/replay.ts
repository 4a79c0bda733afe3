import { stat } from 'node:fs/promises';
import { scopesOf } from '../../lib/assemble/assemble.ts';
import { systemClock, type UtcDateTime } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout } from '../../lib/config/partial.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createFileJournal } from '../../lib/state/file/file-journal.ts';
import { type Compared, compared } from '../../lib/sweep/replay/compared.ts';
import { type ReplaySettings, replay } from '../../lib/sweep/replay/replay.ts';
import type { Chosen } from '../chosen.ts';
import { dim, line, lines, type Shown } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { momentBefore } from './moments.ts';
import { configuredJournal, entriesOf } from './stored-state.ts';

export interface ReplayFlags extends Chosen {
  readonly from?: string;
  readonly since: string;
  readonly until?: string;
  readonly json?: boolean;
}

/** Older than any journal is kept: what was open at the beginning of the time began before it. */
const FAR_BACK = { years: 10 };
/** Neither the state nor anything that is called. */
/** Prints what would have been told with a configuration. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function replayCommand(flags: ReplayFlags): Promise<number> {
  const now = systemClock.nowUtc();
  const until = flags.until === undefined ? now : momentBefore(flags.until, now, '--until');
  const from = momentBefore(flags.since, now, '--since');
  if (from >= until) throw new UsageError('--since must be before --until');
  const { config, entries } = await journalFor(flags, until);
  const settings = settingsOf(config);
  const found = compared(
    entries,
    replay(entries, () => settings, until),
    { settings, from, until },
  );
  if (flags.json) printJson(found);
  else print(comparedLines(found));
  return 0;
}

async function journalFor(
  flags: ReplayFlags,
  until: UtcDateTime,
): Promise<{ readonly config: Config; readonly entries: readonly JournalEntry[] }> {
  const { from } = flags;
  const start = until.minus(FAR_BACK);
  if (from === undefined) {
    const { config, journal } = await configuredJournal(flags);
    return { config, entries: await entriesOf(journal, start, until) };
  }
  const config = await loadConfigWithout(configPath(flags.config, process.env), process.env, allBut(), flags.account);
  return { config, entries: await entriesIn(from, start, until) };
}

/** @throws UsageError when the folder holds no journal of that time */
async function entriesIn(folder: string, start: UtcDateTime, until: UtcDateTime): Promise<readonly JournalEntry[]> {
  const isFolder = await stat(folder).then(
    (one) => one.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`--from ${folder} is no folder: it must hold a journal (journal-*.jsonl)`);
  const entries = await entriesOf(createFileJournal(folder), start, until);
  if (entries.length === 0) throw new UsageError(`--from ${folder} holds no journal (journal-*.jsonl) of this time`);
  return entries;
}

function settingsOf(config: Config): ReplaySettings {
  const { policy, maintenance, expect: expectations, routes, live, alerts: channels } = config;
  return {
    policy,
    maintenance,
    expectations,
    routes,
    regions: live.regions,
    scopes: scopesOf(config),
    channels: channels.map(({ name, type }) => name ?? type),
  };
}

function comparedLines({ from, until, pages, messages, channels, causes, notKnown }: Compared): Shown {
  const differing = causes.filter(({ why }) => why.length > 0);
  return lines([
    line`${pages.replayed} pages instead of ${pages.told} (all messages: ${messages.replayed} instead of ${messages.told}), from ${from} to ${until}`,
    '',
    plainTable(
      ['channel', 'told then', 'with this one'],
      channels.map(({ channel, told, replayed }) => [channel, String(told), String(replayed)]),
    ),
    '',
    plainTable(
      ['cause', 'what', 'told then', 'with this one'],
      causes.map(({ cause, about, kinds }) => [cause, about, kindsText(kinds.told), kindsText(kinds.replayed)]),
    ),
    ...differing.flatMap(({ cause, why }) => ['', line`${cause}`, ...why.map((one) => line`  ${one}`)]),
    '',
    ...notKnown.map((one) => line`${dim(one)}`),
  ]);
}

function kindsText(kinds: Readonly<Record<string, number>>): string {
  const texts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  return texts.length > 0 ? texts.join(', ') : 'nothing';
}
