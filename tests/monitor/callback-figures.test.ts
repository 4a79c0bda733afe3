import { describe, expect, it } from 'vitest';
import { callbackFigures } from '../../lib/monitor/callback-figures.ts';
import type { Hint } from '../../lib/monitor/hint.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { NOTHING_HINTED } from '../../lib/monitor/look-memory.ts';
import { callbackPoints } from '../../lib/monitor/metric-points.ts';

const hint = (taskId: string): Hint => ({
  taskId,
  region: null,
  status: 'stopped',
  eventSeconds: 1,
  byUser: false,
});
const opened = (taskId: string, key = `cn-shanghai/${taskId}`) => ({ key, taskId }) as Incident;
const QUIET = { counts: NOTHING_HINTED, covered: [], refused: 0, opened: [], before: new Set<string>() };

describe('the figures of callbacks', () => {
  it('are zeros, and no delay, when nothing happened', () => {
    const figures = callbackFigures(QUIET);
    expect(figures).toEqual({ received: 0, refused: 0, confirmed: 0, lost: 0, longestDelayMs: null });
    expect(callbackPoints(figures).map(({ name, value }) => [name, value])).toEqual([
      ['CallbacksReceived', 0],
      ['CallbacksRefused', 0],
      ['CallbacksConfirmed', 0],
      ['CallbacksLost', 0],
    ]);
  });

  it('add up what looks and the sweep found', () => {
    const counts = { received: 5, confirmed: 2, longestDelayMs: 900, opened: 2 };
    const figures = callbackFigures({
      ...QUIET,
      counts,
      covered: [hint('a'), hint('a'), hint('b')],
      refused: 7,
      opened: [opened('a')],
    });
    expect(figures).toEqual({ received: 8, refused: 7, confirmed: 3, lost: 0, longestDelayMs: 900 });
    expect(callbackPoints(figures).at(-1)).toMatchObject({ name: 'CallbackDelay', unit: 'Milliseconds', value: 900 });
  });

  it('count as lost what a sweep saw first, of relays alone', () => {
    const all = [opened('named'), opened('lost'), opened('older'), opened('', 'expect/news')];
    const figures = callbackFigures({
      ...QUIET,
      covered: [hint('named')],
      opened: all,
      before: new Set(['cn-shanghai/older']),
    });
    expect(figures).toMatchObject({ confirmed: 1, lost: 1 });
  });

  it('have nothing lost in a first sweep: what it finds may be older than the callbacks', () => {
    expect(callbackFigures({ ...QUIET, opened: [opened('a')], before: null })).toMatchObject({ lost: 0 });
  });

  it('are none where no callbacks are expected', () => {
    expect(callbackPoints(null)).toEqual([]);
  });
});
