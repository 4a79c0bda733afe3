import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readAssets } from '../functions/status/assets.ts';
import { sent } from '../functions/status/replies.ts';
import { answer } from '../functions/status/site.ts';
import type { Site } from '../functions/status/site-parts.ts';
import { DEFAULT_POLICY } from '../lib/monitor/policy.ts';
import { usableOf } from '../lib/state/snapshot.ts';
import { knownOf } from '../lib/status/known.ts';
import { seededRandom } from '../stand-ins/simulation/seeded-random.ts';
import { World } from '../stand-ins/simulation/world.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * What the status page costs with 10,000 open incidents among 100,000 relays, and how large the journal becomes in a day
 * of a flapping fleet.
 */

const RELAYS = 100_000;
const STOPS = 10_000;
const ROUNDS = 7;
const AIM = { ms: 1_000, apiKb: 300, loadedKb: 150, journalMb: 2 };
const START = '2026-03-01T00:00:00.000Z';
const SWEEPS_A_DAY = 1_440;
const QUIET_RELAYS = 200;

/** @param hosts how many hosts and reasons the stopped relays share */
async function stormyWorld(hosts: number): Promise<World> {
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

async function siteOf({ store, journal, clock, budgets }: World): Promise<Site> {
  return {
    access: 'open',
    language: 'en',
    assets: await readAssets(join(import.meta.dirname, '../dist/status/assets')),
    clock,
    journal,
    rules: { policy: DEFAULT_POLICY, windows: [] },
    journalDays: 30,
    settings: { windows: [], channels: Object.keys(budgets), acknowledgedApart: [], qps: 10, intervalSeconds: 60 },
    known: async () => knownOf(usableOf((await store.load()).snapshot)),
    onFailure: (error) => {
      throw error;
    },
  };
}

interface Asked {
  /** The slowest of all rounds: the first one pays for compiling, as after a cold start. */
  readonly ms: number;
  readonly packedKb: number;
}

async function ask(path: string, site: Site): Promise<Asked> {
  const request = { method: 'GET', path, query: new URLSearchParams(), headers: { 'accept-encoding': 'gzip' } };
  const asked: Asked[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    const { statusCode, body } = sent(await answer(request, site), request);
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
    asked.push({ ms: performance.now() - startedMs, packedKb: body.length / 1_000 });
  }
  return asked.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
}

async function pageRow(name: string, hosts: number): Promise<string[]> {
  const world = await stormyWorld(hosts);
  const site = await siteOf(world);
  if (site.assets.size === 0) throw new Error('the page is not built: run npm run build');
  const page = await ask('/', site);
  const api = await ask('/api/v1/status', site);
  const { open } = await openIn(site);
  const assetsKb = [...site.assets.values()].reduce((sum, file) => sum + gzipSync(file).length, 0) / 1_000;
  const loadedKb = page.packedKb + assetsKb;
  verdict(name, page.ms <= AIM.ms && api.packedKb <= AIM.apiKb && loadedKb <= AIM.loadedKb);
  const figures = [page.ms, page.packedKb, assetsKb, loadedKb, api.ms, api.packedKb];
  return [name, `${open.relays}`, `${open.causes}`, ...figures.map((figure) => figure.toFixed(0))];
}

async function openIn(site: Site): Promise<{ open: { relays: number; causes: number } }> {
  const request = { method: 'GET', path: '/api/v1/status', query: new URLSearchParams(), headers: {} };
  return JSON.parse(String((await answer(request, site)).body));
}

/** @param flapping relays that stop and come back all day, each on its own */
async function journalRow(flapping: number): Promise<string[]> {
  const world = new World({ pager: 120, chat: 20 }, {}, START);
  const random = seededRandom(7);
  for (let n = 0; n < flapping + QUIET_RELAYS; n += 1) {
    world.add(`relay-${n}`, {
      destinationKey: `relay-${n}`,
      sources: [{ origin: `rtmp://source-${n % 20}.example.com` }],
    });
  }
  for (let sweep = 0; sweep < SWEEPS_A_DAY; sweep += 1) {
    for (let n = 0; n < flapping; n += 1) {
      const dice = random();
      if (dice < 0.1) world.set(`relay-${n}`, 'stopped', 'PullStreamFailed');
      else if (dice < 0.4) world.set(`relay-${n}`, 'running');
    }
    await world.sweepAfter(60);
  }
  let bytes = 0;
  let entries = 0;
  let leftOut = 0;
  for (const entry of await world.noted()) {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (entry.kind === 'left-out') leftOut += entry.count;
    else entries += 1;
  }
  verdict(`${flapping} flapping relays`, bytes <= AIM.journalMb * 1_000_000);
  return [`${flapping}`, (bytes / 1_000_000).toFixed(2), `${entries}`, `${leftOut}`];
}

function verdict(name: string, met: boolean): void {
  progress(`${name}: ${met ? 'meets' : 'misses'} the aim`);
  if (!met) process.exitCode = 1;
}

const pages = [await pageRow('100 source hosts', 100), await pageRow('a host and a reason a relay', STOPS)];
const pageHead = ['10,000 of 100,000 stop', 'open', 'causes', 'HTML, ms', 'HTML, kB', 'script and style, kB'];
result(markdownTable([...pageHead, 'loaded, kB', 'JSON, ms', 'JSON, kB'], pages));
const days = [await journalRow(50), await journalRow(300)];
result(markdownTable(['flapping relays', 'journal a day, MB', 'entries', 'left out'], days));
