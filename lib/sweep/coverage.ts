import type { TaskFilter } from '../live/request.ts';
import type { Subject } from '../monitor/incident.ts';

/** Which part of an account is read. Absent or empty: all of it. */
export interface Coverage {
  readonly regions?: readonly string[];
  readonly scopes?: readonly TaskFilter[];
}

/**
 * Whether the lists that are read could contain this relay, judging by its region, id, name and destination host.
 * Live's filters are fuzzy in an undocumented way, so any filter that is part of the text counts as a possible match,
 * whatever its case.
 */
export function couldBeListed(relay: Subject, { regions, scopes = [] }: Coverage): boolean {
  if (!isInRegion(relay.region, regions)) return false;
  return scopes.length === 0 || scopes.some((scope) => couldFit(relay, scope));
}

/** A subject without a region, such as an expectation, belongs to all regions. */
export function isInRegion(region: string, regions: Coverage['regions']): boolean {
  return region === '' || regions === undefined || regions.includes(region);
}

function couldFit({ taskId, name, destination }: Subject, scope: TaskFilter): boolean {
  return (
    has(taskId, scope.taskId ?? '') && has(name, scope.taskName ?? '') && couldPushTo(destination, scope.dstUrl ?? '')
  );
}

/**
 * Only scheme and host of a destination are known. A filter that begins with a scheme can be compared with those; any
 * other may match the path.
 */
function couldPushTo(destination: string, dstUrl: string): boolean {
  const [, origin, path] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/i.exec(dstUrl) ?? [];
  if (origin === undefined) return true;
  const place = withoutUser(origin);
  return path === '' ? has(destination, place) : destination.toLowerCase() === place.toLowerCase();
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** `rtmp://user:password@host`: the destination of a relay is stored without user and password. */
function withoutUser(origin: string): string {
  return origin.replace(/:\/\/[^@]*@/, '://');
}
