import { describe, expect, it } from 'vitest';
import { publishResult, shortList, UNFIT_WORDS, unfitProblems } from '../../lib/metrics/publish-result.ts';

describe('the outcome of a publication', () => {
  it.each<[number, number, object]>([
    [3, 3, { ok: true, datapoints: 3, rejected: 0 }],
    [0, 0, { ok: true, datapoints: 0, rejected: 0 }],
    [3, 2, { ok: false, datapoints: 2, rejected: 1, problem: '1 of 3 points not published: It said no. Twice.' }],
    [3, 0, { ok: false, datapoints: 0, rejected: 3, problem: '3 of 3 points not published: It said no. Twice.' }],
  ])('of %i points with %i accepted', (given, accepted, expected) => {
    expect(publishResult('otlp', given, accepted, ['It said no.', 'Twice.'])).toEqual({ type: 'otlp', ...expected });
  });
});

describe('names in a sentence', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `N${at + 1}`);

  it.each<[string[], string]>([
    [[], ''],
    [['A'], 'A'],
    [names(5), 'N1, N2, N3, N4, N5'],
    [names(6), 'N1, N2, N3, N4, N5 and 1 more'],
    [names(1_000), 'N1, N2, N3, N4, N5 and 995 more'],
    [['A', 'B', 'A', 'A'], 'A, B'],
    [[...names(5), 'N1'], 'N1, N2, N3, N4, N5'],
    [['', 'A'], '(no name), A'],
    [[' \t'], '(no name)'],
    [['a'.repeat(80)], 'a'.repeat(80)],
    [['a'.repeat(81)], `${'a'.repeat(79)}…`],
    [['🚀'.repeat(41)], `${'🚀'.repeat(39)}…`],
  ])('are the first few that differ: %j', (list, expected) => {
    expect(shortList(list)).toBe(expected);
  });
});

describe('points that were left out', () => {
  it('are told by reason, in the order in which they were met', () => {
    const unfit = [
      { name: 'B', reason: 'twice' },
      { name: 'A', reason: 'not-a-number' },
      { name: 'C', reason: 'twice' },
      { name: '', reason: 'no-name' },
    ] as const;
    expect(unfitProblems(unfit, UNFIT_WORDS)).toEqual([
      'points with the name and labels of another were left out: B, C.',
      'points that are not finite numbers were left out: A.',
      'points without a name were left out: (no name).',
    ]);
    expect(unfitProblems([], UNFIT_WORDS)).toEqual([]);
  });
});
