import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpAddress, quoted, readHttpAddress, shown } from '../../lib/http/address.ts';
import { quote } from '../../lib/http/redact.ts';

/** Whether a text has half a character, which no receiver can show. */
const isTorn = (text: string) => /\p{Cs}/u.test(text);

describe("a service's own text, as it is quoted", () => {
  it.each<[string, string, string]>([
    ['as it is', 'The topic does not exist', 'The topic does not exist'],
    ['in one line', 'first\r\nsecond\n\n third\t', 'first second third'],
    ['without what is not seen', 'a\u0000b\u001b[31mc\u202ed\u200be', 'a b [31mc d e'],
    ['as nothing where it says nothing', ' \n\u200b ', ''],
    ['without the paths of addresses', 'see https://example.com/token/x now', 'see https://example.com/*** now'],
    ['with its own script', '主题不存在 🚀', '主题不存在 🚀'],
  ])('stands in a sentence %s', (_, text, expected) => {
    expect(quote(text, [], 60)).toBe(expected);
  });

  it.each<[number, string]>([
    [5, 'abcde'],
    [4, 'abc…'],
    [2, 'a…'],
    [1, '…'],
  ])('of five letters within %i is %s', (most, expected) => {
    expect(quote('abcde', [], most)).toBe(expected);
  });

  it.each<[number, string]>([
    [6, '🚀🚀🚀'],
    [5, '🚀🚀…'],
    [4, '🚀…'],
    [3, '🚀…'],
    [2, '…'],
  ])('is not cut within a character: three rockets within %i are %s', (most, expected) => {
    expect(quote('🚀🚀🚀', [], most)).toBe(expected);
  });

  it('is never torn nor longer than wanted, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, most) => {
        const line = quote(text, [], most);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(isTorn(line)).toBe(false);
        expect(line).toBe(line.trim());
      }),
    );
  });

  it('is cut after its secrets are gone, so that no half of one is left', () => {
    const secret = 'Canary7f3e9bToken';
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (before, most) => {
        const line = quote(`${before} ${secret} after`, [secret], most);
        expect(line).not.toContain('Canary');
      }),
    );
  });

  it('has room for so many characters in a problem, and stands in parentheses there', () => {
    expect(shown('a'.repeat(200), [])).toBe('a'.repeat(200));
    expect(shown('a'.repeat(201), [])).toBe(`${'a'.repeat(199)}…`);
    expect(quoted('said so', [])).toBe(' (said so)');
    expect(quoted('hunter2 is wrong', ['hunter2'])).toBe(' (*** is wrong)');
    expect(quoted(' \n', [])).toBe('');
  });
});

describe('an address to call', () => {
  it.each<[string, Partial<HttpAddress> | null]>([
    ['https://example.com', { url: 'https://example.com', host: 'example.com', headers: {} }],
    ['https://example.com/', { url: 'https://example.com', host: 'example.com', headers: {} }],
    ['http://example.com:9091/a/b//', { url: 'http://example.com:9091/a/b', host: 'example.com:9091', headers: {} }],
    ['https://example.com/a?token=x#y', { url: 'https://example.com/a', host: 'example.com', headers: {} }],
    ['https://EXAMPLE.com:443/A', { url: 'https://example.com/A', host: 'example.com', headers: {} }],
    [
      'https://user:pass@example.com/a',
      { url: 'https://example.com/a', headers: { authorization: 'Basic dXNlcjpwYXNz' } },
    ],
    ['https://user@example.com', { url: 'https://example.com', headers: { authorization: 'Basic dXNlcjo=' } }],
    ['https://:pass@example.com', { url: 'https://example.com', headers: { authorization: 'Basic OnBhc3M=' } }],
    ['https://u%3Aser:p%40ss@example.com', { headers: { authorization: 'Basic dTpzZXI6cEBzcw==' } }],
    ['https://u:100%25@example.com', { headers: { authorization: 'Basic dToxMDAl' } }],
    ['https://u:%zz@example.com', { headers: { authorization: `Basic ${btoa('u:%zz')}` } }],
    ['https://用户:口令@example.com', { headers: { authorization: 'Basic 55So5oi3OuWPo+S7pA==' } }],
    ['ftp://example.com', null],
    ['example.com', null],
    ['', null],
  ])('%s', (address, expected) => {
    const read = readHttpAddress(address);
    if (expected === null) return expect(read).toBeNull();
    expect(read).toMatchObject(expected);
    expect(read?.headers).toEqual(expected.headers);
  });

  it('knows which of its parts are secret: the user, and long parts of the path', () => {
    expect(readHttpAddress('https://us%40er:pass%2Fword@example.com/v1/abcdefgh/abcdefg/x')?.secrets).toEqual([
      'us@er',
      'pass/word',
      btoa('us@er:pass/word'),
      'abcdefgh',
    ]);
  });

  it('tells none of them, however a service repeats it', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9@/+ é%]{6,12}$/);
    fc.assert(
      fc.property(part, part, (user, password) => {
        const [before, after] = [user, password].map((one) => `Q${one}Q`) as [string, string];
        const address = `https://${encodeURIComponent(before)}:${encodeURIComponent(after)}@example.com/v1`;
        const { secrets = [], headers } = readHttpAddress(address) ?? {};
        for (const form of [before, after, encodeURIComponent(before), JSON.stringify(after), headers?.authorization]) {
          const said = shown(`no access for ${form} here`, secrets);
          expect(said).not.toContain(before);
          expect(said).not.toContain(after);
          expect(said).toMatch(/^no access for .* here$/);
        }
      }),
    );
  });
});
