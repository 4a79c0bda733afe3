import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import type { Config } from '../../lib/config/schema.ts';
import { changeByHand } from '../../lib/state/change-by-hand.ts';
import { type Journal, KEEP_DAYS } from '../../lib/state/journal.ts';
import { MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { knownOf } from '../../lib/status/known.ts';
import type { Site, Writing } from './site-parts.ts';

/** Where what the pages show is kept. */
export interface StatePlace {
  readonly store: StateStore | null;
  readonly journal: Journal | null;
}

/** A visitor waits for a sweep no longer than the page's function may run. */
const PATIENCE_MS = 15_000;

/** The pages for a configuration and its store. */
export function siteOf(
  config: Config,
  given: Pick<Site, 'access' | 'assets' | 'clock' | 'onFailure'> & StatePlace,
): Site {
  const { store, ...rest } = given;
  return {
    ...rest,
    journalDays: config.state ? (config.state.journal?.keepDays ?? KEEP_DAYS) : MEMORY_JOURNAL.keepDays,
    language: config.language,
    settings: statusSettingsOf(config),
    rules: { policy: config.policy, windows: config.maintenance },
    writing: store && config.status?.allowWrites ? writingOf(config, store, given) : null,
    known: store && (async () => knownOf(usableOf((await store.load()).snapshot))),
  };
}

function writingOf(
  { status, sweep: { leaseSeconds } }: Config,
  store: StateStore,
  { journal, clock }: StatePlace & Pick<Site, 'clock'>,
): Writing {
  const place = { store, journal, clock, leaseSeconds, patienceMs: PATIENCE_MS };
  return { change: (change) => changeByHand(place, change), ownUrl: status?.url };
}
