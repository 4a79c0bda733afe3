import { invalidValue, RefusedRequest } from './refusals.ts';

/** One page of what was found, and the token of the next one. @param most documented, and taken when nobody says less @throws RefusedRequest */
export function pageOf<T>(
  found: readonly T[],
  token: unknown,
  size: unknown,
  { most, usual = most }: { readonly most: number; readonly usual?: number },
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const wanted = size ?? usual;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 1 || wanted > most)
    throw invalidValue(`MaxRecords is not a whole number from 1 to ${most}`);
  const from = placeOf(token, found.length);
  const to = from + wanted;
  return { items: found.slice(from, to), nextToken: to < found.length ? `after-${to}` : undefined };
}

function placeOf(token: unknown, total: number): number {
  if (token === undefined || token === null) return 0;
  const [, place] = /^after-(\d+)$/.exec(String(token)) ?? [];
  if (place !== undefined && Number(place) <= total) return Number(place);
  throw new RefusedRequest('InvalidNextToken', 'The NextToken is not one that was given.');
}
