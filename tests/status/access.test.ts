import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { isSigned, isToken, signed } from '../../lib/status/access.ts';

const NOW = DateTime.fromISO('2026-03-01T08:00:00Z', { zone: 'utc' }) as UtcDateTime;
const TOKENS = { token: 'a-token-of-some-length', previousToken: 'the-token-before-that-one' };
const inAnHour = NOW.plus({ hours: 1 });

describe('a signed link', () => {
  it('is good until it ends, and not a second longer', () => {
    const link = signed('link', inAnHour, TOKENS);
    expect(isSigned('link', link, TOKENS, NOW)).toBe(true);
    expect(isSigned('link', link, TOKENS, inAnHour.minus({ seconds: 1 }))).toBe(true);
    expect(isSigned('link', link, TOKENS, inAnHour)).toBe(false);
  });

  it('is good while the token that it was made with is one of two', () => {
    const old = signed('link', inAnHour, { token: TOKENS.previousToken });
    expect(isSigned('link', old, TOKENS, NOW)).toBe(true);
    expect(isSigned('link', old, { token: TOKENS.token }, NOW)).toBe(false);
  });

  it('is no session, nor is a session a link', () => {
    expect(isSigned('session', signed('link', inAnHour, TOKENS), TOKENS, NOW)).toBe(false);
    expect(isSigned('link', signed('session', inAnHour, TOKENS), TOKENS, NOW)).toBe(false);
  });

  it('does not hold the token', () => {
    const link = signed('link', inAnHour, TOKENS);
    expect(link).toMatch(/^1772355600\.[\w-]{43}$/);
    expect(Buffer.from(link.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain(TOKENS.token);
  });

  const good = signed('link', inAnHour, TOKENS);
  const [expiry = '', mac = ''] = good.split('.');
  it.each([
    ['nothing', ''],
    ['a later end', `${Number(expiry) + 3_600}.${mac}`],
    ['an end that is no number', `1e99.${mac}`],
    ['an end with a zero before it', `0${expiry}.${mac}`],
    ['another last letter', `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`],
    ['more behind it', `${good}x`],
    ['a line break behind it', `${good}\n`],
    ['no signature', `${expiry}.`],
    ['the token itself', TOKENS.token],
    ['one of another token', signed('link', inAnHour, { token: 'another-token-of-that-length' })],
    ['ten thousand characters', '9'.repeat(10_000)],
  ])('is not good with %s', (_, text) => {
    expect(isSigned('link', text, TOKENS, NOW)).toBe(false);
  });
});

describe('a token', () => {
  it('is one of the two, whole', () => {
    expect([TOKENS.token, TOKENS.previousToken].map((one) => isToken(one, TOKENS))).toEqual([true, true]);
    const wrong = ['', 'a', TOKENS.token.slice(1), `${TOKENS.token} `, TOKENS.token.toUpperCase()];
    expect(wrong.map((one) => isToken(one, TOKENS))).toEqual(wrong.map(() => false));
    expect(isToken(TOKENS.previousToken, { token: TOKENS.token })).toBe(false);
  });
});
