import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { startWebhookClock } from '../../support/webhook-clock.ts';
import type { AccountOutcome } from '../account-outcome.ts';
import { REGIONS } from '../model.ts';
import { accountNames, type ScaleOptions } from '../options.ts';
import { RelayLists } from '../relays.ts';
import { stopsOfAccount } from '../stops.ts';
import { Instance } from './instance.ts';
import { RealAccount } from './real-account.ts';
import { measuredTrips } from './round-trip.ts';

/** What became of the accounts in the real run, and what the simulation has to know of it. */
export interface RealRun {
  readonly outcomes: readonly AccountOutcome[];
  /** Round trips, as they were measured meanwhile. Milliseconds. */
  readonly trips: readonly number[];
}

/** The engine's queue: so much later begins each account than the one before, and not all on one machine at once. */
const QUEUE_MS = 300;
/** Before the first tick, everything that listens has to. */
const LEAD_MS = 1_000;

/**
 * The function as it is built, with its dispatcher, for some accounts on stand-ins over real HTTP, in real time: a process for
 * each instance, an engine that takes asynchronous invocations, and the stops and deaths of the simulation.
 */
export async function realRun(options: ScaleOptions, onTick: (tick: number) => void): Promise<RealRun> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-scale-'));
  await Instance.prepare(folder);
  const webhook = await startWebhookClock();
  const [beganAt, beganMs] = [Date.now() + LEAD_MS, performance.now() + LEAD_MS];
  const nowMs = () => performance.now() - beganMs;
  let tick = 0;
  const engine = await startFaultyServer(({ body }) => {
    const { account } = JSON.parse(body.toString()) as { readonly account: string };
    const place = accounts.findIndex(({ name }) => name === account);
    setTimeout(() => accounts[place]?.take(body.toString(), tick), place * QUEUE_MS);
    return { status: 202 };
  });
  const env = {
    TMPDIR: folder,
    RELAYWATCH_CONFIG: join(folder, 'relaywatch.json'),
    RELAYWATCH_SWEEP_FUNCTION: 'relaywatch.live',
    RELAYWATCH_SWEEP_ENDPOINT: engine.url,
    SECRET: STAND_IN_KEYS.accessKeySecret,
  };
  const around = { options, folder, nowMs, beganAt, newInstance: () => new Instance(folder, env) };
  const lists = new RelayLists(REGIONS, Math.round(options.relays / options.regionsEach));
  const accounts = await Promise.all(
    accountNames(options.accounts).map((name, index) =>
      RealAccount.open(name, index, stopsOfAccount(options, lists, index, 0), around),
    ),
  );
  const probed = await startLiveStandIn({ tasks: 1_000, regions: REGIONS.slice(0, 1), latency: options.model.latency });
  await writeFile(env.RELAYWATCH_CONFIG, JSON.stringify(documentOf(options, folder, webhook.url, accounts)));
  const dispatcher = around.newInstance();
  try {
    let isOver = false;
    const until = (ms: number) => sleep(Math.max(0, ms));
    const trips = measuredTrips(probed.url, REGIONS[0], () => isOver);
    const stopping = accounts.map((one) => one.stopRelays(until));
    for (const next of Array.from({ length: options.ticks }).keys()) {
      await until(next * options.intervalMs - nowMs());
      tick = next;
      onTick(tick);
      await dispatched(dispatcher, beganAt + tick * options.intervalMs);
    }
    await until(options.ticks * options.intervalMs - nowMs());
    await Promise.all([...stopping, ...accounts.map((one) => one.settled())]);
    isOver = true;
    return { outcomes: accounts.map((one) => one.outcome()), trips: await trips };
  } finally {
    dispatcher.kill();
    await Promise.all([...accounts, probed, engine, webhook].map((one) => one.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

function dispatched(dispatcher: Instance, dueAt: number): Promise<void> {
  const event = JSON.stringify({ triggerName: 'every-minute', triggerTime: new Date(dueAt).toISOString() });
  return new Promise((resolve, reject) =>
    dispatcher.invoke(event, {
      started: () => {},
      ended: (answer) => {
        if ((answer as { readonly started?: number }).started !== undefined) resolve();
        else reject(new Error(`the dispatcher: ${JSON.stringify(answer)}`));
      },
      died: () => reject(new Error('the dispatcher died')),
    }),
  );
}

function documentOf(
  { intervalMs, leaseSeconds, model }: ScaleOptions,
  folder: string,
  webhook: string,
  accounts: readonly RealAccount[],
) {
  const credentials = { type: 'access-key', accessKeyId: STAND_IN_KEYS.accessKeyId, accessKeySecret: `\${SECRET}` };
  return {
    live: { regions: [...REGIONS], qps: model.qps },
    alerts: [{ type: 'webhook', url: webhook }],
    state: { type: 'file', path: join(folder, 'state') },
    sweep: { intervalSeconds: intervalMs / 1_000, leaseSeconds },
    accounts: accounts.map(({ name, live, regions }) => ({
      name,
      live: { regions, endpoint: live.url, credentials },
    })),
  };
}
