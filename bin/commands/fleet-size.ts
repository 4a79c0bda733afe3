import type { Fleet } from '../../infra/cost/fleet.ts';
import type { CheckResult } from '../../lib/base/check-result.ts';
import { callsInInterval, usualIntervalSeconds } from '../../lib/config/reading-time.ts';
import type { Config } from '../../lib/config/schema.ts';

/** Each rolling sweep reads the first and the last page of each list, beside its part of the lap. */
const EDGES = 2;
/** Live has no larger pages. */
const LARGEST_PAGE = 100;

/** Whether one interval has calls enough for a fleet or, where it is read in laps, whether a lap is as short as it has to be. */
export function fleetSize(config: Config, { relays, calls }: Pick<Fleet, 'relays' | 'calls'>): CheckResult {
  const { mode, longestLapSeconds } = config.sweep;
  const intervalSeconds = usualIntervalSeconds(config);
  const room = callsInInterval(config);
  const need = `${figure(relays)} relay tasks need ${figure(calls)} calls`;
  const has = `an interval of ${figure(intervalSeconds)} s has time for ${figure(room)} (live.qps: ${config.live.qps})`;
  if (mode === 'whole') {
    if (calls <= room) return { ok: true, detail: `${need}; ${has}` };
    return {
      ok: false,
      problem: `${need}, and ${has}: set sweep.mode: rolling, which reads them over several sweeps, or ${waysOut(config)}`,
    };
  }
  const lists = config.live.regions.length * Math.max(1, config.live.scopes.length);
  const lapSeconds = Math.ceil(calls / Math.max(1, room - EDGES * lists)) * intervalSeconds;
  const lap = `a lap takes about ${figure(lapSeconds)} s`;
  if (lapSeconds <= longestLapSeconds) return { ok: true, detail: `${need}; ${has}, so ${lap}` };
  const may = `longer than sweep.longestLapSeconds: ${longestLapSeconds}`;
  return {
    ok: false,
    problem: `${need}, and ${has}, so ${lap}, ${may}: allow it as long, or ${waysOut(config, false)}`,
  };
}

/** A longer interval makes no lap shorter. */
function waysOut({ live, sweep }: Config, hasLonger = true): string {
  return [
    ...(hasLonger ? ['a longer interval'] : []),
    ...(sweep.timeLimitSeconds === undefined ? [] : ['a higher sweep.timeLimitSeconds']),
    ...(live.pageSize < LARGEST_PAGE ? [`a higher live.pageSize (${LARGEST_PAGE} at most)`] : []),
    'a higher live.qps, if the quota of the account was raised',
  ].join(', or ');
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}
