import { join } from 'node:path';
import { readAssets } from '../../functions/status/assets.ts';
import type { Site } from '../../functions/status/site-parts.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import { World } from '../../stand-ins/simulation/world.ts';

const RELAYS = 100_000;
/** How many of them stop. */
export const STOPS = 10_000;
/** When the days of the worlds begin. */
export const START = '2026-03-01T00:00:00.000Z';

/** @param hosts how many hosts and reasons the stopped relays share */
export async function stormyWorld(hosts: number): Promise<World> {
  const world = new World({ pager: 120, chat: 20 }, { pageSize: 10_000 }, START); // large pages: reading is not measured
  for (let n = 0; n < RELAYS; n += 1) {
    world.add(`relay-${n}`, {
      region: n % 2 === 0 ? 'cn-shanghai' : 'cn-beijing',
      sources: [{ origin: `rtmp://source-${n % hosts}.example.com` }],
      destination: { origin: `rtmp://push-${n % hosts}.example.com` },
      destinationKey: `relay-${n}`,
    });
  }
  await world.sweep();
  for (let n = 0; n < STOPS; n += 1) {
    world.set(`relay-${n}`, 'stopped', hosts < STOPS ? 'PullStreamFailed' : `Reason${n}`);
  }
  for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
  return world;
}

export async function siteOf({ store, journal, clock, budgets }: World): Promise<Site> {
  return {
    access: 'open',
    language: 'en',
    assets: await readAssets(join(import.meta.dirname, '../../dist/status/assets')),
    clock,
    journal,
    rules: { policy: DEFAULT_POLICY, windows: [] },
    journalDays: 30,
    settings: {
      windows: [],
      channels: Object.keys(budgets),
      acknowledgedApart: [],
      qps: 10,
      pageSize: 100,
      intervalSeconds: 60,
    },
    known: async () => knownOf(usableOf((await store.load()).snapshot)),
    onFailure: (error) => {
      throw error;
    },
  };
}
