import { afterEach, expect, it } from 'vitest';
import { stopSignals } from '../../../bin/watching/stop-signals.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = NAMES.map((name) => process.listeners(name));

afterEach(() => {
  for (const [index, name] of NAMES.entries())
    for (const listener of process.listeners(name)) if (!before[index]?.includes(listener)) process.off(name, listener);
});

it.each(NAMES)('%s stops, the same one passed on is no second one, and a second one ends at once', (name) => {
  const clock = new VirtualClock();
  const exits: number[] = [];
  const stopping = stopSignals(clock, (code) => void exits.push(code));
  expect(stopping.aborted).toBe(false);
  process.emit(name, name);
  expect(stopping.aborted).toBe(true);
  clock.pass(499);
  process.emit(name, name);
  expect(exits).toEqual([]);
  clock.pass(1);
  process.emit('SIGTERM', 'SIGTERM');
  expect(exits).toEqual([143]);
});
