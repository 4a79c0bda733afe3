import { errorMonitor } from 'node:events';
import type { ClientRequest, Agent as HttpAgent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { noteProxy } from './last-proxy.ts';
import { type ProxySettings, proxyFor } from './proxy-settings.ts';
import { type Detour, MOST_IDLE_MS, type WithAddRequest } from './steady-agents.ts';

/** @public used through `await import` */
export function detourOf(settings: ProxySettings): Detour {
  return ({ httpAgent, httpsAgent }, { keepAlive, wrap }) => ({
    // not kept alive: proxies such as tinyproxy close the connection after an answer without announcing it
    httpAgent: withDetour(httpAgent, 'http', settings, (proxy) => new HttpProxyAgent(proxy)),
    httpsAgent: withDetour(httpsAgent, 'https', settings, (proxy) => wrap(idling(new Tunnels(proxy, { keepAlive })))),
  });
}

/**
 * Removes the idle timeout that the packages keep from this setting, which would end a connection to the proxy during a
 * call.
 */
function idling<A extends HttpAgent>(agent: A): A {
  const { options } = agent as A & { readonly options: object };
  return Object.assign(agent, { options: { ...options, timeout: MOST_IDLE_MS } });
}

/** Closes the connection to an unresponsive proxy when the call is aborted; the package itself would keep it open. */
class Tunnels extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    const givenUp = new AbortController();
    // a request without a socket waits for one before it reports its end
    const { destroy } = request;
    request.destroy = (error) => {
      if (!request.socket) givenUp.abort();
      return destroy.call(request, error);
    };
    if (request.destroyed) givenUp.abort();
    const before = this.connectOpts;
    Object.assign(this, { connectOpts: { ...before, signal: givenUp.signal } });
    try {
      return super.connect(request, options);
    } finally {
      // the value was read by now: the connection is started before the first await
      this.connectOpts = before;
    }
  }
}

interface Target {
  readonly host?: string | null;
  readonly port?: number | string | null;
}

/** The agent itself for direct calls, and a proxy agent for all others. */
function withDetour<A extends HttpAgent>(
  agent: A,
  protocol: 'http' | 'https',
  settings: ProxySettings,
  make: (proxy: URL) => HttpAgent,
): A {
  const ofProxy = new Map<string, HttpAgent>();
  const { addRequest } = agent as unknown as WithAddRequest;
  const { destroy } = agent;
  return Object.assign(agent, {
    addRequest(request: ClientRequest, target: Target, ...rest: unknown[]) {
      const proxy = proxyFor(settings, protocol, target.host ?? '', Number(target.port));
      noteProxy(agent, proxy?.host ?? null);
      if (proxy === null) return addRequest.call(agent, request, target, ...rest);
      const detour = ofProxy.get(proxy.href) ?? make(proxy);
      ofProxy.set(proxy.href, detour);
      request.once(errorMonitor, (error: Error) => Object.assign(error, { viaProxy: proxy.host }));
      const secureEndpoint = protocol === 'https';
      (detour as unknown as WithAddRequest).addRequest(request, { ...target, secureEndpoint }, ...rest);
    },
    destroy() {
      for (const detour of ofProxy.values()) detour.destroy();
      destroy.call(agent);
    },
  });
}
