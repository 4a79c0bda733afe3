import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import type { Config } from '../../lib/config/schema.ts';
import { KEEP_DAYS } from '../../lib/state/journal.ts';
import { MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { knownOf } from '../../lib/status/known.ts';
import type { Site } from './site.ts';

/** The pages for a configuration and its store. */
export function siteOf(
  config: Config,
  given: Pick<Site, 'access' | 'assets' | 'clock' | 'journal' | 'onFailure'> & { readonly store: StateStore | null },
): Site {
  const { store, ...rest } = given;
  return {
    ...rest,
    journalDays: config.state ? (config.state.journal?.keepDays ?? KEEP_DAYS) : MEMORY_JOURNAL.keepDays,
    language: config.language,
    settings: statusSettingsOf(config),
    known: store && (async () => knownOf(usableOf((await store.load()).snapshot))),
  };
}
