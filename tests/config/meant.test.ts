import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, meant } from '../../lib/config/meant.ts';

const WORDS = ['webhook', 'slack', 'sns', 'pagerduty', 'describeBudget', 'qps'];

describe('the word that was meant', () => {
  it.each<[string, string | null]>([
    ['slack', 'slack'],
    ['Slack', 'slack'],
    ['slak', 'slack'],
    ['salck', 'slack'],
    ['slck', 'slack'],
    ['sl', null],
    ['pager-duty', 'pagerduty'],
    ['Pager Duty', 'pagerduty'],
    ['pagrdty', 'pagerduty'],
    ['describe_budget', 'describeBudget'],
    ['descrbeBugdet', 'describeBudget'],
    ['dscrbeBdgt', null],
    ['web_hook', 'webhook'],
    ['web', null],
    ['email', null],
    ['', null],
    ['   ', null],
    ['__', null],
  ])('by %s is %s', (written, word) => {
    expect(meant(written, WORDS)).toBe(word);
  });

  it.each<[string, string, boolean]>([
    // so many slips are allowed in so many letters
    ['ab', 'ac', false],
    ['abc', 'abd', true],
    ['abc', 'acb', false],
    ['abcd', 'abdc', true],
    ['abcd', 'wxyd', false],
    ['abcdefgh', 'abcdefxy', true],
    ['abcdefgh', 'abcdexyz', false],
    ['abcdefghi', 'abcdefxyz', true],
    ['abcdefghi', 'abcdewxyz', false],
  ])('%s may be a slip for %s: %s', (written, word, isOne) => {
    expect(meant(written, [word])).toBe(isOne ? word : null);
  });

  it('is the nearest, and of equally near ones the first', () => {
    expect(meant('stagess', ['state', 'stage-2', 'stages'])).toBe('stages');
    expect(meant('abcx', ['abcd', 'abce'])).toBe('abcd');
    expect(meant('slack', new Set(['slacks', 'slack']))).toBe('slack');
  });

  it('is nothing where there are no words', () => {
    expect(meant('slack', [])).toBeNull();
  });

  it('by a word of the list is that word, whatever else is in it', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(word, fc.array(word), (one, others) => {
        fc.pre(!others.includes(one));
        expect(meant(one.toUpperCase(), [...others, one])).toBe(one);
      }),
    );
  });
});

it('is asked for, or nothing is said', () => {
  expect(didYouMean('slack')).toBe('; did you mean slack?');
  expect(didYouMean(null)).toBe('');
});
