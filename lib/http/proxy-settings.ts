import { BlockList, isIP } from 'node:net';
import { RelaywatchError } from '../base/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy settings of an environment. */
export interface ProxySettings {
  readonly http: URL | null;
  readonly https: URL | null;
  /** Hosts that are called directly, in the syntax of NO_PROXY. */
  readonly exempt: readonly string[];
}

/** A variable that does not hold the address of a proxy. Its value is not shown: it may contain a password. */
export class ProxyError extends RelaywatchError<'bad-proxy'> {
  override readonly name = 'ProxyError';

  constructor(name: string) {
    super(
      'bad-proxy',
      `${name} does not hold the address of a proxy (its value is not shown): expected one such as http://proxy.example.com:3128`,
    );
  }
}

/**
 * The proxies of an environment; null when it sets none. Lower-case variables win over upper-case ones, as in curl.
 * @throws ProxyError
 */
export function proxySettingsOf(env: Environment): ProxySettings | null {
  const all = proxyIn(env, 'all_proxy');
  const http = proxyIn(env, 'http_proxy') ?? all;
  const https = proxyIn(env, 'https_proxy') ?? all;
  if (http === null && https === null) return null;
  const exempt = (settingOf(env, 'no_proxy')?.value ?? '').toLowerCase().split(/[\s,]+/);
  return { http, https, exempt: exempt.filter((entry) => entry !== '') };
}

function proxyIn(env: Environment, name: string): URL | null {
  const found = settingOf(env, name);
  if (found === null) return null;
  const address = found.value.includes('://') ? found.value : `http://${found.value}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') throw new ProxyError(found.name);
  return url;
}

/** An empty variable counts as not set. */
function settingOf(env: Environment, name: string): { readonly name: string; readonly value: string } | null {
  for (const spelled of [name, name.toUpperCase()]) {
    const value = env[spelled]?.trim();
    if (value) return { name: spelled, value };
  }
  return null;
}

/** Always called directly, whatever the environment says: no proxy leads back to this machine. */
const THIS_MACHINE = new BlockList();
THIS_MACHINE.addSubnet('127.0.0.0', 8, 'ipv4');
THIS_MACHINE.addAddress('::1', 'ipv6');

/** The proxy that a call goes through; null when it goes directly. @param host without brackets */
export function proxyFor(
  { http, https, exempt }: ProxySettings,
  protocol: 'http' | 'https',
  host: string,
  port: number,
): URL | null {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || isWithin(THIS_MACHINE, name)) return null;
  return exempt.some((entry) => isExempt(entry, name, port)) ? null : protocol === 'https' ? https : http;
}

/**
 * Entries are read as curl and Go read them: a name including its subdomains, an address or a network, each with an
 * optional port; or `*` for everything.
 */
function isExempt(entry: string, name: string, port: number): boolean {
  if (entry === '*') return true;
  const [, start = '', ownPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [null, entry];
  if (ownPort !== undefined && Number(ownPort) !== port) return false;
  const pattern = start.replace(/^\[|\]$/g, '');
  if (isIP(name) !== 0) return pattern === name || isInNetwork(pattern, name);
  const domain = pattern.replace(/^\*?\./, '');
  return domain !== '' && (name === domain || name.endsWith(`.${domain}`));
}

function isInNetwork(pattern: string, address: string): boolean {
  const [network = '', bits = ''] = pattern.split('/');
  const family = isIP(network);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return isWithin(list, address);
}

function isWithin(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
