import { posix } from 'node:path';
import { ACCOUNT_NAME, ACCOUNT_NAME_EXPECTED } from './account.ts';
import type { ConfigProblem } from './problems.ts';
import { type Section, sectionOf, sectionsOf, textOf } from './sections.ts';

/** What there is once for all accounts. */
const ONLY_AT_THE_TOP = ['deploy', 'status', 'account', 'accounts'];

/** What is wrong with the list as a whole; null when nothing is. */
export function listProblem({ accounts, account }: Section): ConfigProblem | null {
  const path = 'accounts';
  if (!Array.isArray(accounts))
    return { path, found: 'something else', expected: 'a list of accounts, each with a name' };
  if (accounts.length === 0) return { path, found: 'an empty list', expected: 'at least one account' };
  if (account !== undefined)
    return {
      path: 'account',
      found: 'a section beside accounts',
      expected: 'one of the two: each of the accounts has a name',
    };
  return null;
}

/**
 * What is wrong with the entries that no configuration made of one of them shows: their names, places that two of them share,
 * and what belongs to the top of the file.
 */
export function accountProblems(document: Section): ConfigProblem[] {
  const accounts = sectionsOf(document.accounts);
  const names = accounts.map(({ name }) => name);
  const places = accounts.map(({ state }) => placeOf(state));
  const shared = placeOf(document.state);
  return accounts.flatMap((own, index) => [
    ...nameProblems(names, index),
    ...ONLY_AT_THE_TOP.filter((key) => own[key] !== undefined).map((key) => ({
      path: `accounts[${index}].${key}`,
      found: 'a section of one account',
      expected: `${key} at the top of the file, for all accounts`,
    })),
    ...statePlaceProblems(places, shared, index),
  ]);
}

function nameProblems(names: readonly unknown[], index: number): ConfigProblem[] {
  const path = `accounts[${index}].name`;
  const name = names[index];
  if (name === undefined) return [{ path, found: 'nothing', expected: ACCOUNT_NAME_EXPECTED }];
  if (typeof name !== 'string' || !ACCOUNT_NAME.test(name))
    return [
      { path, found: 'a text of another form', expected: `${ACCOUNT_NAME_EXPECTED}; written out, not from a variable` },
    ];
  if (names.indexOf(name) === index) return [];
  return [{ path, found: `"${name}"`, expected: 'a name that no other account has' }];
}

/** Two accounts with one state would close each other's incidents. */
function statePlaceProblems(places: readonly (string | null)[], shared: string | null, index: number): ConfigProblem[] {
  const place = places[index];
  if (place === null || place === undefined) return [];
  const isTaken = places.indexOf(place) !== index || place === shared;
  const expected = 'a place that neither another account nor the top of the file has';
  return isTaken ? [{ path: `accounts[${index}].state`, found: 'a place that is taken', expected }] : [];
}

/** Tells places apart; null where the section says none. */
function placeOf(state: unknown): string | null {
  const { type, path, endpoint = '', bucket, prefix = '' } = sectionOf(state);
  if (type === 'file') return typeof path === 'string' ? `file\n${posix.normalize(`${path}/`)}` : null;
  if (typeof bucket !== 'string') return null;
  return JSON.stringify([type, endpoint, bucket, textOf(prefix).replace(/^\/+|\/+$/g, '')]);
}
