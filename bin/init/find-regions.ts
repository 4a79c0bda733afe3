import { liveOf } from '../../lib/assemble/live-clients.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { DEFAULT_RETRY, pacedLive } from '../../lib/live/paced.ts';

/**
 * Regions in which relays were seen to be possible; there may be others, and a person can name them.
 * Source: ApsaraVideo Live API 2016-11-01, DescribeLivePullToPushList, Region.
 */
export const USUAL_REGIONS = ['cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'ap-southeast-1', 'ap-southeast-5'];

export interface FoundRegion {
  readonly region: string;
  readonly relays: number;
}

/** Whether there are keys with which Live can be asked at once. */
export function hasKeys(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env.ALIBABA_CLOUD_ACCESS_KEY_ID && env.ALIBABA_CLOUD_ACCESS_KEY_SECRET);
}

/** Asks Live where there are relays, the most first. A region that does not answer has none, as far as can be seen. */
export async function findRegions(endpoint: string | undefined): Promise<FoundRegion[]> {
  const live = { regions: USUAL_REGIONS, ...(endpoint === undefined ? {} : { endpoint }) };
  const config = parseConfig(JSON.stringify({ live }), process.env, 'the endpoint of Live');
  const surroundings = { clock: systemClock, random: Math.random, log: silentLog };
  const retry = { ...DEFAULT_RETRY, attempts: 1 };
  const paced = pacedLive(liveOf(config, surroundings), { qps: config.live.qps }, { ...surroundings, retry });
  const counts = await Promise.all(
    USUAL_REGIONS.map(async (region) => {
      const page = await paced.listRelayTasks({ region, pageNumber: 1, pageSize: 1 }).catch(() => null);
      return { region, relays: page?.total ?? 0 };
    }),
  );
  return counts.filter(({ relays }) => relays > 0).sort((a, b) => b.relays - a.relays);
}
