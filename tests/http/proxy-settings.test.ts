import { describe, expect, it } from 'vitest';
import { ProxyError, proxyFor, proxySettingsOf } from '../../lib/http/proxy-settings.ts';

const PROXY = 'http://user:CANARY-password@proxy.example.com:3128';

/** Where an environment sends a URL: `direct`, or the proxy's host and port. */
function wayTo(url: string, env: Readonly<Record<string, string>>): string {
  const settings = proxySettingsOf(env);
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'https:';
  const proxy = settings && proxyFor(settings, isTls ? 'https' : 'http', hostname, Number(port) || (isTls ? 443 : 80));
  return proxy?.host ?? 'direct';
}

describe('a proxy of the environment', () => {
  it.each<[Record<string, string>, string, string]>([
    [{}, 'https://a.example.com', 'direct'],
    [{ HTTPS_PROXY: '' }, 'https://a.example.com', 'direct'],
    [{ HTTPS_PROXY: PROXY }, 'https://a.example.com', 'proxy.example.com:3128'],
    [{ HTTPS_PROXY: PROXY }, 'http://a.example.com', 'direct'],
    [{ https_proxy: PROXY }, 'https://a.example.com', 'proxy.example.com:3128'],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: PROXY }, 'https://a.example.com', 'small:1'],
    [{ HTTP_PROXY: PROXY }, 'http://a.example.com', 'proxy.example.com:3128'],
    [{ HTTP_PROXY: PROXY }, 'https://a.example.com', 'direct'],
    [{ ALL_PROXY: PROXY }, 'http://a.example.com', 'proxy.example.com:3128'],
    [{ all_proxy: PROXY, HTTPS_PROXY: 'http://own:2' }, 'https://a.example.com', 'own:2'],
    [{ HTTPS_PROXY: 'proxy.example.com:3128' }, 'https://a.example.com', 'proxy.example.com:3128'],
    [{ HTTPS_PROXY: 'https://proxy.example.com:8443/' }, 'https://a.example.com', 'proxy.example.com:8443'],
  ])('%j leads %s to %s', (env, url, way) => {
    expect(wayTo(url, env)).toBe(way);
  });

  it.each([
    'http://127.0.0.1:9515',
    'http://localhost:80',
    'http://live.localhost',
    'https://[::1]:1',
    'https://127.9.9.9',
  ])('is never asked for this machine itself (%s)', (url) => {
    expect(wayTo(url, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY })).toBe('direct');
  });

  it.each<[string, string, string]>([
    ['*', 'https://a.example.com', 'direct'],
    ['example.com', 'https://example.com', 'direct'],
    ['example.com', 'https://a.example.com', 'direct'],
    ['example.com', 'https://an-example.com', 'proxy'],
    ['.example.com', 'https://a.example.com', 'direct'],
    ['*.example.com', 'https://A.Example.com', 'direct'],
    ['EXAMPLE.com.', 'https://b.com', 'proxy'],
    ['a.com, b.com', 'https://b.com', 'direct'],
    ['a.com b.com', 'https://b.com', 'direct'],
    ['a.com:8443', 'https://a.com:8443', 'direct'],
    ['a.com:8443', 'https://a.com', 'proxy'],
    ['10.0.0.0/8', 'https://10.1.2.3', 'direct'],
    ['10.0.0.0/8', 'https://11.1.2.3', 'proxy'],
    ['10.1.2.3', 'https://10.1.2.3', 'direct'],
    ['1.2.3', 'https://10.1.2.3', 'proxy'],
    ['fd00::/8', 'https://[fd12::1]', 'direct'],
    ['[fd12::1]:443', 'https://[fd12::1]', 'direct'],
    ['10.0.0.0/99', 'https://10.1.2.3', 'proxy'],
    [' , ', 'https://a.com', 'proxy'],
    ['.', 'https://a.com', 'proxy'],
  ])('with NO_PROXY=%s leads %s to %s', (exempt, url, way) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(wayTo(url, { HTTPS_PROXY: 'http://proxy', [name]: exempt })).toBe(way);
    }
  });

  it.each(['socks5://user:CANARY-password@proxy:1080', 'http://CANARY-password@', 'http://:CANARY', 'ht tp://CANARY'])(
    'that is none is told by the name of its variable alone',
    (value) => {
      expect(() => proxySettingsOf({ https_proxy: value })).toThrow(ProxyError);
      expect(() => proxySettingsOf({ https_proxy: value })).toThrow(
        /^https_proxy does not hold the address of a proxy(?!.*CANARY)/,
      );
    },
  );
});
