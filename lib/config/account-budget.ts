import { isRecord } from '../base/records.ts';
import { ACCOUNT_NAME } from './account.ts';
import { type Section, sectionOf, sectionsOf, textOf } from './sections.ts';

/** What Live allows an account a second. */
const LIVE_ALLOWS = 10;

/**
 * The calls a second of an entry that does not say them and calls the same account as others: with its regions split over
 * several entries, an account still has one budget. They have equal parts of what the others leave of it, one at least.
 * Undefined where nothing is shared.
 */
export function sharedQps(top: Section, index: number): number | undefined {
  const entries = sectionsOf(top.accounts);
  const together = sharing(top).get(bucketOf(entries[index] ?? {}, top)) ?? [];
  const budget = sectionOf(top.live).qps ?? LIVE_ALLOWS;
  if (together.length < 2 || typeof budget !== 'number' || ownQps(entries[index] ?? {}) !== undefined) return undefined;
  const own = together.flatMap((one) => ownQps(entries[one] ?? {}) ?? []);
  const taken = own.reduce<number>((sum, qps) => sum + (typeof qps === 'number' ? qps : 0), 0);
  return Math.max(1, Math.floor((budget - taken) / (together.length - own.length)));
}

/** Accounts that several entries together call more often than Live allows, unless their quota was raised. */
export function budgetWarnings(document: unknown): { readonly path: string; readonly sentence: string }[] {
  const top = sectionOf(document);
  const entries = sectionsOf(top.accounts);
  return [...sharing(top).values()].flatMap((together) => {
    const parts = together.map((index) => ownQps(entries[index] ?? {}) ?? sharedQps(top, index));
    const sum = parts.reduce<number>((all, qps) => all + (typeof qps === 'number' ? qps : 0), 0);
    const [first = 0] = together;
    const names = together.map((index) => textOf(entries[index]?.name)).filter((name) => ACCOUNT_NAME.test(name));
    const sentence = `${names.join(', ')} call one account, together ${sum} times a second: Live allows ${LIVE_ALLOWS}, unless the quota of that account was raised`;
    return together.length > 1 && sum > LIVE_ALLOWS ? [{ path: `accounts[${first}].live.qps`, sentence }] : [];
  });
}

function ownQps({ live }: Section): unknown {
  return sectionOf(live).qps;
}

/** A file may have a thousand accounts, each of which asks. */
const known = new WeakMap<object, ReadonlyMap<string, readonly number[]>>();

/** The entries that call the same account, by what they call it with. */
function sharing(top: Section): ReadonlyMap<string, readonly number[]> {
  const { accounts } = top;
  if (!Array.isArray(accounts)) return new Map();
  const before = known.get(accounts);
  if (before !== undefined) return before;
  const buckets = new Map<string, number[]>();
  for (const [index, entry] of sectionsOf(accounts).entries()) {
    const bucket = bucketOf(entry, top);
    const together = buckets.get(bucket);
    if (together === undefined) buckets.set(bucket, [index]);
    else together.push(index);
  }
  known.set(accounts, buckets);
  return buckets;
}

/**
 * What tells accounts of Live apart, as far as the file shows it: of a role, the account that it belongs to; else the key. Two
 * keys of one account look like two accounts.
 */
function bucketOf({ live }: Section, top: Section): string {
  const { credentials, endpoint } = { ...sectionOf(top.live), ...(isRecord(live) ? live : {}) };
  const { type = 'default', roleArn, accessKeyId } = sectionOf(credentials);
  const who = type === 'role' ? textOf(roleArn).split(':')[3] : accessKeyId;
  return JSON.stringify([endpoint, type, who]);
}
