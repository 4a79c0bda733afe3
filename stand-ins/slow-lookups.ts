import dns from 'node:dns';

/** Names that lead to this machine, as `localhost` does (RFC 6761). */
const ENDING = '.localhost';

/**
 * Makes each new connection to a host such as `slow.localhost` wait before it is made, as for a slow DNS or handshake.
 * A process-wide change: the function that comes back takes it away.
 * @param wait asked before each connection, with the name
 */
export function slowLookups(wait: (host: string) => Promise<void>): () => void {
  const { lookup } = dns;
  const slow = (host: string, ...rest: unknown[]) => {
    if (!host.endsWith(ENDING)) return Reflect.apply(lookup, dns, [host, ...rest]);
    void wait(host).then(() => Reflect.apply(lookup, dns, ['127.0.0.1', ...rest]));
  };
  dns.lookup = Object.assign(slow, lookup) as typeof dns.lookup;
  return () => {
    dns.lookup = lookup;
  };
}
