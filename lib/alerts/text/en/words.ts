import { grouped } from '../../../base/grouped.ts';
import { ownEntry } from '../../../base/lookup.ts';
import type { Ending } from '../../../monitor/incident.ts';
import type { Endings } from '../../../monitor/notification.ts';
import { durationText } from '../duration.ts';
import { countsOf } from '../facts.ts';

const HOW_IT_ENDED: Readonly<Record<string, string>> = {
  recovered: 'recovered',
  removed: 'removed',
  stoppedByUser: 'stopped by a user',
  finished: 'finished as planned',
  unwatched: 'no longer watched',
} satisfies Record<Ending, string>;

function howItEnded(ending: string): string {
  return ownEntry(HOW_IT_ENDED, ending) ?? ending;
}

export function endingsText(endings: Endings | null): string {
  return countsOf(endings ?? {})
    .map(({ ending, count }) => `${grouped(count)} ${howItEnded(ending)}`)
    .join(', ');
}

export function quoted(name: string): string {
  return name === '' ? '' : ` "${name}"`;
}

const UNITS = { day: 'd', hour: 'h', minute: 'min', second: 's' };

/** The two greatest units: `1 h 5 min`. */
export function duration(seconds: number): string {
  return durationText(seconds, UNITS);
}

export function countOf(count: number): string {
  return count === 1 ? '1 relay' : `${grouped(count)} relays`;
}
