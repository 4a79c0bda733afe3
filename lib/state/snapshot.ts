import type * as z from 'zod/mini';
import type { ChannelState } from '../monitor/channel-state.ts';
import { EMPTY_OUTBOX, messageKey, type Outbox, type Pending, type Receipt } from '../monitor/outbox.ts';
import type { Cursor, ListMemory, PacerMemory } from '../monitor/reading-memory.ts';
import type { Rivals } from '../monitor/rivals.ts';
import type { Positions } from '../monitor/standstill.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { Lease } from './lease.ts';
import { type LastPoints, packPoints, unpackPoints } from './packed-points.ts';
import * as forms from './snapshot-forms.ts';
import { type RawSnapshot, SNAPSHOT_VERSION } from './snapshot-forms.ts';

/** What one sweep leaves to the next, as far as it can be used. Its size follows the faults, not the tasks. Times are ISO 8601, UTC. */
export interface Snapshot {
  readonly savedAt: string;
  /** Who sweeps now, and how long others keep out; null when nobody does. */
  readonly lease: Lease | null;
  /** Faults over time; null when nothing is known of them. */
  readonly watch: WatchState | null;
  /** Messages that wait, and what was heard. */
  readonly outbox: Outbox;
  /** What the pacers learned of the network, and which calls were the last, by operation. */
  readonly pacers: Readonly<Record<string, PacerMemory>>;
  /** Where to go on, when the last sweep ran out of time. */
  readonly cursor: Cursor | null;
  /** The numbers of the last sweep that came to its end; null when none did. */
  readonly points: LastPoints | null;
  /** Of each list, by its walk, what the next reading of it should know. */
  readonly lists: Readonly<Record<string, ListMemory>>;
  /** The tasks of each known destination conflict. */
  readonly rivals: Rivals;
  /** Where vod and url tasks were. */
  readonly positions: Positions;
  /** Timer events that were handled to their end, the latest last. */
  readonly handledTriggers: readonly string[];
  /** Until when what was told is in here; null when that was not kept. */
  readonly toldUntil: string | null;
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
  /** Incidents, causes, silences and mutes that cannot be used. */
  readonly leftOut: number;
}

/** Reads what the store gave. A part that cannot be used takes no other with it, and counts as never kept. */
export function readSnapshot(raw: RawSnapshot): SnapshotReading {
  const { watch, leftOut } = readWatch(raw.watch);
  return { snapshot: { ...readParts(raw), watch }, leftOut };
}

/** What the store gave, as far as it can be used; null when it gave nothing. */
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
    handledTriggers: read(forms.handledTriggers, raw.handledTriggers) ?? [],
    toldUntil: read(forms.toldUntil, raw.toldUntil) ?? null,
  };
}

/** The snapshot as the store takes it. */
export function rawOf(snapshot: Snapshot): RawSnapshot {
  const { points, ...rest } = snapshot;
  return { version: SNAPSHOT_VERSION, ...rest, points: points && packPoints(points) };
}

/** What was remembered of faults, as far as it can be used. */
export interface ReadWatch {
  /** Null when there was nothing, or what is there cannot be used at all. */
  readonly watch: WatchState | null;
  /** Incidents, causes, silences and mutes that were left out, since they cannot be used. */
  readonly leftOut: number;
}

/** The faults as they were remembered. A part that cannot be used takes no other with it. */
export function readWatch(value: unknown): ReadWatch {
  const data = read(forms.watch, value);
  if (data === null) return { watch: null, leftOut: 0 };
  const usable = usableIn<keyof typeof forms.watchParts>(data, forms.watchParts);
  const names = ['incidents', 'causes', 'silences', 'mutes'] as const;
  const leftOut = names.reduce((sum, name) => sum + data[name].length - usable[name].length, 0);
  return { watch: { ...data, ...usable } as unknown as WatchState, leftOut };
}

/** The messages that wait, each once; none when there were none. A part that cannot be used takes no other with it. */
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

/** Of each of these lists what has the form of its elements. */
function usableIn<Name extends string>(
  lists: Readonly<Record<Name, readonly unknown[]>>,
  formsOf: Readonly<Record<Name, z.ZodMiniType>>,
): Record<Name, unknown[]> {
  const names = Object.keys(formsOf) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, lists[name].filter((one) => formsOf[name].safeParse(one).success)]),
  ) as Record<Name, unknown[]>;
}
