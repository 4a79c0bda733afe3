import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Shown } from '../../../bin/terminal/shown.ts';
import { type Column, plainTable } from '../../../bin/terminal/table.ts';
import { widthOf } from '../../../bin/terminal/width.ts';

const HEAD: readonly (string | Column)[] = ['region', { head: 'task id', whole: true }, 'name', 'status', 'source'];
const ROWS = [
  ['cn-shanghai', '5ae40d77-13bb', '火星频道 🚀 直播', 'running', 'rtmp://source-10.example.com'],
  ['cn-beijing', '8036c9f1-eb0c', 'studio', 'stopped', 'https://source-9.example.com'],
];
const linesAt = (width: number, rows = ROWS) =>
  stripVTControlCharacters(plainTable(HEAD, rows, { width }).text).split('\n');

describe('a table', () => {
  it('has its columns one below the other, whatever characters are in them', () => {
    expect(linesAt(Number.POSITIVE_INFINITY)).toEqual([
      '  region       task id        name              status   source',
      '  cn-shanghai  5ae40d77-13bb  火星频道 🚀 直播  running  rtmp://source-10.example.com',
      '  cn-beijing   8036c9f1-eb0c  studio            stopped  https://source-9.example.com',
    ]);
  });

  it('cuts the widest columns first where the terminal is narrow', () => {
    expect(linesAt(68)).toEqual([
      '  region       task id        name           status   source',
      '  cn-shanghai  5ae40d77-13bb  火星频道 🚀 …  running  rtmp://sourc…',
      '  cn-beijing   8036c9f1-eb0c  studio         stopped  https://sour…',
    ]);
  });

  it('leaves the last columns out where that is not enough, and never cuts what has to be whole', () => {
    expect(linesAt(44)).toEqual([
      '  region    task id        name      status',
      '  cn-shan…  5ae40d77-13bb  火星频…   running',
      '  cn-beij…  8036c9f1-eb0c  studio    stopped',
      '  too narrow for: source',
    ]);
  });

  it('shows numbers to the right', () => {
    const table = plainTable(
      ['what', 'tasks'],
      [
        ['a', '1'],
        ['b', '2,400'],
      ],
      { rightFrom: 1 },
    );
    expect(stripVTControlCharacters(table.text)).toBe('  what  tasks\n  a         1\n  b     2,400');
  });

  it('is never wider than the terminal, whatever is in it', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('火星🚀', '👩‍👩‍👧‍👦', '\u202eabc', 'é', '\u001b[31mred', 'e\u0301'.repeat(30)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell, cell, cell), { maxLength: 5 }),
        fc.integer({ min: 20, max: 160 }),
        (rows, width) => {
          for (const text of linesAt(width, rows)) expect(widthOf(Shown.made(text))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
