import { liveOf } from '../../lib/assemble/live-clients.ts';
import { errorText } from '../../lib/base/errors.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout } from '../../lib/config/partial.ts';
import { present } from '../../lib/config/present.ts';
import { DEFAULT_RETRY, pacedLive } from '../../lib/live/paced.ts';
import { readPages } from '../../lib/live/pages.ts';
import { type Match, matches } from '../../lib/monitor/matching.ts';
import { subjectOf } from '../../lib/monitor/sightings.ts';
import { walksOf } from '../../lib/sweep/fleet.ts';
import type { Chosen } from '../chosen.ts';
import { printBlock, sweepDisplay, terminalLog } from '../terminal/terminal.ts';

/** How many relays fit each match now, in their order; or why nobody knows, in one line. */
export type RelayCounts =
  | { readonly counts: readonly number[]; readonly problem?: never }
  | { readonly counts?: never; readonly problem: string };

/** Somebody waits for the answer, which is only a help. */
const TRIES = 3;

/** Asks Live for all relays that sweeps watch, at their pace. Never throws: what was asked for first was done. */
export async function relaysMatching(chosen: Chosen, wanted: readonly Match[]): Promise<RelayCounts> {
  try {
    return await counted(chosen, wanted);
  } catch (error) {
    return { problem: errorText(error).replace(/\s*\n\s*/g, ' ') };
  }
}

async function counted(chosen: Chosen, wanted: readonly Match[]): Promise<RelayCounts> {
  const unused = allBut('credentials');
  const config = await loadConfigWithout(configPath(chosen.config, process.env), process.env, unused, chosen.account);
  const { regions, scopes, qps, pageSize } = config.live;
  const log = terminalLog(systemClock, 'warn');
  const surroundings = { clock: systemClock, random: Math.random, log, write: printBlock };
  const retry = { ...DEFAULT_RETRY, attempts: TRIES };
  const live = pacedLive(liveOf(config, surroundings), { qps }, { ...surroundings, retry });
  const counts = wanted.map(() => 0);
  const display = sweepDisplay();
  const { walks } = await readPages(live, walksOf({ regions, scopes: scopes.map(present) }), {
    concurrency: 1,
    pageSize,
    onProgress: display.update,
    classify(task, _, identity, { first }) {
      const subject = subjectOf(task, identity);
      wanted.forEach((match, place) => {
        if (first && matches(subject, match)) counts[place] = (counts[place] ?? 0) + 1;
      });
      return 0;
    },
  }).finally(() => display.end());
  const missed = walks.find(({ complete }) => !complete);
  if (missed === undefined) return { counts };
  return { problem: `${missed.walk.region}: ${missed.incompleteness.map(({ text }) => text).join('; ')}` };
}
