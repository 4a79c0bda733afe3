import type { Fleet } from '../../stand-ins/live/fleet.ts';
import type { Task } from '../../stand-ins/live/task.ts';
import { DESTINATIONS, SOURCES } from './schedule.ts';

export const REGIONS = ['cn-shanghai', 'cn-beijing'] as const;
/** Stands in every URL of a relay, where a stream key would. */
export const STREAM_KEY = 'canaryStreamKey4711';
const RELAYS = 90;
const MONTH_MS = 30 * 86_400_000;

/** Fills a fleet with relays that run for a month. */
export function populate(fleet: Fleet, nowMs: number): void {
  for (let at = 0; at < RELAYS; at += 1) create(fleet, at, nowMs);
}

function create(fleet: Fleet, at: number, nowMs: number): void {
  const startMs = Math.floor(nowMs / 1_000) * 1_000 - 3_600_000;
  const { slot } = fleet.create(REGIONS[at % 2] ?? REGIONS[0], {
    name: `studio-${at}`,
    startMs,
    endMs: startMs + MONTH_MS,
    retryCount: 3,
    retryIntervalSeconds: 60,
    sourceType: 'live',
    sourceProtocol: 'rtmp',
    sourceUrls: [`rtmp://source-${at % SOURCES}.example.com/live/in-${at}?key=${STREAM_KEY}`],
    dstUrl: `rtmp://push-${at % DESTINATIONS}.example.com/live/${STREAM_KEY}-${at}`,
    callbackUrl: undefined,
    repeatNumber: 0,
    fileIndex: 0,
    offset: 0,
    authKey: STREAM_KEY,
    reqAuth: undefined,
    notifyItemSwitch: undefined,
  });
  fleet.restart(slot);
}

/** Some relays are deleted, and as many are made. */
export function churn(fleet: Fleet, count: number, seed: number, nowMs: number): void {
  const slots = [...fleet.slots()];
  for (let done = 0; done < count; done += 1) {
    const slot = slots.splice((seed + done * 7) % slots.length, 1)[0];
    if (slot !== undefined) fleet.remove(slot);
    create(fleet, 1_000 + ((seed + done) % 100_000), nowMs);
  }
}

export function healEverything(fleet: Fleet): void {
  for (let host = 0; host < SOURCES; host += 1) fleet.healSource(`source-${host}.example.com`);
  for (let host = 0; host < DESTINATIONS; host += 1) fleet.healDestination(`push-${host}.example.com`);
  fleet.restartStopped();
}

/** Stopped, and not by a user as far as the list says. A stop without a reason may be a user's. */
function isUnintended({ state }: Task): boolean {
  return state.kind === 'stopped' && state.reason !== undefined && state.reason !== 'TriggerByUser';
}

/** What really happened to each relay, by the service itself. */
export class Truth {
  readonly #lastWellMs = new Map<string, number>();
  readonly #everUnwell = new Set<string>();
  #down = new Set<string>();

  /** Looks at every relay, after whatever may have changed one. */
  observe(fleet: Fleet, nowMs: number): void {
    const down = new Set<string>();
    for (const task of fleet.tasks()) {
      if (task.state.kind !== 'running') this.#everUnwell.add(task.taskId);
      if (isUnintended(task)) down.add(task.taskId);
      else this.#lastWellMs.set(task.taskId, nowMs);
    }
    // what is gone is not down any more
    for (const taskId of this.#down) if (!down.has(taskId)) this.#lastWellMs.set(taskId, nowMs);
    this.#down = down;
  }

  /** Relays that are down now and that no user stopped. */
  get down(): ReadonlySet<string> {
    return this.#down;
  }

  /** Whether a relay has been down without a pause since then. */
  isDownSince(taskId: string, sinceMs: number): boolean {
    return this.#down.has(taskId) && (this.#lastWellMs.get(taskId) ?? 0) < sinceMs;
  }

  wasEverUnwell(taskId: string): boolean {
    return this.#everUnwell.has(taskId);
  }
}
