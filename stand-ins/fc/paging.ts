import type { Call, JsonObject } from './call.ts';
import { wholeNumber } from './fields.ts';
import { invalid } from './refusal.ts';

/** What the parameters of paging are called. */
interface PagingNames {
  readonly limit: string;
  readonly nextToken: string;
}

const NAMES: PagingNames = { limit: 'limit', nextToken: 'nextToken' };

/**
 * One page of a listing sorted by name, as `{ [key]: items, nextToken? }`. The token is the first name of the next page.
 * @throws Refusal for a limit that is not from 1 to 100
 */
export function page<T>(
  call: Call,
  key: string,
  items: ReadonlyMap<string, T>,
  show: (item: T) => JsonObject,
  named: PagingNames = NAMES,
): JsonObject {
  const { query } = call;
  const prefix = query.get('prefix') ?? '';
  const from = query.get(named.nextToken) || query.get('startKey') || '';
  const names = [...items.keys()].filter((name) => name.startsWith(prefix) && name >= from).sort();
  return cut(call, key, names, (name) => show(items.get(name) as T), named);
}

/** One page of versions, the newest first unless `direction` is FORWARD. @throws Refusal as above */
export function versionPage(call: Call, versions: ReadonlyMap<string, { readonly shown: JsonObject }>): JsonObject {
  const { query } = call;
  const direction = query.get('direction') || 'BACKWARD';
  if (direction !== 'BACKWARD' && direction !== 'FORWARD') invalid('direction must be BACKWARD or FORWARD');
  const ids = [...versions.keys()].sort((a, b) => Number(a) - Number(b));
  if (direction === 'BACKWARD') ids.reverse();
  const from = query.get('nextToken') || query.get('startKey');
  const start = from ? ids.indexOf(from) : 0;
  const shown = cut(call, 'versions', start < 0 ? [] : ids.slice(start), (id) => versions.get(id)?.shown ?? {});
  return { ...shown, direction };
}

function cut(
  call: Call,
  key: string,
  names: readonly string[],
  show: (name: string) => JsonObject,
  named: PagingNames = NAMES,
): JsonObject {
  const given = call.query.get(named.limit);
  const limit = given === null ? 20 : wholeNumber(Number(given), 'limit', 1, 100);
  const next = names[limit];
  return { [key]: names.slice(0, limit).map(show), ...(next === undefined ? {} : { nextToken: next }) };
}
