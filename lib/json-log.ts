import { pino } from 'pino';
import type { Log } from './log.ts';
import type { Clock } from './time.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A log that writes one JSON object a line: `ts`, `level`, `event`, then the facts. */
export function createJsonLog(write: (line: string) => void, clock: Clock, level: LogLevel = 'info'): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"ts":"${clock.nowUtc().toISO()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    debug: (event, facts) => logger.debug(facts ?? {}, event),
    info: (event, facts) => logger.info(facts ?? {}, event),
    warn: (event, facts) => logger.warn(facts ?? {}, event),
    error: (event, facts) => logger.error(facts ?? {}, event),
  };
}
