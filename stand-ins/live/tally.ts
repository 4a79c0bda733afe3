import type { Fleet } from './fleet.ts';
import { NEW_REASON, type Oddities } from './oddities.ts';
import type { TaskState } from './task.ts';

/** How many tasks are in which state now, so that what a sweep found can be compared with what is true. */
export interface LiveTally {
  readonly total: number;
  readonly byStatus: Readonly<Record<'idle' | 'running' | 'recovering' | 'stopped' | 'exited' | 'unknown', number>>;
  readonly byRegion: Readonly<Record<string, number>>;
  /** Status 3 only; `none` where no reason is given. */
  readonly stoppedByReason: Readonly<Record<string, number>>;
}

const STATUS_NAMES = {
  scheduled: 'idle',
  running: 'running',
  recovering: 'recovering',
  stopped: 'stopped',
  exited: 'exited',
} as const satisfies Record<TaskState['kind'], keyof LiveTally['byStatus']>;

/** Counts what the list would tell. Spoiled fields are not taken into account, invented values are. */
export function tallyOf(fleet: Fleet, oddities: Oddities): LiveTally {
  const byStatus = { idle: 0, running: 0, recovering: 0, stopped: 0, exited: 0, unknown: 0 };
  const byRegion: Record<string, number> = Object.fromEntries(fleet.regions.map((region) => [region, 0]));
  const stoppedByReason: Record<string, number> = {};
  for (const { slot, region, state } of fleet.states()) {
    byRegion[region] = (byRegion[region] ?? 0) + 1;
    const newValue = oddities.newValueOf(slot, state);
    byStatus[newValue === 'status' ? 'unknown' : STATUS_NAMES[state.kind]]++;
    if (state.kind !== 'stopped' || newValue === 'status') continue;
    const reason = newValue === 'reason' ? NEW_REASON : (state.reason ?? 'none');
    stoppedByReason[reason] = (stoppedByReason[reason] ?? 0) + 1;
  }
  return { total: fleet.size, byStatus, byRegion, stoppedByReason };
}
