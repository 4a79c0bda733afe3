import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  globMatches,
  isGlob,
  isHostGlob,
  longestLiteral,
  type Match,
  type Matchable,
  matches,
} from '../../lib/monitor/matching.ts';

const SUBJECT: Matchable = {
  region: 'cn-shanghai',
  name: 'Studio-7 晚间新闻',
  source: 'rtmp://source-3.example.com',
  destination: 'rtmp://push-3.example.com:1935',
  verdict: 'stopped',
  severity: 'critical',
};

describe('a pattern', () => {
  it.each([
    ['studio-*', 'studio-7', true],
    ['studio-*', 'studio-', true],
    ['studio-*', 'old studio-7', false],
    ['STUDIO-?', 'studio-7', true],
    ['studio-?', 'studio-', false],
    ['studio-?', 'studio-42', false],
    ['*新闻', '晚间新闻', true],
    ['a?c', 'a😀c', true],
    ['a??c', 'a😀c', false],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
    ['*b*b', 'abab', true],
    ['a*b*c', 'a-c-b', false],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['\\[live\\] *', '[live] one', true],
    ['a.c', 'abc', false],
    ['a', 'a\0', false],
    ['a-', 'A\r', false],
    ['ÄRGER', 'ärger', true],
    ['café', 'cafe\u0301', true],
    ['CAFE\u0301 *', 'Café 1', true],
    ['caf?', 'cafe\u0301', true],
    ['방송', '방송'.normalize('NFD'), true],
    ['cafe', 'café', false],
  ])('%j against %j is %s', (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  const letters = fc.array(fc.constantFrom('a', 'B', '.', '*', '?', '\\', '😀', '[', '新'), { maxLength: 12 });
  const tokens = fc.array(fc.constantFrom('a', 'b', '.', '*', '?', '\\*', '\\?', '\\\\', '\\[', '😀', '新'), {
    maxLength: 8,
  });

  it('means what the regular expression of the same meaning does', () => {
    const regExpOf = (parts: readonly string[]) => {
      const one = (part: string) =>
        part === '*'
          ? '.*'
          : part === '?'
            ? '.'
            : (part.at(-1) === '\\' ? '\\' : part.replace('\\', '')).replace(/[.*?\\[]/, '\\$&');
      return new RegExp(`^${parts.map(one).join('')}$`, 'isu');
    };
    fc.assert(
      fc.property(tokens, letters, (parts, text) => {
        expect(globMatches(parts.join(''), text.join(''))).toBe(regExpOf(parts).test(text.join('')));
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });

  it('takes no longer for a pattern that makes regular expressions give up', () => {
    // exponential steps, or even their cube, would not end before the test's time limit
    const glob = '*a'.repeat(100);
    expect(globMatches(glob, `${'a'.repeat(100_000)}b`)).toBe(false);
    expect(globMatches(glob, 'a'.repeat(100_000))).toBe(true);
  });

  it('is refused when it is empty, too long, or has brackets that would mean nothing here', () => {
    const refused = ['', '  ', 'studio-[12]', '{a,b}', 'a\\', '\\d+', 'x'.repeat(257)];
    expect(refused.filter(isGlob)).toEqual([]);
    const accepted = ['studio-*', '?', '\\[live\\]', 'a\\\\b', '赛事 *', 'x'.repeat(256)];
    expect(accepted.filter((glob) => !isGlob(glob))).toEqual([]);
  });

  it('of a host is refused when it has a path, which is never known here', () => {
    expect(
      ['push-*.example.com', 'rtmp://push-?.example.com:1935', '*', '*://*'].filter((one) => !isHostGlob(one)),
    ).toEqual([]);
    expect(
      ['push.example.com/live', 'rtmp://push.example.com/live?auth_key=1', '/live', 'a b', 'x://'].filter(isHostGlob),
    ).toEqual([]);
  });
});

describe('a match', () => {
  it.each<[string, Match, boolean]>([
    ['that says nothing fits', {}, true],
    ['fits when all that it says fits', { region: 'cn-*', name: 'studio-*', verdict: ['stopped'] }, true],
    ['does not fit when one thing does not', { region: 'cn-*', name: 'stage-*' }, false],
    ['fits with one pattern of several', { region: ['ap-*', 'cn-shanghai'] }, true],
    ['does not fit with none of several', { region: ['ap-*', 'cn-beijing'] }, false],
    ['of a host needs no scheme', { source: 'source-3.example.com' }, true],
    ['of a host may name the scheme', { source: 'rtmp://source-*' }, true],
    ['of a host with another scheme does not fit', { source: 'srt://source-*' }, false],
    ['of a host needs no port', { destination: 'push-?.example.com' }, true],
    ['of a host may name the port', { destination: 'push-?.example.com:1935' }, true],
    ['of a host with another port does not fit', { destination: 'push-?.example.com:443' }, false],
    ['of a host is not found within its name', { destination: 'example.com' }, false],
    ['takes verdicts as words, not as patterns', { verdict: 'stop*' }, false],
    ['of one severity fits', { severity: 'critical' }, true],
    ['of other severities does not', { severity: ['info', 'warning'] }, false],
  ])('%s', (_, match, expected) => {
    expect(matches(SUBJECT, match)).toBe(expected);
  });

  it('of a verdict or severity does not fit what has none', () => {
    const { verdict: _, severity: __, ...task } = SUBJECT;
    expect([matches(task, { verdict: 'stopped' }), matches(task, { severity: 'critical' })]).toEqual([false, false]);
    expect(matches(task, { region: 'cn-*' })).toBe(true);
  });

  it('of any host fits one that is not known', () => {
    expect(matches({ ...SUBJECT, source: '' }, { source: '*' })).toBe(true);
    expect(matches({ ...SUBJECT, source: '' }, { source: '*.example.com' })).toBe(false);
  });
});

describe('the part of a glob that stands in every text that fits', () => {
  it.each([
    ['news-*', 'news-'],
    ['*-evening-?-hd', '-evening-'],
    ['studio', 'studio'],
    ['a\\*b*', 'a*b'],
    ['*', ''],
    ['', ''],
    ['??', ''],
    ['新闻*', '新闻'],
    // whoever searches for an accented letter may search for what is written otherwise
    ['café-news', '-news'],
    ['cafe\u0301-news', '-news'],
    ['é', ''],
  ])('of %s is "%s"', (glob, literal) => {
    expect(longestLiteral(glob)).toBe(literal);
  });
});
