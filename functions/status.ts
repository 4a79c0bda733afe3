import { assemble } from '../lib/assemble/assemble.ts';
import { useFixedLocale } from '../lib/base/fixed-locale.ts';
import { createJsonLog } from '../lib/base/json-log.ts';
import type { Log } from '../lib/base/log.ts';
import { keepLibrariesQuiet } from '../lib/base/quiet-libraries.ts';
import { systemClock } from '../lib/base/time.ts';
import { loadPackaged } from '../lib/config/packaged.ts';
import type { Config } from '../lib/config/schema.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import type { HttpReply, HttpRequest } from '../lib/status/http.ts';
import { answerHttp, type PlatformReply } from './http-request.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';
import { answerOfAccounts } from './status/accounts.ts';
import { readAssets } from './status/assets.ts';
import { plain, sent } from './status/replies.ts';
import { answer, healthz, STATE_UNREADABLE } from './status/site.ts';
import { type StatePlace, siteOf } from './status/site-of.ts';

connectPatiently();
useFixedLocale();

/** Beside `index.js`, as the configuration is. */
const ASSETS = 'assets';

/**
 * The status page, its JSON, and the metrics of the last sweep for Prometheus, all taken from the state; Live is not
 * called. For the HTTP trigger of Function Compute 2.0 `(request, response, context)` and 3.0 `(event, context)`, and
 * for a Lambda function URL. Does not throw: a configuration or state that cannot be used is answered with 503.
 */
export async function status(event: unknown, second?: unknown, third?: PlatformContext): Promise<PlatformReply> {
  return answerHttp([event, second, third], async (request, context) => sent(await replyTo(request, context), request));
}

async function replyTo(request: HttpRequest, context: PlatformContext | undefined): Promise<HttpReply> {
  if (request.path === '/healthz') return healthz(request);
  const log = createJsonLog((line) => process.stdout.write(line), systemClock);
  try {
    keepLibrariesQuiet(process.env);
    await useProxiesOf(process.env);
    const packaged = await loadPackaged(process.env);
    const assets = await readAssets(process.env.RELAYWATCH_STATUS_ASSETS || ASSETS);
    const onFailure = (error: unknown) => failed(error, log);
    const siteFor = (config: Config) => {
      const access = config.status ?? 'refused';
      return siteOf(config, { access, assets, clock: systemClock, ...keptOf(config, context, log), onFailure });
    };
    if (packaged.accounts !== null) return await answerOfAccounts(request, packaged, siteFor);
    return await answer(request, siteFor(packaged.configOf().config));
  } catch (error) {
    failed(error, log);
    return plain(503, STATE_UNREADABLE);
  }
}

/** Where the state and the journal are. */
function keptOf(config: Config, context: PlatformContext | undefined, log: Log): StatePlace {
  const { keys } = describeInvocation(null, context);
  const surroundings = { clock: systemClock, random: Math.random, log, write: () => undefined };
  const { store, journal = null } = assemble(config, { ...surroundings, ...(keys ? { platformKeys: keys } : {}) }).deps;
  return { store, journal };
}

/** Anybody may send a request, so the reason only goes to the log. */
function failed(error: unknown, log: Log): void {
  log.error('status_failed', { problem: error instanceof Error ? error.message : String(error) });
}
