import { isRecord } from '../base/records.ts';
import { ACCOUNT_NAME } from './account.ts';
import { sharedQps } from './account-budget.ts';
import { accountProblems, listProblem } from './accounts-problems.ts';
import { didYouMean, meant } from './meant.ts';
import { ConfigError, type ConfigProblem } from './problems.ts';
import { type Section, sectionOf, sectionsOf, textOf } from './sections.ts';

/** What of it an account may say key by key; it has the rest of such a section from the top of the file. */
const MERGED: ReadonlySet<string> = new Set(['live', 'policy', 'sweep', 'links']);

/** The document of one configuration, as if `accounts:` did not exist. */
export interface OrdinaryDocument {
  readonly document: Section;
  /** Where a place of it is written in the file: `live.qps` may be `accounts[2].live.qps` there. */
  placeOf(path: string): string;
}

/** The names of the accounts, in the order of the file; null where it has no `accounts:`. */
export function accountNames(document: unknown): string[] | null {
  const { accounts } = sectionOf(document);
  return accounts === undefined ? null : sectionsOf(accounts).map(({ name }) => textOf(name));
}

/**
 * The configuration of one account as an ordinary document: what the top of the file says, and over that what its entry
 * says. Without `accounts:`, the document as it is.
 * @throws ConfigError when no account, or none that there is, was chosen, or when the list is wrong
 */
export function documentOf(written: unknown, account: string | undefined, source: string): OrdinaryDocument {
  const top = sectionOf(written);
  const names = accountNames(top);
  if (names === null) return alone(written, account, source);
  const list = listProblem(top);
  if (list !== null) throw new ConfigError(source, [list]);
  const index = account === undefined ? -1 : names.indexOf(account);
  if (index < 0) throw new ConfigError(source, [choiceProblem(account, names)]);
  const problems = accountProblems(top).filter(({ path }) => path.startsWith(`accounts[${index}]`));
  if (problems.length > 0) throw new ConfigError(source, problems);
  return expanded(top, index);
}

/** The document of whoever watches over all accounts: the top of the file. */
export function operatorDocument(written: unknown): OrdinaryDocument {
  const { accounts, report: _, callbacks: __, ...top } = sectionOf(written);
  const live = sectionOf(top.live);
  const lists = [live, ...sectionsOf(accounts).map((one) => sectionOf(one.live))].map(({ regions }) => regions);
  const regions = [...new Set(lists.flatMap((one) => (Array.isArray(one) ? one : [])))];
  return { document: { ...top, live: { ...live, regions } }, placeOf: (path) => path };
}

/** Every configuration that the file has: the operator's, and one for each account. @throws ConfigError */
export function allDocuments(written: unknown, source: string): OrdinaryDocument[] {
  const top = sectionOf(written);
  const names = accountNames(top);
  if (names === null) return [documentOf(written, undefined, source)];
  const list = listProblem(top);
  const problems = list === null ? accountProblems(top) : [list];
  if (problems.length > 0) throw new ConfigError(source, problems);
  return [operatorDocument(top), ...names.map((_, index) => expanded(top, index))];
}

/** Runs a check of a document, and says of each problem where it is in the file. @throws ConfigError */
export function withPlaces<T>({ placeOf }: OrdinaryDocument, source: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      source,
      error.problems.map((problem) => ({ ...problem, path: placeOf(problem.path) })),
    );
  }
}

function alone(written: unknown, account: string | undefined, source: string): OrdinaryDocument {
  if (account !== undefined && sectionOf(sectionOf(written).account).name !== account) {
    const path = 'accounts';
    throw new ConfigError(source, [{ path, found: 'nothing', expected: `a list with the account ${account}` }]);
  }
  return { document: written as Section, placeOf: (path) => path };
}

function choiceProblem(account: string | undefined, written: readonly string[]): ConfigProblem {
  // what is no name may be anything, a key too
  const names = written.filter((name) => ACCOUNT_NAME.test(name));
  const found = account === undefined ? `${written.length} accounts` : `no account ${JSON.stringify(account)}`;
  const near = account === undefined ? '' : didYouMean(meant(account, names));
  return { path: 'accounts', found, expected: `--account with one of ${names.join(', ')}${near}` };
}

function expanded(whole: Section, index: number): OrdinaryDocument {
  const { accounts, ...top } = whole;
  const { name, labels, ...own } = sectionsOf(accounts)[index] ?? {};
  const given = { ...inherited(top, own, textOf(name)), ...withTop(own, top) };
  const ownCredentials = sectionOf(top.live).credentials ?? { type: 'default' };
  const account = { name, ...(labels === undefined ? {} : { labels }), ownCredentials };
  const qps = sharedQps(whole, index);
  const live = qps === undefined || !isRecord(given.live) ? {} : { live: { ...given.live, qps } };
  return { document: { ...given, ...live, account }, placeOf: (path) => placeIn(path, { own, top, index }) };
}

function withTop(own: Section, top: Section): Section {
  return Object.fromEntries(
    Object.entries(own).map(([key, value]) => [
      key,
      MERGED.has(key) && isRecord(value) && isRecord(top[key]) ? { ...sectionOf(top[key]), ...value } : value,
    ]),
  );
}

/** What an account has from the top of the file. */
function inherited({ heartbeat: _, ...top }: Section, own: Section, name: string): Section {
  const { routes: __, report: ___, ...withoutNames } = top;
  const base = own.alerts === undefined ? top : withoutNames;
  const { links, state, callbacks } = base;
  return {
    ...base,
    ...(isRecord(links) ? { links: below(links, 'statusPage', name) } : {}),
    ...(isRecord(state) ? { state: stateOf(state, name) } : {}),
    ...(isRecord(callbacks) ? { callbacks: below(callbacks, 'url', name) } : {}),
  };
}

/** Where an account is found below an address or in a folder of all accounts. */
export function pathOfAccount(name: string): string {
  return `accounts/${name}`;
}

function below(section: Section, key: string, name: string): Section {
  const address = section[key];
  return typeof address === 'string'
    ? { ...section, [key]: `${address.replace(/\/+$/, '')}/${pathOfAccount(name)}` }
    : section;
}

function stateOf(state: Section, name: string): Section {
  if (state.type === 'file') return below(state, 'path', name);
  const { prefix } = state;
  const isPlain = prefix === undefined || prefix === '';
  return isPlain ? { ...state, prefix: pathOfAccount(name) } : below(state, 'prefix', name);
}

interface Origin {
  readonly own: Section;
  readonly top: Section;
  readonly index: number;
}

function placeIn(path: string, { own, top, index }: Origin): string {
  const [section = '', key] = path.split(/[.[]/);
  const here = `accounts[${index}]`;
  if (section === 'account')
    return path.replace(/^account\.?/, `${here}.`).replace(/^.*\.ownCredentials/, 'live.credentials');
  if (!Object.hasOwn(own, section))
    return Object.hasOwn(top, section) || section === '(file)' ? path : `${here}.${path}`;
  const ofTop = sectionOf(top[section]);
  const isOfTop = MERGED.has(section) && key !== undefined && isRecord(own[section]);
  return isOfTop && !Object.hasOwn(own[section] as Section, key) && Object.hasOwn(ofTop, key)
    ? path
    : `${here}.${path}`;
}
