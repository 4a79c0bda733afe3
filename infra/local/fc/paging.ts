import type { Call, JsonObject } from './call.ts';
import { wholeNumber } from './fields.ts';

/**
 * One page of a listing sorted by name, as `{ [key]: items, nextToken? }`. The token is the first name of the next page.
 * @throws Refusal for a limit that is not from 1 to 100
 */
export function page<T>(call: Call, key: string, items: ReadonlyMap<string, T>, show: (item: T) => JsonObject) {
  const { query } = call;
  const limit = query.has('limit') ? wholeNumber(Number(query.get('limit')), 'limit', 1, 100) : 20;
  const prefix = query.get('prefix') ?? '';
  const from = query.get('nextToken') || query.get('startKey') || '';
  const names = [...items.keys()].filter((name) => name.startsWith(prefix) && name >= from).sort();
  const shown = names.slice(0, limit).map((name) => show(items.get(name) as T));
  const next = names[limit];
  return { [key]: shown, ...(next === undefined ? {} : { nextToken: next }) };
}
