import { describe, expect, it } from 'vitest';
import { singleConnections } from '../../lib/http/agents.ts';
import { DeadlineError } from '../../lib/http/deadline.ts';
import { lastProxyOf, noteProxy, withProxyNamed } from '../../lib/http/last-proxy.ts';
import {
  codeAndProxy,
  isTimeout,
  networkCodeSentence,
  networkErrorCode,
  networkFailure,
  proxyOf,
  proxyPart,
  throughProxy,
} from '../../lib/http/network-failure.ts';

const coded = (code: unknown, cause?: unknown) =>
  Object.assign(new Error('Canary https://secret', { cause }), { code });
const named = (name: string) => Object.assign(new Error('Canary'), { name });
/** An error inside so many others. */
const nested = (depth: number, inner: unknown): unknown =>
  depth === 0 ? inner : new Error('fetch failed', { cause: nested(depth - 1, inner) });

describe('why a request was not answered', () => {
  it.each<[unknown, string]>([
    [coded('ENOTFOUND'), 'its host name was not found (ENOTFOUND)'],
    [coded('EAI_AGAIN'), 'its host name could not be looked up (EAI_AGAIN)'],
    [coded('ECONNREFUSED'), 'it refused the connection (ECONNREFUSED)'],
    [coded('ECONNRESET'), 'it closed the connection (ECONNRESET)'],
    [coded('EPIPE'), 'it closed the connection (EPIPE)'],
    [coded('ETIMEDOUT'), 'it did not answer in time (ETIMEDOUT)'],
    [coded('EHOSTUNREACH'), 'no route leads to it (EHOSTUNREACH)'],
    [coded('ENETUNREACH'), 'no route leads to it (ENETUNREACH)'],
    [coded('UND_ERR_SOCKET'), 'it closed the connection (UND_ERR_SOCKET)'],
    [coded('CERT_HAS_EXPIRED'), 'its TLS certificate was not accepted (CERT_HAS_EXPIRED)'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'its TLS certificate was not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [
      coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'its TLS certificate was not accepted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    ],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'its TLS certificate was not accepted (ERR_TLS_CERT_ALTNAME_INVALID)'],
    [coded('HPE_INVALID_CONSTANT'), 'the request failed (HPE_INVALID_CONSTANT)'],
    [coded('Canary'), 'the request failed'],
    [coded(7), 'the request failed'],
    [coded(undefined), 'the request failed'],
    [new DeadlineError(5_000), 'it did not answer in time'],
    [named('AbortError'), 'it did not answer in time'],
    [named('TimeoutError'), 'it did not answer in time'],
    [named('TypeError'), 'the request failed'],
    ['Canary', 'the request failed'],
    [null, 'the request failed'],
    [{ code: 'ECONNREFUSED' }, 'the request failed'],
  ])('is said by its code alone: %#', (error, sentence) => {
    expect(networkFailure(error)).toBe(sentence);
  });

  it.each<[unknown, string | null]>([
    [coded('ECONNRESET', coded('EPIPE')), 'ECONNRESET'],
    [new Error('x', { cause: coded('EPIPE') }), 'EPIPE'],
    [new AggregateError([coded('ECONNREFUSED'), coded('EHOSTUNREACH')]), 'ECONNREFUSED'],
    [new AggregateError([]), null],
    [Object.assign(new AggregateError([coded('ENETUNREACH')]), { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
    [nested(5, coded('EPIPE')), 'EPIPE'],
    [nested(6, coded('EPIPE')), null],
    [coded('E'), null],
    [coded('EA'), null],
    [coded('EAI'), 'EAI'],
    [coded('a'.repeat(5)), null],
    [coded(`E${'A'.repeat(60)}`), `E${'A'.repeat(60)}`],
    [coded(`E${'A'.repeat(61)}`), null],
  ])('has the first code that there is: %#', (error, code) => {
    expect(networkErrorCode(error)).toBe(code);
  });

  it('ends although an error is its own cause', () => {
    const error = new Error('x');
    error.cause = error;
    expect(networkErrorCode(error)).toBeNull();
  });

  it('is a time that was over only if a deadline says so', () => {
    expect([new DeadlineError(1), named('AbortError'), coded('ETIMEDOUT'), 'TimeoutError'].map(isTimeout)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(networkCodeSentence(null)).toBe('the request failed');
  });
});

describe('the proxy of a request that failed', () => {
  it.each<[unknown, string | null]>([
    [Object.assign(coded('EPIPE'), { viaProxy: 'proxy:3128' }), 'proxy:3128'],
    [Object.assign(coded('EPIPE'), { viaProxy: 7 }), null],
    [coded('EPIPE'), null],
    [{ viaProxy: 'proxy:3128' }, null],
    [null, null],
  ])('is known: %#', (error, proxy) => {
    expect(proxyOf(error)).toBe(proxy);
    expect(proxyPart(error)).toEqual(proxy === null ? {} : { proxy });
    expect(networkFailure(error).endsWith(', through the proxy proxy:3128')).toBe(proxy !== null);
  });

  it.each<[string, string | undefined, string]>([
    ['HTTP 502', 'proxy:3128', 'HTTP 502, through the proxy proxy:3128'],
    ['HTTP 502', undefined, 'HTTP 502'],
    ['AccessDenied', 'proxy:3128', 'AccessDenied'],
    ['HTTPError', 'proxy:3128', 'HTTPError'],
  ])('is named with a code that may be its own: %s through %s', (code, proxy, text) => {
    expect(codeAndProxy(code, proxy)).toBe(text);
  });

  it('stands in no sentence where there was none', () => {
    expect([throughProxy(), throughProxy(null), throughProxy('p')]).toEqual(['', '', ', through the proxy p']);
  });

  it('is that of the newest call of its client', () => {
    const [one, other] = [singleConnections(), singleConnections()];
    expect(lastProxyOf(one)).toBeNull();
    noteProxy(one.httpAgent, 'a:1');
    expect([lastProxyOf(one), lastProxyOf(other)]).toEqual(['a:1', null]);
    noteProxy(one.httpsAgent, 'b:2');
    expect(lastProxyOf(one)).toBe('b:2');
    noteProxy(one.httpsAgent, null);
    noteProxy(one.httpAgent, null);
    expect(lastProxyOf(one)).toBeNull();
  });

  it('is added to an error that does not name one, and to no reason of ours', () => {
    const agents = singleConnections();
    noteProxy(agents.httpsAgent, 'a:1');
    expect(proxyOf(withProxyNamed(new Error('x'), agents))).toBe('a:1');
    const other = Object.assign(new Error('x'), { viaProxy: 'b:2' });
    expect(proxyOf(withProxyNamed(other, agents))).toBe('b:2');
    expect(withProxyNamed('x', agents)).toBe('x');
    const reason = new Error('no time');
    expect(proxyOf(withProxyNamed(reason, agents, AbortSignal.abort(reason)))).toBeNull();
    expect(proxyOf(withProxyNamed(new Error('x'), agents, AbortSignal.abort(reason)))).toBe('a:1');
    expect(proxyOf(withProxyNamed(new Error('x'), singleConnections()))).toBeNull();
  });
});
