import { schemeAndHost } from '../http/redact.ts';
import type { StreamPlace } from '../monitor/relay-task.ts';

const MOST_KNOWN = 4_096;
const UNREADABLE: StreamPlace = { origin: null };
/** By themselves, so that nothing but scheme and host is kept. */
const known = new Map<string, StreamPlace>();

/** Scheme and host of a URL. Relays share their hosts, and thus also what is remembered of each. */
export function streamPlaceOf(url: string): StreamPlace {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  const head = end === -1 ? url : url.slice(0, end);
  const place = known.get(head);
  if (place !== undefined) return place;
  const origin = schemeAndHost(url);
  if (origin === null) return UNREADABLE;
  const read: StreamPlace = { origin };
  // a head with a user, a query or capital letters in it is never looked up by, and may be secret
  if (origin === head) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(origin, read);
  }
  return read;
}
