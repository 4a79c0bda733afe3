import { createReceiver, MOST_CALLBACK_BYTES } from '../../functions/callback/receive.ts';
import { Refusals } from '../../functions/callback/refusals.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { HintBox } from '../../lib/state/hints.ts';
import { type LocalServer, serveLocally } from '../../lib/status/local-server.ts';
import { UsageError } from '../usage-error.ts';

interface Receiving {
  readonly hints: HintBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly port: number;
  /** Where to listen; absent: this machine only, behind a proxy. */
  readonly address?: string | undefined;
}

/** Receives callbacks in this process. @throws UsageError without a token */
export async function receiveCallbacks(config: Config, asked: Receiving): Promise<LocalServer> {
  const { token, previousToken } = config.callbacks ?? {};
  if (token === undefined) throw new UsageError('--callbacks needs callbacks.token in the configuration');
  const { hints, clock, log, port, address } = asked;
  const receiver = createReceiver({
    tokens: { token, previousToken },
    regions: config.live.regions,
    hints,
    refusals: new Refusals(clock, 'watch'),
    clock,
    log,
    // whoever waits for hints of this process hears of it when one is stored
    wake: async () => undefined,
  });
  const options = { port, mostBodyBytes: MOST_CALLBACK_BYTES, anyHost: true };
  return serveLocally(receiver, address === undefined ? options : { ...options, address });
}
