import { describe, expect, it } from 'vitest';
import { steady } from '../../../web/browser/steady.ts';
import { stepsTo } from '../../../web/browser/steps.ts';
import { aCause, aMember, aStatus } from '../parts.ts';

const member = (n: number, lostSeconds = 0) => aMember({ taskId: `t-${n}`, lostSeconds });
const cause = (n: number, members = [member(n)]) => aCause({ key: `c-${n}`, members });

describe('a refreshed document', () => {
  it('keeps the causes that look the same, although they have lasted longer', () => {
    const before = aStatus({ causes: [cause(1), cause(2)] });
    const older = cause(1, [member(1, 60)]);
    const { text } = older;
    const after = aStatus({
      at: '2026-03-01T08:01:00.000Z',
      causes: [cause(2), { ...older, text: { ...text, lines: ['for 31 min', ...text.lines.slice(1)] } }],
    });
    const { at, causes } = steady(before, after);
    expect(at).toBe('2026-03-01T08:01:00.000Z');
    expect(causes[0]).toBe(before.causes[1]);
    expect(causes[1]).toBe(before.causes[0]);
  });

  it('takes a cause that has grown, with the relays that look the same', () => {
    const before = aStatus({ causes: [cause(1)] });
    const [grown] = steady(before, aStatus({ causes: [cause(1, [member(1, 60), member(2)])] })).causes;
    expect(grown?.members.map(({ taskId }) => taskId)).toEqual(['t-1', 't-2']);
    expect(grown?.members[0]).toBe(before.causes[0]?.members[0]);
  });

  it('takes whatever differs in what can be seen', () => {
    const before = aStatus({ causes: [cause(1)] });
    const worse = { ...cause(1), severity: 'warning' } as const;
    expect(steady(before, aStatus({ causes: [worse] })).causes).toEqual([worse]);
  });
});

describe('the steps to a refreshed document', () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) =>
      cause(
        from + n,
        Array.from({ length: 50 }, (_, k) => member(k)),
      ),
    );
  const keysOf = (causes: readonly { readonly key: string }[]) => causes.map(({ key }) => key);

  it('are one while little changes', () => {
    const before = aStatus({ causes: many(0, 100) });
    const after = steady(before, aStatus({ causes: [cause(500), ...many(0, 100)] }));
    expect([...stepsTo(after, before)]).toEqual([after]);
  });

  it('draw a few causes each, without showing one that is over', () => {
    const before = aStatus({ causes: [cause(900), ...many(0, 2)] });
    const after = aStatus({ causes: [...many(100, 3), ...many(0, 2).map((one) => ({ ...one, most: 99 }))] });
    const steps = [...stepsTo(after, before)].map(({ causes }) => keysOf(causes));
    expect(steps).toEqual([
      ['c-100', 'c-101', 'c-0', 'c-1'],
      ['c-100', 'c-101', 'c-102', 'c-0', 'c-1'],
      ['c-100', 'c-101', 'c-102', 'c-0', 'c-1'],
    ]);
  });
});
