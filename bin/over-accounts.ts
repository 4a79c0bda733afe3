import { RelaywatchError } from '../lib/base/errors.ts';
import { accountNames } from '../lib/config/accounts.ts';
import { configPath, readConfigFile, readYaml } from '../lib/config/load.ts';
import { ConfigError } from '../lib/config/problems.ts';
import type { Chosen } from './chosen.ts';
import { withLinesOfFile } from './config-error.ts';
import { BAD, block, bold, line, lines, type Shown } from './terminal/shown.ts';
import { print, printJson } from './terminal/terminal.ts';

/** What a command found out, not printed yet. */
export interface Outcome {
  /** 0 good, 1 bad. */
  readonly code: number;
  readonly json: object;
  readonly shown: () => Shown;
}

type Flags = Chosen & { readonly json?: boolean };

/** The accounts that a command is about, if the configuration has several and the flags choose none; else null. */
export async function accountsMeant({ config, account }: Chosen): Promise<readonly string[] | null> {
  if (account !== undefined) return null;
  const path = configPath(config, process.env);
  return accountNames(readYaml(await readConfigFile(path), path));
}

/**
 * Prints what a command finds out, of every account at once if the configuration has several and the flags choose none. What
 * fails for one account is told beside what was found out about the others.
 * @param allOf what is to be said of all of them together, after each of them
 * @returns the exit code, the worst of all
 */
export async function printedOverAccounts<F extends Flags>(
  flags: F,
  outcomeOf: (flags: F, isAlone: boolean) => Promise<Outcome>,
  allOf?: (names: readonly string[]) => Promise<Outcome>,
): Promise<number> {
  const names = await accountsMeant(flags);
  if (names === null) {
    const { code, json, shown } = await outcomeOf(flags, true);
    if (flags.json) printJson(json);
    else print(shown());
    return code;
  }
  const found = await Promise.all(names.map((account) => contained(() => outcomeOf({ ...flags, account }, false))));
  const all = allOf && (await contained(() => allOf(names)));
  const named = Object.fromEntries(names.map((name, index) => [name, found[index]?.json]));
  if (flags.json) printJson({ accounts: named, ...all?.json });
  else for (const [index, name] of names.entries()) print(lines([bold(name), found[index]?.shown() ?? '', '']));
  if (all && !flags.json) print(all.shown());
  return Math.max(...[...found, ...(all ? [all] : [])].map(({ code }) => code));
}

const MISUSE = 2;

async function contained(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    // a fault of our own is not one of an account
    if (!(error instanceof RelaywatchError)) throw error;
    const { message } = error instanceof ConfigError ? await withLinesOfFile(error) : error;
    return {
      code: error instanceof ConfigError ? MISUSE : 1,
      json: { problem: message },
      shown: () => line`${BAD} ${block(message)}`,
    };
  }
}
