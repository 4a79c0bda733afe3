import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../lib/status/body.ts';
import { cookieOf, type HttpRequest, MOST_BODY_BYTES } from '../../lib/status/http.ts';

async function* chunks(...parts: readonly (string | Uint8Array)[]) {
  yield* parts;
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe('the body of a request', () => {
  it.each<[string, unknown, string]>([
    ['a text', 'a=1', 'a=1'],
    ['bytes', bytes('a=火'), 'a=火'],
    ['a stream of texts', chunks('a=', '火'), 'a=火'],
    ['a stream of bytes', chunks(bytes('a='), bytes('1')), 'a=1'],
    ['a character that two chunks share', chunks(bytes('火').slice(0, 1), bytes('火').slice(1)), '火'],
    ['an empty stream', chunks(), ''],
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a number', 7, ''],
    ['an object', { a: 1 }, ''],
  ])('%s', async (_, body, text) => {
    expect(await bodyOf(body)).toBe(text);
  });

  it.each<[string, (text: string) => unknown]>([
    ['a text', (text) => text],
    ['bytes', bytes],
    ['a stream', (text) => chunks(text.slice(0, 100), text.slice(100))],
  ])('is null when it is longer than a form of ours can be: %s', async (_, as) => {
    const longest = 'x'.repeat(MOST_BODY_BYTES);
    expect(await bodyOf(as(longest))).toBe(longest);
    expect(await bodyOf(as(`${longest}x`))).toBeNull();
    // as many bytes, of fewer characters
    expect(await bodyOf(as('é'.repeat(MOST_BODY_BYTES / 2)))).toHaveLength(MOST_BODY_BYTES / 2);
    expect(await bodyOf(as(`x${'é'.repeat(MOST_BODY_BYTES / 2)}`))).toBeNull();
  });

  it('of a stream is read to its end, and no more of it is kept than fits', async () => {
    let read = 0;
    async function* endless() {
      for (; read < 1_000; read++) yield 'x'.repeat(1_000);
    }
    expect(await bodyOf(endless())).toBeNull();
    expect(read).toBe(1_000);
  });

  it('fails as its stream fails', async () => {
    async function* broken() {
      yield 'a';
      throw new Error('reset');
    }
    await expect(bodyOf(broken())).rejects.toThrow('reset');
  });
});

describe('a cookie', () => {
  const cookie = (text: string | undefined, name = 'session') =>
    cookieOf({ headers: text === undefined ? {} : { cookie: text } } as unknown as HttpRequest, name);

  it.each([
    ['session=a', 'a'],
    ['other=b; session=a', 'a'],
    ['other=b;session=a', 'a'],
    // some platforms join several headers with commas
    ['other=b, session=a', 'a'],
    ['session=a=b', 'a=b'],
    ['session=', ''],
    ['session=a; session=b', 'a'],
    ['xsession=a', null],
    ['session', null],
    ['', null],
    [undefined, null],
  ])('in %j is %j', (text, value) => {
    expect(cookie(text)).toBe(value);
  });

  it('is found by its whole name alone', () => {
    expect(cookie('session-2=b; session=a', 'session-2')).toBe('b');
    expect(cookie('__proto__=x', 'constructor')).toBeNull();
  });
});
