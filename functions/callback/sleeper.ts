import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { PlatformContext } from '../invocation.ts';

/** Which function to wake, and how. */
export interface Sleeper {
  /** Its name; in Function Compute with the alias: `service.alias/function` in 2.0, `function.alias` in 3.0. */
  readonly name: string;
  /** Of the platform's API; absent: that of the region. */
  readonly endpoint: string | undefined;
}

export interface WakingParts {
  readonly sleeper: Sleeper;
  readonly context: PlatformContext | undefined;
  readonly keys: LiveKeys | null;
  readonly clock: Clock;
  /** What it is woken for: JSON. */
  readonly event: string;
  /** Default: the little that somebody has who answers Live. */
  readonly timeoutMs?: number;
}

/** Set by `deploy` and serverless.yml. Null: nobody is woken, and the next sweep finds the hints. */
export function sleeperIn(env: Readonly<Record<string, string | undefined>>): Sleeper | null {
  const { RELAYWATCH_SWEEP_FUNCTION: name, RELAYWATCH_SWEEP_ENDPOINT: endpoint } = env;
  return name ? { name, endpoint: endpoint || undefined } : null;
}
