import { fileURLToPath } from 'node:url';
import { answerOfAccounts } from '../../functions/status/accounts.ts';
import { readAssets } from '../../functions/status/assets.ts';
import { sent } from '../../functions/status/replies.ts';
import { answer } from '../../functions/status/site.ts';
import { type StatePlace, siteOf } from '../../functions/status/site-of.ts';
import { errorText, RelaywatchError } from '../../lib/base/errors.ts';
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

interface ServingAll {
  /** The top of the file. */
  readonly operator: Config;
  /** Configuration and state of each account, by name; null where its configuration cannot be used. */
  readonly accounts: ReadonlyMap<string, AccountPlace | null>;
  readonly clock: Clock;
  readonly log: Log;
  readonly port: number;
}

export interface AccountPlace extends StatePlace {
  readonly config: Config;
}

/** Serves the list of accounts, and below it the page of each, to this machine only. */
export async function servePages({ operator, accounts, clock, log, port }: ServingAll): Promise<LocalServer> {
  const given = { access: 'open', assets: await readAssets(ASSETS), clock, onFailure: failureTo(log) } as const;
  const placeOf = (name: string): AccountPlace => {
    const place = accounts.get(name);
    if (!place) throw new RelaywatchError('bad-config', `the account ${name} is not watched`);
    return place;
  };
  const pages = {
    accounts: [...accounts.keys()],
    configOf: (name = '') => ({ config: placeOf(name).config, warnings: [] }),
    operator: () => ({ config: operator, warnings: [] }),
  };
  const siteFor = (config: Config) => {
    const { store, journal } = config.account ? placeOf(config.account.name) : NOWHERE;
    return siteOf(config, { ...given, store, journal });
  };
  return serveLocally(async (request) => sent(await answerOfAccounts(request, pages, siteFor), request), { port });
}

const NOWHERE: StatePlace = { store: null, journal: null };

function failureTo(log: Log) {
  return (error: unknown) => log.error('status_failed', { problem: errorText(error) });
}

/** Serves the status page to this machine only, and therefore without a token. */
export async function servePage(config: Config, { store, journal, clock, log, port }: Serving): Promise<LocalServer> {
  const assets = await readAssets(ASSETS);
  const site = siteOf(config, { access: 'open', assets, clock, store, journal, onFailure: failureTo(log) });
  return serveLocally(async (request) => sent(await answer(request, site), request), { port });
}
