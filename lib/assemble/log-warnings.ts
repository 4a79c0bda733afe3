import type { Log } from '../base/log.ts';
import { present } from '../config/present.ts';
import type { ConfigWarning } from '../config/warnings.ts';

/** One event for each warning of a configuration. Where sweep follows on sweep, this is said before the first one only. */
export function logWarnings(warnings: readonly ConfigWarning[], log: Log): void {
  for (const { path, sentence, line } of warnings)
    log.warn('config_warning', { problem: `${path}: ${sentence}`, ...present({ line }) });
}
