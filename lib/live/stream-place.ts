import { schemeAndHost } from '../http/redact.ts';
import type { StreamPlace } from '../monitor/relay-task.ts';

const MOST_KNOWN = 4_096;
type Alone = readonly [StreamPlace];
const UNREADABLE: Alone = [{ origin: null }];
/** By themselves, so that nothing but scheme and host is kept. Each in a list of its own, as most relays have one source. */
const known = new Map<string, Alone>();

/** Scheme and host of a URL. Relays share their hosts, and thus also what is remembered of each. */
export function streamPlaceOf(url: string): StreamPlace {
  return aloneOf(url)[0];
}

/** Scheme and host of each. */
export function streamPlacesOf(urls: readonly string[]): readonly StreamPlace[] {
  const [first] = urls;
  return first !== undefined && urls.length === 1 ? aloneOf(first) : urls.map(streamPlaceOf);
}

function aloneOf(url: string): Alone {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  const head = end === -1 ? url : url.slice(0, end);
  const alone = known.get(head);
  if (alone !== undefined) return alone;
  const origin = schemeAndHost(url);
  if (origin === null) return UNREADABLE;
  const read: Alone = [{ origin }];
  // a head with a user, a query or capital letters in it is never looked up by, and may be secret
  if (origin === head) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(origin, read);
  }
  return read;
}
