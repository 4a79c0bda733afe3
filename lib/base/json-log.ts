import { pino } from 'pino';
import type { Log, LogFacts } from './log.ts';
import type { Clock } from './time.ts';
import { escapeInJson } from './visible.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * A log that writes one JSON object per line: `ts`, `level`, `event`, then the facts. Lines are safe to show on a
 * terminal.
 */
export function createJsonLog(write: (line: string) => void, clock: Clock, level: LogLevel = 'info'): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"ts":"${clock.nowUtc().toISO()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(escapeInJson(line)) },
  );
  return {
    debug: (event, facts) => logger.debug(factsOnly(facts), event),
    info: (event, facts) => logger.info(factsOnly(facts), event),
    warn: (event, facts) => logger.warn(factsOnly(facts), event),
    error: (event, facts) => logger.error(factsOnly(facts), event),
  };
}

/** Readers disagree about a key that occurs twice in a line, so facts cannot use the names of our own keys. */
function factsOnly({ ts: _, level: __, event: ___, ...facts }: LogFacts = {}): LogFacts {
  return facts;
}
