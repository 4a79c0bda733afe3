import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { ToldFile } from '../../lib/state/file/told-file.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import { listenedTo } from '../watching/keep-watching.ts';
import type { Heard } from '../watching/view.ts';

/**
 * The dependencies of a sweep, made harmless: it reads Live and the state, but sends, publishes and saves nothing, not
 * even a lease.
 * @param heard called with what a channel would have received
 */
export function harmless(deps: SweepDeps, config: Config, heard: (message: Heard) => void): SweepDeps {
  const { store, toldFile, journal } = deps;
  return {
    ...deps,
    channels: deps.channels.map((channel) => listenedTo(taking(channel), config, systemClock, heard)),
    backends: [],
    heartbeat: null,
    journal: journal && { ...journal, add: async () => undefined },
    // without a state, every sweep is a first one: what it finds is reported as a summary
    store: store && readOnly(store),
    toldFile: toldFile && notWriting(toldFile),
  };
}

function taking({ name, type, budget, takesUpdates, sendDigest, check }: AlertChannel): AlertChannel {
  const take = async () => ({ ok: true, receipt: 'not sent' }) as const;
  return { name, type, budget, takesUpdates, check, send: take, ...(sendDigest ? { sendDigest: take } : {}) };
}

/** The store, read-only: what a sweep saves is kept in memory while the sweep lasts. */
export function readOnly(store: StateStore): StateStore {
  let own: { readonly newest: number; readonly snapshot: RawSnapshot } | null = null;
  return {
    ...store,
    load: async (signal, taken) => (own ? { ...own, problems: [] } : store.load(signal, taken)),
    async create(newest, snapshot) {
      own = { newest, snapshot };
      return true;
    },
    withdraw: async () => true,
    troubles: () => [],
  };
}

function notWriting(file: ToldFile): ToldFile {
  return { read: () => file.read(), write: async () => undefined };
}
