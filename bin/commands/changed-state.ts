import { systemClock } from '../../lib/base/time.ts';
import type { HandChange } from '../../lib/monitor/hand-change.ts';
import { changeByHand } from '../../lib/state/change-by-hand.ts';
import type { Chosen } from '../chosen.ts';
import { line, WARNING } from '../terminal/shown.ts';
import { say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { configuredState } from './stored-state.ts';

/** How long to wait for a sweep that is under way. */
const PATIENCE_MS = 60_000;

/**
 * Changes the state of the configuration, and notes in the journal what was done. A journal that cannot be written is told, and
 * undoes nothing.
 * @returns whether there was anything to change
 * @throws ConfigError; StateError; UsageError when no state was saved yet, or a sweep holds it for too long
 */
export async function stateChanged(chosen: Chosen, change: HandChange): Promise<boolean> {
  const { config, store, journal } = await configuredState(chosen);
  const { leaseSeconds } = config.sweep;
  const place = { store, journal, clock: systemClock, leaseSeconds, patienceMs: PATIENCE_MS };
  const { outcome, journalProblem } = await changeByHand(place, change);
  if (journalProblem !== null)
    say(line`${WARNING} this is not in the journal, which could not be written: ${journalProblem}`);
  switch (outcome) {
    case 'changed':
      return true;
    case 'nothing-to-change':
      return false;
    case 'no-state':
      throw new UsageError('no sweep has saved its state yet: there is nothing to change');
    case 'held':
      throw new UsageError('a sweep has held the state for a minute: try again later');
  }
}

/** Who does it: as they say, or else by the name that they are logged in with. */
export function whoIs(by: string | undefined): { readonly by?: string } {
  const name = (by ?? process.env.USER ?? process.env.LOGNAME ?? '').trim();
  return name === '' ? {} : { by: name };
}
