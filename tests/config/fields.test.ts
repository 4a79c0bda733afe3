import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import {
  awsRegion,
  callbackUrl,
  isSecure,
  line,
  linkUrl,
  name,
  numberIn,
  originUrl,
  ownServerUrl,
  pageUrl,
  region,
  text,
  textLike,
  url,
  whole,
  word,
} from '../../lib/config/fields.ts';

/** What a field gives, or what it expected instead. */
function readBy(field: z.ZodMiniType, value: unknown): unknown {
  const result = field.safeParse(value);
  return result.success ? { value: result.data } : result.error.issues[0]?.message;
}
const accepts = (field: z.ZodMiniType, value: unknown) => field.safeParse(value).success;

const HOST = 'https://example.com';
const KINDS = { url, callbackUrl, linkUrl, pageUrl, originUrl, ownServerUrl };
type Kind = keyof typeof KINDS;

describe('an address', () => {
  // which kinds of field accept it
  it.each<[string, Kind[]]>([
    ['https://example.com', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['https://example.com/', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['https://example.com:8443', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['https://例え.jp', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['https://[2001:db8::1]', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['https://example.com/path', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'ownServerUrl']],
    ['https://example.com?query=1', ['url', 'linkUrl']],
    ['https://example.com/#part', ['url', 'linkUrl']],
    ['https://user:pw@example.com', ['ownServerUrl']],
    ['https://user@example.com', ['ownServerUrl']],
    ['http://user:pw@example.com', []],
    ['http://example.com', ['callbackUrl', 'ownServerUrl']],
    ['http://10.0.0.1:9091', ['callbackUrl', 'ownServerUrl']],
    ['http://localhost:8080', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['http://127.0.0.1', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['http://127.8.9.10', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['http://[::1]:8080', ['url', 'callbackUrl', 'linkUrl', 'pageUrl', 'originUrl', 'ownServerUrl']],
    ['http://user:pw@127.0.0.1', ['ownServerUrl']],
    ['http://127.example.com', ['callbackUrl', 'ownServerUrl']],
    ['http://localhost.example.com', ['callbackUrl', 'ownServerUrl']],
    ['http://[::2]', ['callbackUrl', 'ownServerUrl']],
    ['ftp://example.com', []],
    ['javascript:alert(1)', []],
    ['file:///etc/passwd', []],
    ['example.com', []],
    ['//example.com', []],
    ['https://', []],
    ['https://exa mple.com', []],
    ['', []],
  ])('%s is one for %j', (address, kinds) => {
    const accepted = Object.entries(KINDS).filter(([, field]) => accepts(field, address));
    expect(accepted.map(([kind]) => kind)).toEqual(kinds);
  });

  it.each(Object.entries(KINDS))('may have blanks and a line break around it: %s', (_, field) => {
    expect(readBy(field, ` ${HOST}\r\n`)).toEqual({ value: HOST });
  });

  it.each(Object.entries(KINDS))('of no kind has a port that no client calls: %s', (_, field) => {
    expect(readBy(field, `${HOST}:6000`)).toBe('a port other than 6000, which browsers and fetch clients block');
    expect(accepts(field, `${HOST}:6001`)).toBe(true);
  });

  it.each(Object.entries(KINDS))('is a text: %s', (_, field) => {
    for (const value of [null, undefined, 1, true, [HOST], { href: HOST }, new URL(HOST)])
      expect(accepts(field, value)).toBe(false);
  });

  it.each<[Kind, number]>([
    ['callbackUrl', 1_500],
    ['linkUrl', 500],
    ['pageUrl', 500],
  ])('that leaves our hands has a limit: %s of %i characters', (kind, most) => {
    const ofLength = (length: number) => `${HOST}/${'a'.repeat(length - HOST.length - 1)}`;
    expect(accepts(KINDS[kind], ofLength(most))).toBe(true);
    expect(accepts(KINDS[kind], ofLength(most + 1))).toBe(false);
  });

  it('is as long as it is sent, with what is encoded', () => {
    const chinese = `${HOST}/${'直'.repeat(60)}`;
    expect(new URL(chinese).href.length).toBe(560);
    expect([accepts(linkUrl, chinese), accepts(url, chinese)]).toEqual([false, true]);
  });

  it('says what it lacks', () => {
    const secure = 'an https URL (plain http only for this machine: 127.0.0.1, [::1] or localhost)';
    expect(readBy(url, 'http://example.com')).toBe(`${secure}, without user name and password`);
    expect(readBy(originUrl, `${HOST}/x`)).toBe(`${secure} with only scheme and host`);
    expect(readBy(pageUrl, `${HOST}?x`)).toBe(
      `${secure} of at most 500 characters, without user name and password, query and fragment`,
    );
    expect(readBy(ownServerUrl, 'http://u:p@example.com')).toBe(
      'an http or https URL without query; https if it has a user name and password',
    );
  });
});

describe('what nobody on the way can read', () => {
  it.each<[string, boolean]>([
    ['https://example.com', true],
    ['http://localhost', true],
    ['http://LOCALHOST', true],
    ['http://127.1', true],
    ['http://0x7f000001', true],
    ['http://[0:0:0:0:0:0:0:1]', true],
    ['http://128.0.0.1', false],
    ['http://0.0.0.0', false],
    ['http://localhost.', false],
    ['ws://localhost', false],
  ])('%s: %s', (address, expected) => {
    expect(isSecure(new URL(address))).toBe(expected);
  });
});

describe('a text of one line', () => {
  const fields = { line: line('a line'), name: name('a name'), textLike: textLike(/./, 'a word') };

  it.each(Object.entries(fields))('keeps what is inside, and loses what is around it: %s', (_, field) => {
    expect(readBy(field, '\t 火星🚀"<script> \n')).toEqual({ value: '火星🚀"<script>' });
    expect(readBy(field, 'a  b')).toEqual({ value: 'a  b' });
  });

  it.each(Object.entries(fields))('has no control characters: %s', (_, field) => {
    for (const inside of ['\n', '\r\n', '\t', '\0', '\x1b', '\x7f', '\x85'])
      expect(readBy(field, `a${inside}b`)).toMatch(/^a \w+, without line breaks or control characters$/);
  });

  it.each(Object.entries(fields))('is not blank: %s', (_, field) => {
    for (const blank of ['', ' ', '\n', '\u3000\u00a0']) expect(accepts(field, blank)).toBe(false);
  });

  it('is one name however its accents are encoded, where it is a name', () => {
    expect(readBy(fields.name, 'Cafe\u0301')).toEqual({ value: 'Caf\u00e9' });
    expect(readBy(fields.line, 'Cafe\u0301')).toEqual({ value: 'Cafe\u0301' });
  });

  it('may add what is special about the text that was found', () => {
    const short = textLike(/^.{3}$/, 'three letters', (found) => `, not ${found.length}`);
    expect(readBy(short, 'ab')).toBe('three letters, not 2');
    expect(readBy(short, ' abc ')).toEqual({ value: 'abc' });
  });

  it('of several lines is a text all the same, if anything stands in it', () => {
    expect(readBy(text('a text'), ' a\nb ')).toEqual({ value: ' a\nb ' });
    expect(readBy(text('a text'), ' \n')).toBe('a text');
    expect(readBy(text('a text'), 1)).toBe('a text');
  });

  it('is read again as what it was read as', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (written) => {
        for (const field of Object.values(fields)) {
          const once = field.safeParse(written);
          if (once.success) expect(field.parse(once.data)).toBe(once.data);
        }
      }),
    );
  });
});

describe('a number', () => {
  it.each<[unknown, boolean, boolean]>([
    // as a whole number from 2 to 9, as any number from 2 to 9
    [2, true, true],
    [9, true, true],
    [1, false, false],
    [10, false, false],
    [2.5, false, true],
    [1.999, false, false],
    [9.001, false, false],
    [Number.NaN, false, false],
    [Number.POSITIVE_INFINITY, false, false],
    ['5', false, false],
    [5n, false, false],
    [true, false, false],
    [null, false, false],
    [[5], false, false],
  ])('%s is whole and in range: %s; in range: %s', (value, isWhole, isInRange) => {
    expect([accepts(whole(2, 9), value), accepts(numberIn([2, 9]), value)]).toEqual([isWhole, isInRange]);
  });

  it('says its range', () => {
    expect(readBy(whole(2, 9), 10)).toBe('a whole number from 2 to 9');
    expect(readBy(numberIn([0, 1.5]), 2)).toBe('a number from 0 to 1.5');
  });

  it('is accepted exactly within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1_000), fc.integer(), (from, span, value) => {
        const to = from + span;
        expect(accepts(whole(from, to), value)).toBe(value >= from && value <= to);
      }),
    );
  });
});

describe('a region', () => {
  it.each<[string, boolean, boolean]>([
    // of Alibaba Cloud, of AWS
    ['cn-shanghai', true, false],
    ['cn-shanghai-finance-1', true, true],
    ['ap-southeast-1', true, true],
    ['us-gov-west-1', true, true],
    ['us-east-12', true, true],
    ['us-east-123', true, false],
    ['us-east', true, false],
    ['me-1', true, false],
    ['CN-shanghai', false, false],
    ['cn_shanghai', false, false],
    ['cn-shanghai.example.com', false, false],
    ['cn-shanghai/', false, false],
    ['shanghai', false, false],
    ['a-b', false, false],
    ['-', false, false],
    ['', false, false],
  ])('%s is one of Alibaba Cloud: %s, of AWS: %s', (id, ofAlibaba, ofAws) => {
    expect([accepts(region, id), accepts(awsRegion, id)]).toEqual([ofAlibaba, ofAws]);
  });

  it('has at most so many letters', () => {
    expect(accepts(region, `${'a'.repeat(20)}-${'b'.repeat(40)}`)).toBe(true);
    expect(accepts(region, `${'a'.repeat(21)}-b`)).toBe(false);
    expect(accepts(region, `aa-${'b'.repeat(41)}`)).toBe(false);
  });
});

describe('a word', () => {
  it('is one of those listed, exactly as it is listed', () => {
    const field = word(['en', 'zh']);
    expect(readBy(field, 'en')).toEqual({ value: 'en' });
    for (const other of ['EN', ' en', 'constructor', '', 0, null, ['en']])
      expect(readBy(field, other)).toBe('one of en, zh');
  });
});
