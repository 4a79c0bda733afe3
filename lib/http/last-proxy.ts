import type { Agent } from 'node:http';
import type { Agents } from './steady-agents.ts';

const lastProxies = new WeakMap<Agent, string | null>();

/** Remembers where the newest call of an agent goes. @param proxy its host and port; null for a direct call */
export function noteProxy(agent: Agent, proxy: string | null): void {
  lastProxies.set(agent, proxy);
}

/** Host and port of the proxy that the newest call of one client went through; null when it went directly. */
export function lastProxyOf({ httpAgent, httpsAgent }: Agents): string | null {
  return lastProxies.get(httpsAgent) ?? lastProxies.get(httpAgent) ?? null;
}

/**
 * The error, which names the proxy of the call that failed: a time-out, and an answer that is only a status, may well be the
 * proxy's. Whatever the caller gave up for stays as it is.
 */
export function withProxyNamed(error: unknown, agents: Agents, giveUp?: AbortSignal): unknown {
  const viaProxy = lastProxyOf(agents);
  const isNamed = error instanceof Error && 'viaProxy' in error;
  if (viaProxy === null || isNamed || !(error instanceof Error) || (giveUp?.aborted && error === giveUp.reason))
    return error;
  return Object.assign(error, { viaProxy });
}
