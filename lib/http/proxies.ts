import { proxySettingsOf } from './proxy-settings.ts';
import type { Agents, Detour, DetourOptions } from './steady-agents.ts';

let detour: Detour | null = null;

/**
 * Has all clients that are made from now on go through the proxies of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY
 * and NO_PROXY, in capitals or small letters. Node 20 by itself looks at none of them. For the entry of a process; what does
 * it is loaded only when a proxy is named.
 * @throws ProxyError
 */
export async function useProxiesOf(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const settings = proxySettingsOf(env);
  detour = settings === null ? null : (await import('./proxied-agents.ts')).detourOf(settings);
}

/** The agents themselves where no proxy is in use. */
export function throughProxies(direct: Agents, options: DetourOptions): Agents {
  return detour?.(direct, options) ?? direct;
}
