import { setTimeout as sleep } from 'node:timers/promises';
import { startLiveStandIn } from '../stand-ins/live/server.ts';
import { seededRandom } from '../stand-ins/simulation/seeded-random.ts';
import { functions } from './callback-functions.ts';
import { DELAY_HEAD, delayRow, percentileOf } from './support/delays.ts';
import { atMost, figure } from './support/figure.ts';
import { markdownTable, progress, result } from './support/table.ts';
import { CALLBACK_TOKEN, freePort, nextEvent, startWatch } from './support/watch-process.ts';
import { startWebhookClock } from './support/webhook-clock.ts';

/*
 * How soon on-call hears of a stop and of its end when Live calls back: `relaywatch watch --callbacks` as a process, the
 * stand-in of Live with 70 ms round trips and 10 calls a second, and a local webhook. Each stop has a source and a
 * destination of its own, and begins at any time between two sweeps or within one.
 *
 *   npm run bench:callback [-- delay | functions | lost | flood | floods | storm]
 */

const REGIONS = ['cn-shanghai', 'cn-beijing'];
const RELAYS = 2_400;
const LATENCY = { rttMs: 70, jitterMs: 2 };
const INTERVAL_SECONDS = 60;
/** Of this host's relays so many stop in the storm. */
const DYING = 'source-dying.example.com';
const STOPPED = 10_000;
const FORGED = 10_000;
const MINUTES = 6;

interface Run {
  readonly live: Awaited<ReturnType<typeof startLiveStandIn>>;
  readonly webhook: Awaited<ReturnType<typeof startWebhookClock>>;
  readonly watch: Awaited<ReturnType<typeof startWatch>>;
  readonly url: string;
}

/** Starts everything, and waits for the first sweep. */
async function withRun<T>(
  { lost = 0, tasks = RELAYS, intervalSeconds = INTERVAL_SECONDS, atOnce = 10, healthy = false, ofOneHost = 0 },
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/callback/${CALLBACK_TOKEN}`;
  const callbacks = { url, lost, atOnce };
  const live = await startLiveStandIn({ tasks, regions: REGIONS, seed: 7, latency: LATENCY, callbacks });
  // no relay shares a host with another, so that each stop is a cause of its own
  for (const { slot, definition } of [...live.fleet.tasks()]) {
    const sourceUrls = [`rtmp://source-${slot}.example.com/live/stream`];
    live.fleet.update(slot, { ...definition, sourceUrls, dstUrl: `rtmp://push-${slot}.example.com/live/stream` });
  }
  if (healthy) healAll(live);
  for (const { slot, definition } of runningSlots({ live }).slice(0, ofOneHost)) {
    live.fleet.update(slot, { ...definition, sourceUrls: [`rtmp://${DYING}/live/stream`] });
  }
  const webhook = await startWebhookClock();
  const sections = {
    live: { endpoint: live.url, regions: REGIONS, qps: 10 },
    alerts: [{ type: 'webhook', url: webhook.url }],
  };
  const watch = await startWatch(sections, port, intervalSeconds);
  try {
    await nextEvent(watch, 'sweep_finished');
    return await work({ live, webhook, watch, url });
  } finally {
    await watch.stop();
    await Promise.all([live.close(), webhook.close()]);
  }
}

/** Relays with an incident are asked for all the time, which is not what is measured everywhere. */
function healAll(live: Run['live']): void {
  live.fleet.restartStopped();
  for (const { slot, state } of [...live.fleet.tasks()]) {
    if (state.kind === 'recovering') live.fleet.healSource(`source-${slot}.example.com`);
  }
}

/** Those that run, will for another hour, and have a source that can fail: files have none. */
const runningSlots = ({ live }: Pick<Run, 'live'>) =>
  [...live.fleet.tasks()]
    .filter(({ state: { kind }, definition: { endMs } }) => kind === 'running' && endMs > Date.now() + 3_600_000)
    .filter(({ definition: { sourceType } }) => sourceType === 'live')
    .map(({ slot, taskId, definition }) => ({ slot, taskId, definition }));

/** When a message of this kind about this relay's source came; waits for it. */
function heardAt({ webhook }: Run, kind: string, slot: number, mostMs: number): Promise<number | null> {
  return webhook.heardAt(kind, `from source-${slot}.example.com `, mostMs);
}

interface Delays {
  readonly stops: readonly (number | null)[];
  readonly ends: readonly (number | null)[];
}

/**
 * Stops relays one after another, each at a time of its own, and restarts it once it was told. Two at once would be one
 * cause, and one message.
 */
async function delaysOf(run: Run, count: number, mostMs: number): Promise<Delays> {
  const random = seededRandom(11);
  const stops: (number | null)[] = [];
  const ends: (number | null)[] = [];
  for (const { slot } of runningSlots(run).slice(0, count)) {
    await sleep(random() * 1_000);
    const stoppedMs = performance.now();
    run.live.fleet.failSource(`source-${slot}.example.com`, { count: 1, immediate: true });
    const toldMs = await heardAt(run, 'open', slot, mostMs);
    await sleep(random() * 1_000);
    const restartedMs = performance.now();
    run.live.fleet.restart(slot);
    const endedMs = toldMs === null ? null : await heardAt(run, 'resolved', slot, mostMs);
    stops.push(toldMs === null ? null : toldMs - stoppedMs);
    ends.push(endedMs === null ? null : endedMs - restartedMs);
    if (stops.length % 20 === 0) progress(`${stops.length} of ${count}`);
  }
  return { stops, ends };
}

async function delay(): Promise<void> {
  progress('200 stops, one after another');
  const { stops, ends } = await withRun({}, (run) => delaysOf(run, 200, 90_000));
  figure(atMost('stop → message, callbacks, median of 200', percentileOf(stops, 0.5) / 1_000, 1, ' s'));
  figure(atMost('stop → message, callbacks, 99th percentile', percentileOf(stops, 0.99) / 1_000, 2, ' s'));
  figure(atMost('end → message, callbacks, 99th percentile', percentileOf(ends, 0.99) / 1_000, 3, ' s'));
  result(
    markdownTable(DELAY_HEAD, [
      delayRow('stop → message accepted', stops, 'p50 ≤ 1 s, p99 ≤ 2 s'),
      delayRow('end → message accepted', ends, 'p99 ≤ 3 s'),
    ]),
  );
}

async function lost(): Promise<void> {
  progress('50 stops, 30 % of all callbacks lost, a sweep every 20 s');
  const { stops } = await withRun({ lost: 0.3, intervalSeconds: 20 }, (run) => delaysOf(run, 50, 60_000));
  const slow = stops.filter((ms) => ms !== null && ms > 2_000).length;
  result(
    markdownTable(DELAY_HEAD, [
      delayRow('stop → message accepted, 30 % lost', stops, 'all by the next sweep, 20 s + its 4 s'),
    ]),
  );
  result(`${slow} of them were told by a sweep`);
}

const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.status);

/** Made-up callbacks, ten at a time, at an even pace. @returns how many were accepted, and the slowest ten */
async function forge(url: string, count: number, overMs: number, first = 0) {
  const beganMs = performance.now();
  let [accepted, worstMs] = [0, 0];
  for (let at = 0; at < count; at += 10) {
    const askedMs = performance.now();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, (_, n) => {
        const TaskId = `made-up-${first + at + n}`;
        return post(url, { Event: 'LivePullToPushRunning', TaskId, TaskStatus: 3, EventTime: at });
      }),
    );
    worstMs = Math.max(worstMs, performance.now() - askedMs);
    accepted += statuses.filter((status) => status === 200).length;
    await sleep(Math.max(0, beganMs + ((at + 10) / count) * overMs - performance.now()));
  }
  return { accepted, worstMs, seconds: (performance.now() - beganMs) / 1_000 };
}

async function flood(): Promise<void> {
  progress('10,000 made-up callbacks in 60 s, with a true one after 30 s');
  await withRun({ intervalSeconds: 300, healthy: true }, async (run) => {
    // Live does not know the made-up ones; relays with an incident are asked for in any case
    const asked = () => run.live.stats().operations.DescribeLivePullToPush ?? { calls: 0, refused: 0 };
    const before = { ...asked(), heard: run.webhook.heard.length };
    const [one] = runningSlots(run);
    if (!one) throw new Error('no relay runs');
    const truth = sleep(30_000).then(async () => {
      const stoppedMs = performance.now();
      run.live.fleet.failSource(`source-${one.slot}.example.com`, { count: 1, immediate: true });
      const toldMs = await heardAt(run, 'open', one.slot, 60_000);
      run.live.fleet.restart(one.slot);
      return toldMs === null ? null : toldMs - stoppedMs;
    });
    const { accepted, worstMs, seconds } = await forge(run.url, FORGED, 60_000);
    const told = await truth;
    const opened = run.webhook.heard.slice(before.heard).filter(({ kind }) => kind === 'open');
    const { calls, refused } = asked();
    const made = refused - before.refused;
    const rows = [
      [
        'accepted',
        `${accepted} in ${seconds.toFixed(0)} s, the slowest ten at once in ${worstMs.toFixed(0)} ms`,
        'each within 1 s',
      ],
      [
        'messages beside that of the true stop',
        `${opened.filter(({ body }) => !body.includes(one.taskId)).length}`,
        '0',
      ],
      ['the true stop told after', told === null ? 'never' : `${(told / 1_000).toFixed(2)} s`, '≤ 3 s'],
      ['calls by id, about made-up relays', `${made}`, '≤ 60'],
      ['calls by id, about the true one', `${calls - before.calls - made}`, ''],
    ];
    result(markdownTable(['what', 'measured', 'aim'], rows));
  });
}

/** Whether memory grows from one flood to the next. */
async function floods(): Promise<void> {
  progress(`${MINUTES} minutes with 10,000 made-up callbacks in each`);
  await withRun({ intervalSeconds: 60, healthy: true }, async (run) => {
    const rows = [['before', `${(await run.watch.rssMb()).toFixed(0)} MB`, '', '']];
    for (let minute = 1; minute <= MINUTES; minute++) {
      const calls = run.live.stats().operations.DescribeLivePullToPush?.refused ?? 0;
      await forge(run.url, FORGED, 60_000, minute * FORGED);
      const after = run.live.stats().operations.DescribeLivePullToPush?.refused ?? 0;
      const opened = run.webhook.heard.filter(({ body }) => body.includes('made-up')).length;
      rows.push([`minute ${minute}`, `${(await run.watch.rssMb()).toFixed(0)} MB`, `${after - calls}`, `${opened}`]);
      progress(rows.at(-1)?.join(', ') ?? '');
    }
    result(
      markdownTable(['10,000 made-up callbacks', 'memory', 'calls about them', 'messages about them so far'], rows),
    );
  });
}

const factsOf = (body: string) =>
  (JSON.parse(body) as { readonly data: { readonly affected: number; readonly dedupKey: string } }).data;

async function storm(): Promise<void> {
  progress('10,000 of 20,000 relays stop within 5 s, since their source host dies');
  await withRun({ tasks: 20_000, atOnce: 200, intervalSeconds: 300, ofOneHost: STOPPED }, async (run) => {
    const before = run.webhook.heard.length;
    const describes = run.live.stats().operations.DescribeLivePullToPush?.calls ?? 0;
    const beganMs = performance.now();
    const seconds = (atMs: number) => `${((atMs - beganMs) / 1_000).toFixed(1)} s`;
    for (let round = 0; round < 50; round += 1) {
      run.live.fleet.failSource(DYING, { count: STOPPED / 50, immediate: true });
      await sleep(Math.max(0, beganMs + (round + 1) * 100 - performance.now()));
    }
    const answers = () => run.live.stats().callbacks?.sent ?? 0;
    while (answers() < STOPPED && performance.now() - beganMs < 60_000) await sleep(50);
    const answeredMs = performance.now();
    await sleep(Math.max(0, beganMs + 90_000 - performance.now()));
    const heard = run.webhook.heard.slice(before);
    const { sent = 0, retried = 0, givenUp = 0 } = run.live.stats().callbacks ?? {};
    const told = heard.map(
      ({ kind, atMs, body }) => `${kind} (${factsOf(body).affected} relays) after ${seconds(atMs)}`,
    );
    const rows = [
      [
        'callbacks answered, retried, given up',
        `${sent}, ${retried}, ${givenUp}; the last after ${seconds(answeredMs)}`,
      ],
      ['messages', told.join(', '), 'one page'],
      ['causes', `${new Set(heard.map(({ body }) => factsOf(body).dedupKey)).size}`, '1'],
      ['calls by id', `${(run.live.stats().operations.DescribeLivePullToPush?.calls ?? 0) - describes}`],
      ['memory', `${(await run.watch.rssMb()).toFixed(0)} MB`],
    ];
    result(
      markdownTable(
        ['what', 'measured', 'aim'],
        rows.map(([what = '', measured = '', aim = '']) => [what, measured, aim]),
      ),
    );
  });
}

const PARTS = { delay, functions, lost, flood, floods, storm };
const asked = process.argv[2];
for (const [name, part] of Object.entries(PARTS)) if (asked === undefined || asked === name) await part();
