import type { Log } from '../base/log.ts';
import { present } from '../config/present.ts';
import type { ConfigWarning } from '../config/warnings.ts';

/** Logs one event per warning. A process that runs many sweeps does this only before the first one. */
export function logWarnings(warnings: readonly ConfigWarning[], log: Log): void {
  for (const { path, sentence, line } of warnings)
    log.warn('config_warning', { problem: `${path}: ${sentence}`, ...present({ line }) });
}
