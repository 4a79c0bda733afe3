import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import type { SweepSettings } from '../../../lib/sweep/sweep-run.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

/** An account of 40 pages in each region, of which a sweep reads ten: with one region, a lap takes somewhat more than four. */
export function aLargeWorld(settings: Partial<SweepSettings> = {}): World {
  const world = new World(
    { pager: 120 },
    { qps: 10, pageSize: 10, rolling: { longestLapSeconds: 900 }, regions: ['cn-shanghai'], ...settings },
  );
  for (const region of world.settings.regions)
    for (let n = 0; n < 400; n++) world.add(`${region}-${n}`, { region, destinationKey: `${region} ${n}` });
  world.time = { readingMs: 1_400 };
  world.takes = (doing) => (doing === 'list' ? 100 : 0);
  return world;
}

/** Sweeps once a minute; `null` is one that died. */
export async function sweeps(world: World, count: number): Promise<(SweepSummary | null)[]> {
  const summaries: (SweepSummary | null)[] = [];
  for (let n = 0; n < count; n++) summaries.push(await world.sweepAfter(60));
  return summaries;
}

/** What on-call has heard. */
export const told = ({ heard }: World) =>
  heard.map(({ notification: { kind, scope, affected } }) => `${kind} ${scope.by} ${affected}`);
