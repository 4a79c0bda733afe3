import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { draw, type Model } from './model.ts';
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

interface Times {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The stops of one account in a time: at random moments, each of another relay. */
export function stopsOf(
  lists: RelayLists,
  regions: readonly string[],
  { fromMs, untilMs }: Times,
  { stopsAMinute, stopLasts }: Pick<Model, 'stopsAMinute' | 'stopLasts'>,
  random: () => number,
): Stop[] {
  const count = Math.round(((untilMs - fromMs) / 60_000) * stopsAMinute);
  const stops = new Map<string, Stop>();
  while (stops.size < Math.min(count, lists.perRegion)) {
    const region = regions[Math.floor(random() * regions.length)] ?? '';
    const place = Math.floor(random() * lists.perRegion);
    const running = lists.relay(region, place);
    const key = `${region}/${running.taskId}`;
    const atMs = fromMs + random() * (untilMs - fromMs);
    const invalidReason = REASONS[Math.floor(random() * REASONS.length)] ?? null;
    const task: RelayTask = { ...running, status: 'stopped', statusCode: 3, invalidReason };
    const times = { fromMs: atMs, untilMs: atMs + draw(stopLasts, random), toldMs: null };
    if (!stops.has(key)) stops.set(key, { region, place, key, task, ...times });
  }
  return [...stops.values()];
}

/** What of a region is stopped at a time, by place. */
export function stoppedAt(stops: readonly Stop[], region: string, nowMs: number): Map<number, RelayTask> {
  const now = stops.filter((one) => one.region === region && one.fromMs <= nowMs && nowMs < one.untilMs);
  return new Map(now.map(({ place, task }) => [place, task]));
}
