/**
 * The log port: an event in snake_case and past tense, then facts with units in the key. Parsers remove secrets, so
 * callers never have one to log.
 */
export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
}

export type LogFacts = Readonly<Record<string, unknown>>;

/** A log that discards everything. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The log, in which every line says whose it is; unchanged where there is one account only. */
export function logOfAccount(log: Log, owner: { readonly name: string } | undefined): Log {
  if (owner === undefined) return log;
  const own = (facts: LogFacts | undefined) => ({ ...facts, account: owner.name });
  return {
    debug: (event, facts) => log.debug(event, own(facts)),
    info: (event, facts) => log.info(event, own(facts)),
    warn: (event, facts) => log.warn(event, own(facts)),
    error: (event, facts) => log.error(event, own(facts)),
  };
}
