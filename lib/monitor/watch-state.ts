import type { Acknowledgement } from './acknowledgement.ts';
import type { Cause } from './cause.ts';
import type { Incident } from './incident.ts';
import type { MuteLedger } from './mute-ledger.ts';
import type { Silence } from './mutes.ts';

/** All that is remembered of faults. Plain data; its size follows the faults, not the tasks. */
export interface WatchState {
  readonly asOf: string;
  readonly incidents: readonly Incident[];
  readonly causes: readonly Cause[];
  readonly silences: readonly Silence[];
  readonly mutes: readonly MuteLedger[];
  /** Causes that somebody works on. Absent in states of an older relaywatch. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Names of the channels that there were. Absent in states of an older relaywatch. */
  readonly channels?: readonly string[];
}
