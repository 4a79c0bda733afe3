import { sent } from '../functions/status/replies.ts';
import { answer } from '../functions/status/site.ts';
import type { Site } from '../functions/status/site-parts.ts';
import type { StatusDocument } from '../lib/status/document.ts';
import { seededRandom } from '../stand-ins/simulation/seeded-random.ts';
import { World } from '../stand-ins/simulation/world.ts';
import { BROWSER } from '../tests/components/status-browser.ts';
import { type Looked, lookedAt } from './page/in-chromium.ts';
import { START, STOPS, siteOf, stormyWorld } from './page/storm.ts';
import { atMost, figure } from './support/figure.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * What the status page costs with 10,000 open incidents among 100,000 relays: the function, and a reader in headless Chromium. And how
 * large the journal becomes in a day of a flapping fleet.
 */

const ROUNDS = 7;
const AIM = { ms: 1_000, apiKb: 300, loadedKb: 150, journalMb: 2, refreshMs: 50, slowFrames: 0.02 };
const SWEEPS_A_DAY = 1_440;
const QUIET_RELAYS = 200;

interface Asked {
  /** The slowest of all rounds: the first one pays for compiling, as after a cold start. */
  readonly ms: number;
  readonly packedKb: number;
}

async function ask(address: string, site: Site): Promise<Asked> {
  const [path = '', query] = address.split('?');
  const request = {
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    headers: { 'accept-encoding': 'gzip' },
  };
  const asked: Asked[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    const { statusCode, body } = sent(await answer(request, site), request);
    if (statusCode !== 200) throw new Error(`${address} was answered with ${statusCode}`);
    asked.push({ ms: performance.now() - startedMs, packedKb: body.length / 1_000 });
  }
  return asked.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
}

interface Storm {
  readonly name: string;
  readonly site: Site;
  /** The largest cause. */
  readonly key: string;
}

async function stormOf(name: string, hosts: number): Promise<Storm> {
  const site = await siteOf(await stormyWorld(hosts));
  if (site.assets.size === 0) throw new Error('the page is not built: run npm run build');
  const request = { method: 'GET', path: '/api/v1/status', query: new URLSearchParams(), headers: {} };
  const { open, causes } = JSON.parse(String((await answer(request, site)).body)) as StatusDocument;
  return { name: `${name}: ${open.relays} open, ${open.causes} causes`, site, key: causes[0]?.key ?? '' };
}

async function answerRows({ name, site, key }: Storm): Promise<string[][]> {
  const json = [
    'status',
    `status?cause=${key}`,
    'history?period=7d',
    'reliability?period=30d',
    `explain?cause=${key}`,
  ].map((path) => `/api/v1/${path}`);
  const rows: string[][] = [];
  for (const path of ['/', ...json]) {
    const { ms, packedKb } = await ask(path, site);
    verdict(`${name}, ${path}`, ms <= AIM.ms && packedKb <= AIM.apiKb);
    rows.push([name, `\`${path.replace(key, '…')}\``, ms.toFixed(0), packedKb.toFixed(0)]);
  }
  return rows;
}

async function readerRows({ name, site, key }: Storm): Promise<string[][]> {
  const pages = { 'open causes': '/', 'one cause': `/cause/${key}`, 'seven days': '/history?period=7d' };
  const looked = await lookedAt(site, Object.values(pages));
  return Object.keys(pages).map((page, n) => readerRow(`${name}: ${page}`, looked[n]));
}

function readerRow(name: string, looked: Looked | undefined): string[] {
  if (looked === undefined) throw new Error(`nobody has looked at ${name}`);
  const { loadedKb, frames, slowFrames, refreshMs } = looked;
  const paintsMs = looked.firstPaintsMs.toSorted((a, b) => a - b);
  const [least = 0, middle = 0, most = 0] = [0, paintsMs.length >> 1, paintsMs.length - 1].map((n) => paintsMs[n]);
  const isSmooth = slowFrames <= Math.ceil(AIM.slowFrames * frames) && refreshMs <= AIM.refreshMs;
  figure(atMost(`page, ${name}: first paint, the slowest`, most, AIM.ms, ' ms', 0));
  figure(atMost(`page, ${name}: loaded`, loadedKb, AIM.loadedKb, ' kB', 0));
  verdict(`${name}, read`, most <= AIM.ms && loadedKb <= AIM.loadedKb && isSmooth);
  const paints = [least, middle, most].map((ms) => ms.toFixed(0));
  return [name, paints.join(', '), loadedKb.toFixed(0), `${slowFrames} of ${frames}`, refreshMs.toFixed(0)];
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
  figure(atMost(`journal a day, ${flapping} flapping relays`, bytes / 1_000_000, AIM.journalMb, ' MB'));
  verdict(`${flapping} flapping relays`, bytes <= AIM.journalMb * 1_000_000);
  return [`${flapping}`, (bytes / 1_000_000).toFixed(2), `${entries}`, `${leftOut}`];
}

function verdict(name: string, met: boolean): void {
  progress(`${name}: ${met ? 'meets' : 'misses'} the aim`);
  if (!met) process.exitCode = 1;
}

if (!BROWSER.installed) throw new Error(BROWSER.howToInstall);
const storms = [await stormOf('100 hosts', 100), await stormOf('a host and a reason a relay', STOPS)];
const answers: string[][] = [];
const readers: string[][] = [];
for (const storm of storms) {
  answers.push(...(await answerRows(storm)));
  readers.push(...(await readerRows(storm)));
}
result(markdownTable(['10,000 of 100,000 stop', 'answer', 'ms', 'kB'], answers));
const readerHead = ['page', 'first paint, ms: least, median, most', 'loaded, kB', 'slow frames', 'refresh, ms'];
result(markdownTable(readerHead, readers));
const days = [await journalRow(50), await journalRow(300)];
result(markdownTable(['flapping relays', 'journal a day, MB', 'entries', 'left out'], days));
