import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { draw, MINUTE_MS } from './model.ts';
import { partSeed, regionsOf, type ScaleOptions } from './options.ts';
import type { RelayLists } from './relays.ts';

const REASONS = ['PullStreamFailed', 'PushStreamFailed', 'UnknownError'];

/** One relay that stops, and what became of it. Times are on the clock's monotonic time. */
export interface Stop {
  readonly region: string;
  /** Its place in the region's list. */
  readonly place: number;
  /** As in the incident about it. */
  readonly key: string;
  readonly task: RelayTask;
  readonly fromMs: number;
  readonly untilMs: number;
  /** When on-call had been told all that there is to say of it; null so far. */
  toldMs: number | null;
}

/**
 * The stops of one account, at random moments, each of another relay.
 * @param beganMs of the simulation, on the clock that the times shall be on
 */
export function stopsOfAccount(options: ScaleOptions, lists: RelayLists, account: number, beganMs: number): Stop[] {
  const { model, intervalMs, stopsFromTick, stopsUntilTick } = options;
  // a seed of its own, as that of the deaths
  const random = seededRandom(partSeed(options, 2 * options.accounts + account));
  const regions = regionsOf(options, account);
  const lengthMs = (stopsUntilTick - stopsFromTick) * intervalMs;
  const count = Math.min(Math.round((lengthMs / MINUTE_MS) * model.stopsAMinute), lists.perRegion);
  const stops = new Map<string, Stop>();
  while (stops.size < count) {
    const region = regions[Math.floor(random() * regions.length)] ?? '';
    const place = Math.floor(random() * lists.perRegion);
    const running = lists.relay(region, place);
    const key = `${region}/${running.taskId}`;
    const fromMs = beganMs + stopsFromTick * intervalMs + random() * lengthMs;
    const invalidReason = REASONS[Math.floor(random() * REASONS.length)] ?? null;
    const task: RelayTask = { ...running, status: 'stopped', statusCode: 3, invalidReason };
    const untilMs = fromMs + draw(model.stopLasts, random);
    if (!stops.has(key)) stops.set(key, { region, place, key, task, fromMs, untilMs, toldMs: null });
  }
  return [...stops.values()];
}

/** What of a region is stopped at a time, by place. */
export function stoppedAt(stops: readonly Stop[], region: string, nowMs: number): Map<number, RelayTask> {
  const now = stops.filter((one) => one.region === region && one.fromMs <= nowMs && nowMs < one.untilMs);
  return new Map(now.map(({ place, task }) => [place, task]));
}
