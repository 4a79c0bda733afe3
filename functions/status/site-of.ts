import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import type { Config } from '../../lib/config/schema.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { knownOf } from '../../lib/status/known.ts';
import type { Site } from './site.ts';

/** The pages for a configuration and its store. */
export function siteOf(
  config: Config,
  given: Pick<Site, 'access' | 'assets' | 'clock' | 'onFailure'> & { readonly store: StateStore | null },
): Site {
  const { store, ...rest } = given;
  return {
    ...rest,
    language: config.language,
    settings: statusSettingsOf(config),
    known: store && (async () => knownOf(usableOf((await store.load()).snapshot))),
  };
}
