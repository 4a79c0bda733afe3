import type { Cause } from './cause.ts';
import { BASELINE } from './causes.ts';
import { isGlob, type Match } from './matching.ts';

/**
 * What a silence of one cause matches: the relays of its scope, with its kind of fault alone, so that another fault of
 * the same host is still told. Null where a silence would have nothing to match it by.
 */
export function matchOfCause({ key, scope, family }: Pick<Cause, 'key' | 'scope' | 'family'>): Match | null {
  const place = key === BASELINE ? null : placeOf(scope);
  if (place === null || !Object.values(place).every((glob) => isGlob(glob))) return null;
  return { ...place, verdict: family === 'fault' ? ['stopped', 'recovering'] : [family] };
}

function placeOf({ by, value }: Cause['scope']): Readonly<Record<string, string>> | null {
  switch (by) {
    case 'source':
    case 'destination':
      return { [by]: literalGlob(value) };
    case 'region-reason':
      return { region: literalGlob(value.split(' ')[0] ?? '') };
    case 'expectation':
    case 'monitor':
    case 'watched-account':
      return { name: literalGlob(value) };
    case 'account':
      return {};
    // ours, and not about relays; or a word of a later version
    default:
      return null;
  }
}

/** The glob that fits this text alone. */
function literalGlob(text: string): string {
  return text.replace(/[\\[\]{}*?]/g, '\\$&');
}
