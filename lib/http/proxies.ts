import { type ProxySettings, proxyFor, proxySettingsOf } from './proxy-settings.ts';
import type { Agents, Detour, DetourOptions } from './steady-agents.ts';

let settings: ProxySettings | null = null;
let detour: Detour | null = null;

/**
 * Makes all clients that are created from now on use the proxies of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY
 * and NO_PROXY, in upper or lower case. Node 20 itself ignores them all. To be called by the entry point of a process;
 * the code is only loaded when a proxy is set.
 * @throws ProxyError
 */
export async function useProxiesOf(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  settings = proxySettingsOf(env);
  detour = settings === null ? null : (await import('./proxied-agents.ts')).detourOf(settings);
}

/** The agents unchanged where no proxy is in use. */
export function throughProxies(direct: Agents, options: DetourOptions): Agents {
  return detour?.(direct, options) ?? direct;
}

/** Host and port of the proxy that calls to an address are to go through; null when they are to go directly. */
export function proxyTo(url: string): string | null {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const own = scheme === 'https' ? 443 : 80;
  return settings && (proxyFor(settings, scheme, hostname, Number(port) || own)?.host ?? null);
}
