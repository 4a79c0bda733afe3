import type * as z from 'zod/mini';
import type { ChannelState } from '../monitor/channel-state.ts';
import type { Lap } from '../monitor/lap.ts';
import { type LookMemory, NO_LOOKS } from '../monitor/look-memory.ts';
import { EMPTY_OUTBOX, messageKey, type Outbox, type Pending, type Receipt } from '../monitor/outbox.ts';
import type { Cursor, ListMemory, PacerMemory } from '../monitor/reading-memory.ts';
import type { ReportMemory } from '../monitor/report-due.ts';
import type { Rivals } from '../monitor/rivals.ts';
import type { SightedMemory } from '../monitor/sighted.ts';
import type { Positions } from '../monitor/standstill.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import { lapForm } from './lap-form.ts';
import type { Lease } from './lease.ts';
import { packLooks, unpackLooks } from './packed-looks.ts';
import { type LastPoints, packPoints, unpackPoints } from './packed-points.ts';
import * as forms from './snapshot-forms.ts';
import { type RawSnapshot, SNAPSHOT_VERSION } from './snapshot-forms.ts';

/**
 * What one sweep leaves to the next, as far as it is usable. Its size grows with the faults, not with the tasks. Times
 * are ISO 8601, UTC.
 */
export interface Snapshot {
  readonly savedAt: string;
  /** Which sweep is running, and how long others have to wait; null when none is. */
  readonly lease: Lease | null;
  /** Faults over time; null when nothing is known about them. */
  readonly watch: WatchState | null;
  /** Waiting messages, and what each channel has been told. */
  readonly outbox: Outbox;
  /** What the pacers learned about the network, and the latest calls, by operation. */
  readonly pacers: Readonly<Record<string, PacerMemory>>;
  /** Where to resume when the last sweep ran out of time. */
  readonly cursor: Cursor | null;
  /** The metrics of the last sweep that finished; null when none did. */
  readonly points: LastPoints | null;
  /** For each list, by its walk: what the next reading of it should know. */
  readonly lists: Readonly<Record<string, ListMemory>>;
  /** The tasks of each known destination conflict. */
  readonly rivals: Rivals;
  /** The last known positions of vod and url tasks. */
  readonly positions: Positions;
  /** How relays were last noted in the journal. */
  readonly sighted: SightedMemory;
  /** Timer events that were handled completely, the latest last. */
  readonly handledTriggers: readonly string[];
  /** The time up to which this snapshot knows what was told; null when that was not recorded. */
  readonly toldUntil: string | null;
  /** What looks at single relays between two sweeps have to know. */
  readonly looks: LookMemory;
  /** When a report was last sent; null when none is configured, or none was before this state. */
  readonly report: ReportMemory | null;
  /** How far several sweeps have read the lists together; null where each sweep reads all. */
  readonly lap: Lap | null;
}

/** The snapshot of a first sweep, which knows nothing yet. */
export const EMPTY_SNAPSHOT: Omit<RawSnapshot, 'savedAt'> = {
  version: SNAPSHOT_VERSION,
  lease: null,
  watch: null,
  outbox: null,
  pacers: {},
  cursor: null,
};

export interface SnapshotReading {
  readonly snapshot: Snapshot;
  /** Unusable incidents, causes, silences, mutes and acknowledgements. */
  readonly leftOut: number;
}

/** Reads a snapshot from the store. An unusable part does not affect the others, and counts as never saved. */
export function readSnapshot(raw: RawSnapshot): SnapshotReading {
  const { watch, leftOut } = readWatch(raw.watch);
  return { snapshot: { ...readParts(raw), watch }, leftOut };
}

/** The usable parts of what the store returned; null when it returned nothing. */
export function usableOf(raw: RawSnapshot | null): Snapshot | null {
  return raw && readSnapshot(raw).snapshot;
}

function readParts(raw: RawSnapshot): Omit<Snapshot, 'watch'> {
  return {
    savedAt: raw.savedAt,
    lease: raw.lease,
    outbox: readOutbox(raw.outbox),
    pacers: raw.pacers,
    cursor: raw.cursor,
    points: unpackPoints(raw.points),
    lists: read(forms.lists, raw.lists) ?? {},
    rivals: read(forms.rivals, raw.rivals) ?? {},
    positions: read(forms.positions, raw.positions) ?? {},
    sighted: read(forms.sighted, raw.sighted) ?? {},
    handledTriggers: read(forms.handledTriggers, raw.handledTriggers) ?? [],
    toldUntil: read(forms.toldUntil, raw.toldUntil) ?? null,
    looks: readLooks(raw.looks),
    report: read(forms.report, raw.report),
    lap: read(lapForm, raw.lap),
  };
}

function readLooks(value: unknown): LookMemory {
  const packed = read(forms.looks, value);
  return packed ? unpackLooks(packed) : NO_LOOKS;
}

/** The snapshot in the form that the store takes. */
export function rawOf(snapshot: Snapshot): RawSnapshot {
  const { points, looks, report, lap, ...rest } = snapshot;
  const packed = {
    points: points && packPoints(points),
    ...(looks === NO_LOOKS ? {} : { looks: packLooks(looks) }),
    ...(report === null ? {} : { report }),
    ...(lap === null ? {} : { lap }),
  };
  return { version: SNAPSHOT_VERSION, ...rest, ...packed };
}

/** What was remembered about faults, as far as it is usable. */
export interface ReadWatch {
  /** Null when there was nothing, or nothing that can be used. */
  readonly watch: WatchState | null;
  /** Incidents, causes, silences, mutes and acknowledgements that were left out as unusable. */
  readonly leftOut: number;
}

/** Reads the remembered faults. An unusable part does not affect the others. */
export function readWatch(value: unknown): ReadWatch {
  const data = read(forms.watch, value);
  if (data === null) return { watch: null, leftOut: 0 };
  const usable = usableIn<keyof typeof forms.watchParts>(data, forms.watchParts);
  const names = ['incidents', 'causes', 'silences', 'mutes', 'acknowledged'] as const;
  const leftOut = names.reduce((sum, name) => sum + data[name].length - usable[name].length, 0);
  return { watch: { ...data, ...usable } as unknown as WatchState, leftOut };
}

/**
 * Reads the waiting messages, each one once; empty when there were none. An unusable part does not affect the others.
 */
export function readOutbox(value: unknown): Outbox {
  const data = read(forms.outbox, value);
  if (data === null) return EMPTY_OUTBOX;
  const { pending, receipts, channels } = usableIn<keyof typeof forms.outboxParts>(data, forms.outboxParts);
  return {
    pending: withoutRepeats(pending as Pending[]),
    receipts: receipts as Receipt[],
    channels: channels as ChannelState[],
  };
}

function withoutRepeats(found: readonly Pending[]): Pending[] {
  const seen = new Set<string>();
  return found.filter(({ channel, notification }) => {
    const place = `${channel}\n${messageKey(notification)}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

function read<Form extends z.ZodMiniType>(form: Form, value: unknown): z.infer<Form> | null {
  const parsed = form.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** For each of these lists, the elements that have the right form. */
function usableIn<Name extends string>(
  lists: Readonly<Record<Name, readonly unknown[]>>,
  formsOf: Readonly<Record<Name, z.ZodMiniType>>,
): Record<Name, unknown[]> {
  const names = Object.keys(formsOf) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, lists[name].filter((one) => formsOf[name].safeParse(one).success)]),
  ) as Record<Name, unknown[]>;
}
