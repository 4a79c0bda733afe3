import { assemble } from '../lib/assemble/assemble.ts';
import { useFixedLocale } from '../lib/base/fixed-locale.ts';
import { createJsonLog } from '../lib/base/json-log.ts';
import type { Log } from '../lib/base/log.ts';
import { keepLibrariesQuiet } from '../lib/base/quiet-libraries.ts';
import { systemClock } from '../lib/base/time.ts';
import { loadPackagedConfig } from '../lib/config/packaged.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../lib/metrics/prometheus/text.ts';
import { usableOf } from '../lib/state/snapshot.ts';
import type { StateStore } from '../lib/state/store.ts';
import { type HttpReply, httpRequestOf, isResponseOfFc2 } from './http-request.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';

connectPatiently();
useFixedLocale();

/**
 * `GET /metrics`: the numbers of the last sweep for Prometheus, out of the state; Live is not called. For the HTTP trigger
 * of Function Compute 2.0 `(request, response, context)` and 3.0 `(event, context)`, and for a Lambda function URL.
 * Does not throw: a configuration or a state that cannot be used is an answer with 503.
 */
export async function status(event: unknown, second?: unknown, third?: PlatformContext): Promise<HttpReply> {
  const isFc2 = isResponseOfFc2(second);
  const reply = await replyTo(event, (isFc2 ? third : second) as PlatformContext | undefined);
  if (isFc2) {
    second.setStatusCode(reply.statusCode);
    for (const [name, value] of Object.entries(reply.headers)) second.setHeader(name, value);
    second.send(reply.body);
  }
  return reply;
}

async function replyTo(event: unknown, context: PlatformContext | undefined): Promise<HttpReply> {
  const { method, path } = httpRequestOf(event);
  if (path !== '/metrics') return plain(404, 'there is only /metrics here');
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET is possible', { allow: 'GET, HEAD' });
  const log = createJsonLog((line) => process.stdout.write(line), systemClock);
  try {
    keepLibrariesQuiet(process.env);
    await useProxiesOf(process.env);
    const config = await loadPackagedConfig(process.env);
    const { keys } = describeInvocation(null, context);
    const { store } = assemble(config, {
      env: process.env,
      clock: systemClock,
      random: Math.random,
      log,
      write: () => undefined,
      ...(keys ? { platformKeys: keys } : {}),
    }).deps;
    return store === null
      ? plain(503, 'the configuration has no state: section, so nothing is kept between sweeps')
      : await metricsOf(store);
  } catch (error) {
    return failed(error, log);
  }
}

async function metricsOf(store: StateStore): Promise<HttpReply> {
  const { snapshot } = await store.load();
  const last = usableOf(snapshot)?.points;
  if (!last) return plain(503, 'no sweep has come to its end yet');
  return {
    statusCode: 200,
    headers: { 'content-type': PROMETHEUS_CONTENT_TYPE },
    body: await prometheusText(last.points, last.at),
  };
}

/** Who asks may be anybody: the reason goes to the log alone. */
function failed(error: unknown, log: Log): HttpReply {
  log.error('status_failed', { problem: error instanceof Error ? error.message : String(error) });
  return plain(503, 'the state cannot be read; the log of this function says why');
}

function plain(statusCode: number, sentence: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${sentence}\n` };
}
