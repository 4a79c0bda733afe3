import { expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/load.ts';
import { readingSeconds } from '../../lib/config/reading-time.ts';

it.each([
  ['without an end', '{ mode: whole }', undefined],
  ['for nine tenths of the interval in laps', '{ mode: rolling }', 54],
  ['for nine tenths of another interval', '{ mode: rolling, intervalSeconds: 300 }', 270],
  ['as long as it may', '{ mode: rolling, timeLimitSeconds: 20 }', 20],
])('a sweep reads %s', (_, sweep, seconds) => {
  const text = `live: { regions: [cn-shanghai] }\nstate: { type: file, path: s }\nsweep: ${sweep}`;
  expect(readingSeconds(parseConfig(text, {}, ''))).toBe(seconds);
});
