import type { Roster } from '../monitor/roster.ts';
import type { TextPlace } from './text-place.ts';

/** Where the list of relays is kept, for looks that have to tell true callbacks from made-up ones. */
export interface RosterBox {
  /** Null when there is none, or none that can be understood. @throws StateError */
  read(signal?: AbortSignal): Promise<Roster | null>;
  /** @throws StateError */
  keep(roster: Roster, signal?: AbortSignal): Promise<void>;
}

const NAME = 'roster';
const FORM = /^v1 ([A-Za-z0-9+/]*={0,2})\n$/;
const ENTRY_BYTES = 4;

export function createRosterBox(place: TextPlace): RosterBox {
  return {
    async read(signal) {
      const text = await place.read(NAME, signal);
      const packed = text === null ? undefined : FORM.exec(text)?.[1];
      return packed === undefined ? null : unpacked(Buffer.from(packed, 'base64'));
    },
    keep: (roster, signal) => place.replace(NAME, `v1 ${packed(roster).toString('base64')}\n`, signal),
  };
}

/** Low byte first on every machine. */
function packed(roster: Roster): Buffer {
  const bytes = Buffer.alloc(roster.length * ENTRY_BYTES);
  for (const [at, entry] of roster.entries()) bytes.writeUInt32LE(entry, at * ENTRY_BYTES);
  return bytes;
}

function unpacked(bytes: Buffer): Roster | null {
  if (bytes.length % ENTRY_BYTES !== 0) return null;
  const roster = new Uint32Array(bytes.length / ENTRY_BYTES);
  for (let at = 0; at < roster.length; at++) roster[at] = bytes.readUInt32LE(at * ENTRY_BYTES);
  // one that is not sorted would be searched in vain
  return roster.every((entry, at) => at === 0 || entry > (roster[at - 1] as number)) ? roster : null;
}
