import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble } from '../../lib/assemble/assemble.ts';
import { silentLog } from '../../lib/base/log.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { type FaultyServer, startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { FOREIGN_ANSWERS } from '../support/foreign-answers.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

const REGIONS = ['cn-shanghai'];

let live: LiveStandIn;
let pager: FaultyServer;
let chat: FaultyServer;
let folder: string;

beforeEach(async () => {
  live = await startLiveStandIn({ tasks: 300, regions: REGIONS, seed: 3, qps: 0 });
  pager = await startFaultyServer(() => ({ status: 204 }));
  chat = await startFaultyServer(() => ({ status: 204 }));
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-'));
});
afterEach(async () => {
  await Promise.all([live.close(), pager.close(), chat.close(), rm(folder, { recursive: true, force: true })]);
});

/** A sweep as it is `later` seconds from now. */
async function sweepOnce(later = 0) {
  const config = {
    live: { endpoint: live.url, regions: REGIONS, qps: 1_000 },
    alerts: [
      { type: 'webhook', name: 'pager', url: `${pager.url}/hook` },
      { type: 'webhook', name: 'chat', url: `${chat.url}/hook` },
    ],
    heartbeat: { url: `${pager.url}/ping` },
    state: { type: 'file', path: folder },
  };
  const clock: Clock = { ...systemClock, nowUtc: () => systemClock.nowUtc().plus({ seconds: later }) };
  const surroundings = { clock, random: seededRandom(1), log: silentLog, write: () => undefined };
  const { settings, deps } = assemble(parseConfig(JSON.stringify(config), {}, 'test'), surroundings);
  return sweep(settings, deps);
}

const kindsAt = ({ requests }: FaultyServer) =>
  requests()
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => JSON.parse(body.toString()).data.kind);

describe('a sweep whose pager stands behind a login', () => {
  it.each(FOREIGN_ANSWERS)('that shows %s keeps the page, and tells on-call by chat', async (_, reply) => {
    pager.failAlways(reply);
    const { alerts, heartbeat } = await sweepOnce();
    expect(alerts).toMatchObject([
      { name: 'pager', ok: false, sent: 0 },
      { name: 'chat', ok: true },
    ]);
    expect(heartbeat).toMatchObject({ ok: false });
    expect(kindsAt(chat)).toEqual(expect.arrayContaining(['summary', 'channel-broken']));

    const before = pager.requests().length;
    pager.failAlways(null);
    await sweepOnce(301);
    const [kept] = pager.requests().slice(before);
    expect(JSON.parse(kept?.body.toString() ?? '').data.kind).toBe('summary');
    expect(kindsAt(chat).at(-1)).toBe('resolved');
  });
});
