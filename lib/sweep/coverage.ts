import type { TaskFilter } from '../live/request.ts';
import type { Subject } from '../monitor/incident.ts';

/** What of an account is read. Absent or empty: all of it. */
export interface Coverage {
  readonly regions?: readonly string[];
  readonly scopes?: readonly TaskFilter[];
}

/**
 * Whether a list that is read could show this relay, as far as its region, id, name and destination host tell. Live's filters
 * are fuzzy, and how is not documented: a filter that is a part of the text may show it, whatever the case.
 */
export function couldBeListed(relay: Subject, { regions, scopes = [] }: Coverage): boolean {
  if (!isInRegion(relay.region, regions)) return false;
  return scopes.length === 0 || scopes.some((scope) => couldFit(relay, scope));
}

/** What is in no region, such as an expectation, is in all of them. */
export function isInRegion(region: string, regions: Coverage['regions']): boolean {
  return region === '' || regions === undefined || regions.includes(region);
}

function couldFit({ taskId, name, destination }: Subject, scope: TaskFilter): boolean {
  return (
    has(taskId, scope.taskId ?? '') && has(name, scope.taskName ?? '') && couldPushTo(destination, scope.dstUrl ?? '')
  );
}

/** Of a destination scheme and host are known. A filter that begins with a scheme says which; any other may be in the path. */
function couldPushTo(destination: string, dstUrl: string): boolean {
  const [, origin, path] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/i.exec(dstUrl) ?? [];
  if (origin === undefined) return true;
  return path === '' ? has(destination, origin) : destination.toLowerCase() === withoutUser(origin).toLowerCase();
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** `rtmp://user:password@host`: the destination of a relay is kept without them. */
function withoutUser(origin: string): string {
  return origin.replace(/:\/\/[^@]*@/, '://');
}
