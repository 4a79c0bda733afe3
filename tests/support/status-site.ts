import type { Site, Writing } from '../../functions/status/site-parts.ts';
import { changeByHand } from '../../lib/state/change-by-hand.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import type { StatusSettings } from '../../lib/status/settings.ts';
import type { World } from '../../stand-ins/simulation/world.ts';

/** What the page has to know of the configuration of a world. */
export function settingsOf({ settings, budgets }: World): StatusSettings {
  return {
    windows: settings.maintenance,
    channels: Object.keys(budgets),
    acknowledgedApart: [],
    qps: 10,
    pageSize: settings.pageSize,
    intervalSeconds: 60,
  };
}

/** Lets the pages of a world change its state, as `status.allowWrites` does. */
export function writingOn({ store, journal, clock, settings: { leaseSeconds = 120 } }: World): Writing {
  const place = { store, journal, clock, leaseSeconds, patienceMs: 15_000 };
  return { change: (change) => changeByHand(place, change), ownUrl: undefined };
}

/** The status pages of a world, as it is when they are asked for. */
export function siteOf(world: World, parts: Partial<Site> = {}): Site {
  return {
    access: 'open',
    language: 'en',
    assets: new Map(),
    clock: world.clock,
    journal: world.journal,
    journalDays: 30,
    get settings() {
      return settingsOf(world);
    },
    get rules() {
      return { policy: world.settings.policy, windows: world.settings.maintenance };
    },
    known: async () => knownOf(usableOf((await world.store.load()).snapshot)),
    onFailure: (error) => {
      throw error;
    },
    ...parts,
  };
}

/** A relay's name that means harm, in four ways. */
export const HOSTILE_NAMES = [
  '火星🚀"<script>alert(1)</script>',
  '\u202egnp.exe\u202c',
  'مرحبا بالعالم',
  `long-${'x'.repeat(10_000)}`,
  '</script><img src=x onerror=alert(1)>',
] as const;

/** An outage on call would see: a dead source, a push fault, something muted, and relays with hostile names. */
export function breakSomething(world: World): void {
  for (let n = 1; n <= 62; n += 1) world.set(`studio-${n}`, 'stopped', 'PullStreamFailed');
  world.set('event-3', 'stopped', 'PushStreamFailed');
  for (const n of HOSTILE_NAMES.keys()) world.set(`hostile-${n}`, 'recovering', 'RetryTimesOffline');
}

/** Relays of two regions, all well. */
export function populate(world: World): void {
  for (let n = 1; n <= 62; n += 1) {
    const region = n % 3 === 0 ? 'cn-beijing' : 'cn-shanghai';
    world.add(`studio-${n}`, {
      region,
      destinationKey: `studio-${n}`,
      sources: [{ origin: 'rtmp://source-3.example.com' }],
    });
  }
  for (let n = 1; n <= 120; n += 1)
    world.add(`event-${n}`, {
      region: 'cn-beijing',
      destinationKey: `event-${n}`,
      destination: { origin: `rtmps://push-${n % 4}.example.com:443` },
    });
  for (const [n, name] of HOSTILE_NAMES.entries())
    world.add(`hostile-${n}`, { name, region: 'cn-shanghai', destinationKey: `hostile-${n}` });
}
