import { expect, it } from 'vitest';
import { fleetSize } from '../../../bin/commands/fleet-size.ts';
import { parseConfig } from '../../../lib/config/load.ts';

const said = (calls: number, sweep: string, live = '') => {
  const text = `live: { regions: [cn-shanghai]${live} }\nstate: { type: file, path: s }\nsweep: ${sweep}`;
  const result = fleetSize(parseConfig(text, {}, ''), { relays: calls * 100 - 1, calls });
  return [result.ok, result.ok ? result.detail : result.problem];
};
const HAS = 'an interval of 60 s has time for 540 (live.qps: 10)';
const QUOTA = 'a higher live.qps, if the quota of the account was raised';

it.each<[string, ReturnType<typeof said>, boolean, string]>([
  ['that fits into an interval', said(540, '{}'), true, `53,999 relay tasks need 540 calls; ${HAS}`],
  [
    'with one call too many',
    said(541, '{}'),
    false,
    `54,099 relay tasks need 541 calls, and ${HAS}: set sweep.mode: rolling, which reads them over several sweeps, or a longer interval, or ${QUOTA}`,
  ],
  ['that a time limit cuts', said(201, '{ timeLimitSeconds: 20 }'), false, 'or a higher sweep.timeLimitSeconds, or'],
  ['of small pages', said(541, '{}', ', pageSize: 50'), false, 'or a higher live.pageSize (100 at most), or'],
  ['with a longer interval', said(541, '{ intervalSeconds: 300 }'), true, 'an interval of 300 s has time for 2,700'],
  ['that laps read', said(2_001, '{ mode: rolling }'), true, `${HAS}, so a lap takes about 240 s`],
  [
    'whose laps are too long',
    said(9_001, '{ mode: rolling }'),
    false,
    `${HAS}, so a lap takes about 1,020 s, longer than sweep.longestLapSeconds: 900: allow it as long, or ${QUOTA}`,
  ],
])('a fleet %s is told so', (_, [ok, text], isFine, part) => {
  expect(text).toContain(part);
  expect(ok).toBe(isFine);
});
