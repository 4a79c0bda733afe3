import { randomBytes } from 'node:crypto';
import { systemClock } from '../../lib/base/time.ts';
import { criteriaText, endingSilence, silencing } from '../../lib/monitor/hand-change.ts';
import { type Match, matches } from '../../lib/monitor/matching.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { Chosen } from '../chosen.ts';
import { count, countOf } from '../terminal/figures.ts';
import type { Part } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printJson, say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { stateChanged, whoIs } from './changed-state.ts';
import { checkMatch } from './filters.ts';
import { momentAfter } from './moments.ts';
import { type RelayCounts, relaysMatching } from './relays-matching.ts';
import { configuredStore } from './stored-state.ts';

export interface SilenceFlags extends Chosen {
  readonly name?: string;
  readonly region?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly until: string;
  readonly comment?: string;
  /** Who does it. */
  readonly by?: string;
  /** Whether Live is asked how many relays match. */
  readonly relays: boolean;
  readonly json?: boolean;
}

export type SilenceListFlags = Pick<SilenceFlags, 'config' | 'account' | 'relays' | 'json'>;

/**
 * Mutes messages about what matches, but never metrics. @returns the exit code. @throws ConfigError, UsageError,
 * StateError
 */
export async function silenceAddCommand(flags: SilenceFlags): Promise<number> {
  const { name, region, source, destination } = flags;
  const match = Object.fromEntries(
    Object.entries({ name, region, source, destination }).filter(([, pattern]) => pattern !== undefined),
  );
  if (Object.keys(match).length === 0)
    throw new UsageError('give at least one of --name, --region, --source, --destination');
  checkMatch(match);
  const now = systemClock.nowUtc();
  const until = flags.until === 'recovered' ? 'recovered' : momentAfter(flags.until, now, '--until').toISO();
  if (until !== 'recovered' && until <= now.toISO()) throw new UsageError('--until must lie ahead');
  const silence: Silence = {
    id: randomBytes(4).toString('hex'),
    comment: flags.comment ?? '',
    createdAt: now.toISO(),
    until,
    match,
    ...whoIs(flags.by),
  };
  let matched = 0;
  const { edit, entry } = silencing(silence);
  const counted: typeof edit = (state) => {
    matched = incidentsMatching(state, match);
    return edit(state);
  };
  await stateChanged(flags, { edit: counted, entry });
  if (flags.json) return addedInJson(silence, matched, flags);
  print(
    `silence ${silence.id} holds ${silence.until === 'recovered' ? 'until what it matches has recovered' : `until ${silence.until}`}; it matches ${countOf(matched, 'incident')} now`,
  );
  // it holds already, however long Live takes to answer
  if (flags.relays) print(relaysText(await relaysMatching(flags, [match])));
  return 0;
}

async function addedInJson(silence: Silence, incidents: number, flags: SilenceFlags): Promise<number> {
  const counted = flags.relays ? await relaysMatching(flags, [silence.match]) : null;
  if (counted?.problem !== undefined) say(relaysText(counted));
  printJson({ ...silence, matches: { relays: counted?.counts?.[0] ?? null, incidents } });
  return 0;
}

function relaysText({ counts, problem }: RelayCounts): string {
  if (problem !== undefined) return `relays not counted: ${problem}`;
  const [relays = 0] = counts;
  return `${countOf(relays, 'relay')} ${relays === 1 ? 'matches' : 'match'} now`;
}

/** Those that a silence could hold back something of. */
function incidentsMatching({ incidents }: Pick<WatchState, 'incidents'>, match: Match): number {
  return incidents.filter((one) => one.phase !== 'quiet' && matches(one, match)).length;
}

/** Shows the silences, and what each matches. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function silenceListCommand(flags: SilenceListFlags): Promise<number> {
  const { snapshot } = await (await configuredStore(flags)).load();
  const { silences = [], incidents = [] } = usableOf(snapshot)?.watch ?? {};
  const matches = silences.map(({ match }) => match);
  const relays = flags.relays && matches.length > 0 ? await relaysMatching(flags, matches) : null;
  if (relays?.problem !== undefined) say(relaysText(relays));
  const listed = silences.map((silence, place) => ({
    ...silence,
    matches: {
      relays: relays?.counts?.[place] ?? null,
      incidents: incidentsMatching({ incidents }, silence.match),
    },
  }));
  if (flags.json) printJson(listed);
  else print(listed.length === 0 ? 'no silences' : tableOf(listed, flags.relays));
  return 0;
}

type Listed = Silence & { readonly matches: { readonly relays: number | null; readonly incidents: number } };

function tableOf(listed: readonly Listed[], withRelays: boolean): Part {
  const optional = (cell: string) => (withRelays ? [cell] : []);
  return plainTable(
    ['id', 'until', ...optional('relays'), 'incidents', 'matches', 'by', 'comment'],
    listed.map(({ id, until, match, by = '', comment, matches: { relays, incidents } }) => [
      id,
      until,
      ...optional(relays === null ? '–' : count(relays)),
      count(incidents),
      criteriaText(match),
      by,
      comment,
    ]),
  );
}

/**
 * Ends a silence now. @returns the exit code: 1 when no silence has this id. @throws ConfigError, UsageError,
 * StateError
 */
export async function silenceExpireCommand(
  id: string,
  flags: Pick<SilenceFlags, 'config' | 'account' | 'by' | 'json'>,
): Promise<number> {
  const found = await stateChanged(flags, endingSilence(id, whoIs(flags.by).by));
  if (flags.json) printJson({ id, expired: found });
  else print(found ? `silence ${id} is over` : `there is no silence ${id}`);
  return found ? 0 : 1;
}
