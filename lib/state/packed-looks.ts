import type { LookMemory } from '../monitor/look-memory.ts';
import type { PackedLooks } from './snapshot-forms.ts';

/** What looks leave behind, in the form that the store takes: JSON has no maps. */
export function packLooks({ totals, ...rest }: LookMemory): PackedLooks {
  return {
    ...rest,
    stoppedByUser: [...rest.stoppedByUser],
    totals: totals && {
      relays: totals.relays,
      bySource: [...totals.bySource],
      byDestination: [...totals.byDestination],
    },
  };
}

export function unpackLooks({ totals, ...rest }: PackedLooks): LookMemory {
  return {
    ...rest,
    totals: totals && {
      relays: totals.relays,
      bySource: new Map(totals.bySource),
      byDestination: new Map(totals.byDestination),
    },
  };
}
