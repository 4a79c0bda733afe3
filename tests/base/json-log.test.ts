import { describe, expect, it } from 'vitest';
import { createJsonLog, type LogLevel } from '../../lib/base/json-log.ts';
import { fakeClock } from '../../stand-ins/simulation/virtual-clock.ts';

function aLog(level?: LogLevel) {
  const lines: string[] = [];
  return { log: createJsonLog((line) => lines.push(line), fakeClock('2026-03-01T08:00:00Z'), level), lines };
}

describe('a line of the log', () => {
  it('is one JSON object with time, level, event and facts', () => {
    const { log, lines } = aLog();
    log.info('sweep_finished', { pages: 13, note: 'two\nlines "quoted" \u2028' });
    log.error('sweep_failed');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        ts: '2026-03-01T08:00:00.000Z',
        level: 'info',
        event: 'sweep_finished',
        pages: 13,
        note: 'two\nlines "quoted" \u2028',
      },
      { ts: '2026-03-01T08:00:00.000Z', level: 'error', event: 'sweep_failed' },
    ]);
    for (const line of lines) expect(line).toMatch(/^[^\n]+\n$/);
  });

  it('shows a terminal nothing that it would obey, and means the same', () => {
    const { log, lines } = aLog();
    const odd = 'a\u202eb\u009b31m\u2028c\u001b[31m 👩‍👧';
    log.info('x', { odd, [odd]: 1 });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ odd, [odd]: 1 });
    expect(lines[0]).toContain('a\\u202eb\\u009b31m\\u2028c\\u001b[31m 👩‍👧');
  });

  it('keeps its own time, level and event whatever the facts are called', () => {
    const { log, lines } = aLog();
    log.warn('odd_facts', { ts: 'x', level: 'x', event: 'x', pages: 1 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      ts: '2026-03-01T08:00:00.000Z',
      level: 'warn',
      event: 'odd_facts',
      pages: 1,
    });
    expect(lines[0]?.match(/"(ts|level|event)":/g)).toHaveLength(3);
  });

  it.each([
    [
      'a circle',
      () => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        return circle;
      },
    ],
    ['a big integer', () => 10n],
    ['a symbol', () => Symbol('x')],
    ['a function', () => () => 1],
    [
      'an object that cannot be written',
      () => ({
        toJSON() {
          throw new Error('no');
        },
      }),
    ],
    ['no number', () => Number.NaN],
    ['a lone surrogate', () => '\ud800'],
  ])('is valid when a fact is %s', (_, odd) => {
    const { log, lines } = aLog();
    log.info('odd_fact', { odd: odd() });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'odd_fact' });
  });

  it('is left out below the level asked for', () => {
    const { log, lines } = aLog('warn');
    log.debug('x');
    log.info('x');
    log.warn('y');
    expect(lines).toHaveLength(1);
  });
});
