import type { Incident } from '../monitor/incident.ts';
import type { Lap } from '../monitor/lap.ts';
import type { Outbox } from '../monitor/outbox.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { Lease } from '../state/lease.ts';
import type { LastPoints } from '../state/packed-points.ts';
import type { Snapshot } from '../state/snapshot.ts';

/** The parts of a snapshot that the page reads. */
export interface Known {
  readonly incidents: readonly Incident[];
  readonly causes: WatchState['causes'];
  readonly silences: WatchState['silences'];
  readonly acknowledged: NonNullable<WatchState['acknowledged']>;
  readonly ledgers: WatchState['mutes'];
  readonly outbox: Outbox;
  /** The metrics of the last sweep that finished. */
  readonly points: LastPoints | null;
  readonly lease: Lease | null;
  /** Null where each sweep reads all lists. */
  readonly lap: Lap | null;
}

const NOTHING: Known = {
  incidents: [],
  causes: [],
  silences: [],
  acknowledged: [],
  ledgers: [],
  outbox: { pending: [], receipts: [], channels: [] },
  points: null,
  lease: null,
  lap: null,
};

/** @param snapshot null when nothing was ever saved */
export function knownOf(snapshot: Snapshot | null): Known {
  if (snapshot === null) return NOTHING;
  const { watch, outbox, points, lease, lap } = snapshot;
  return {
    incidents: watch?.incidents ?? [],
    causes: watch?.causes ?? [],
    silences: watch?.silences ?? [],
    acknowledged: watch?.acknowledged ?? [],
    ledgers: watch?.mutes ?? [],
    outbox,
    points,
    lease,
    lap,
  };
}
