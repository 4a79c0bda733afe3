import { fileURLToPath } from 'node:url';
import { readAssets } from '../../functions/status/assets.ts';
import { sent } from '../../functions/status/replies.ts';
import { answer } from '../../functions/status/site.ts';
import { siteOf } from '../../functions/status/site-of.ts';
import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { type LocalServer, serveLocally } from '../../lib/status/local-server.ts';

/**
 * The files of this installation, wherever it is called: bin/watching and dist/bin are both two folders below its root.
 */
const ASSETS = fileURLToPath(new URL('../../dist/status/assets', import.meta.url));

interface Serving {
  readonly store: StateStore;
  /** Null when none is kept. */
  readonly journal: Journal | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly port: number;
}

/** Serves the status page to this machine only, and therefore without a token. */
export async function servePage(config: Config, { store, journal, clock, log, port }: Serving): Promise<LocalServer> {
  const assets = await readAssets(ASSETS);
  const onFailure = (error: unknown) => log.error('status_failed', { problem: errorText(error) });
  const site = siteOf(config, { access: 'open', assets, clock, store, journal, onFailure });
  return serveLocally(async (request) => sent(await answer(request, site), request), { port });
}
