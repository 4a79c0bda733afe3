import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const HOSTS = 200;
const PUSH_HOSTS = 20;

/**
 * The relays of any account while they run: accounts share nothing, so the same list serves each of them, and a thousand fit
 * where one does. What an account has stopped is laid over it.
 */
export class RelayLists {
  readonly perRegion: number;
  readonly #lists: ReadonlyMap<string, readonly RelayTask[]>;

  constructor(regions: readonly string[], perRegion: number) {
    this.perRegion = perRegion;
    this.#lists = new Map(regions.map((region, place) => [region, runningRelays(region, place, perRegion)]));
  }

  /** One page. @param stopped those of this region that are, by their place in the list */
  page(region: string, number: number, size: number, stopped: ReadonlyMap<number, RelayTask>): RelayTask[] {
    const from = (number - 1) * size;
    const tasks = this.#listOf(region).slice(from, from + size);
    for (const [place, task] of stopped) if (place >= from && place < from + tasks.length) tasks[place - from] = task;
    return tasks;
  }

  relay(region: string, place: number): RelayTask {
    const task = this.#listOf(region)[place];
    if (!task) throw new RangeError(`${region} has no relay ${place}`);
    return task;
  }

  #listOf(region: string): readonly RelayTask[] {
    const list = this.#lists.get(region);
    if (!list) throw new RangeError(`no list of ${region}`);
    return list;
  }
}

/** The place in its list of the relay with this id. */
export function placeIn(taskId: string): number {
  return Number.parseInt(taskId.slice(taskId.lastIndexOf('-') + 1), 16);
}

function runningRelays(region: string, regionPlace: number, count: number): RelayTask[] {
  return Array.from({ length: count }, (_, place) => {
    const number = place.toString(16).padStart(12, '0');
    return aTask({
      region,
      taskId: `5ca1e000-000${regionPlace}-4000-8000-${number}`,
      name: `relay-${regionPlace}-${place}`,
      sources: [{ origin: `rtmp://source-${place % HOSTS}.example.com` }],
      destination: { origin: `rtmp://push-${place % PUSH_HOSTS}.example.com` },
      destinationKey: `${regionPlace}${number}000`,
    });
  });
}
