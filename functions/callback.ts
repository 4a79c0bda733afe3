import { randomUUID } from 'node:crypto';
import { ownCredentialsOf } from '../lib/assemble/live-keys.ts';
import { storeOf } from '../lib/assemble/stores.ts';
import { useFixedLocale } from '../lib/base/fixed-locale.ts';
import { createJsonLog } from '../lib/base/json-log.ts';
import { logOfAccount } from '../lib/base/log.ts';
import { keepLibrariesQuiet } from '../lib/base/quiet-libraries.ts';
import { systemClock } from '../lib/base/time.ts';
import { loadPackaged } from '../lib/config/packaged.ts';
import type { Config } from '../lib/config/schema.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import type { HintBox } from '../lib/state/hints.ts';
import type { HttpReply, HttpRequest } from '../lib/status/http.ts';
import { accountIn } from './callback/account-address.ts';
import { createReceiver, MOST_CALLBACK_BYTES, type Receiver, reply } from './callback/receive.ts';
import { Refusals } from './callback/refusals.ts';
import { sleeperIn } from './callback/sleeper.ts';
import { Alarm, wake } from './callback/wake.ts';
import { answerHttp, type PlatformReply } from './http-request.ts';
import { describeInvocation, type Invocation, type PlatformContext } from './invocation.ts';
import { LOOK_EVENT, lookEventOf } from './look-event.ts';

connectPatiently();
useFixedLocale();

const log = createJsonLog((line) => process.stdout.write(line), systemClock);
/** What a warm instance keeps, for each account or the only one: it wakes the sweep's function once a second at most. */
interface Kept {
  readonly alarm: Alarm;
  readonly refusals: Refusals;
}
const kept = new Map<string | null, Kept>();

/**
 * Receives the callbacks of ApsaraVideo Live, stores them, and wakes the sweep's function to look at them. For the HTTP
 * trigger of Function Compute 2.0 `(request, response, context)` and 3.0 `(event, context)`, and for a Lambda function
 * URL. Does not throw: with a configuration that cannot be used it answers 503, and Live tries again.
 */
export async function callback(event: unknown, second?: unknown, third?: PlatformContext): Promise<PlatformReply> {
  return answerHttp([event, second, third], replyTo, MOST_CALLBACK_BYTES);
}

async function replyTo(request: HttpRequest, context: PlatformContext | undefined): Promise<HttpReply> {
  try {
    keepLibrariesQuiet(process.env);
    await useProxiesOf(process.env);
    const packaged = await loadPackaged(process.env);
    const account = packaged.accounts === null ? null : accountIn(request.path, packaged.accounts);
    if (account === undefined) return reply(404);
    const { config } = packaged.configOf(account ?? undefined);
    return await receiverOf(config, account, context)(request);
  } catch (error) {
    log.error('callback_failed', { problem: error instanceof Error ? error.message : String(error) });
    return reply(503);
  }
}

function keptFor(account: string | null): Kept {
  const before = kept.get(account);
  if (before) return before;
  const fresh = { alarm: new Alarm(systemClock), refusals: new Refusals(systemClock, randomUUID()) };
  kept.set(account, fresh);
  return fresh;
}

/** Built anew for each request, since the keys of a role are short-lived. @throws Error when something is missing */
function receiverOf(config: Config, account: string | null, context: PlatformContext | undefined): Receiver {
  const { alarm, refusals } = keptFor(account);
  const event = account === null ? LOOK_EVENT : lookEventOf(account);
  const { keys } = describeInvocation(null, context);
  const { token, previousToken } = config.callbacks ?? {};
  if (token === undefined) throw new Error('the configuration has no callbacks.token');
  const sleeper = sleeperIn(process.env);
  return createReceiver({
    tokens: { token, previousToken },
    regions: config.live.regions,
    hints: hintsOf(config, keys),
    refusals,
    clock: systemClock,
    log: logOfAccount(log, config.account),
    wake: async () => {
      if (sleeper) await alarm.ring(() => wake({ sleeper, context, keys, clock: systemClock, event }), log);
    },
  });
}

/** The store alone is put together: channels and metrics would only make a cold start slower. @throws Error without a store */
function hintsOf(config: Config, keys: Invocation['keys']): HintBox {
  if (!config.state) throw new Error('the configuration has no state:, where callbacks are kept for the sweep');
  const ownCredentials = ownCredentialsOf(config, keys ? { platformKeys: keys } : {});
  const parts = { clock: systemClock, random: Math.random, log, write: () => undefined, ownCredentials };
  return storeOf(config.state, parts).hints;
}
