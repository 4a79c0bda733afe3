import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WakingParts } from '../../../functions/callback/sleeper.ts';
import { signedWake, wakeOnFc } from '../../../functions/callback/wake-fc.ts';
import { LOOK_EVENT } from '../../../functions/look-event.ts';
import { type Clock, systemClock, type UtcDateTime } from '../../../lib/base/time.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { serveOnLoopback } from '../../../stand-ins/loopback.ts';
import { ACCOUNT, apply, clientAt, desired } from '../../infra/fc/a-deployment.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ROLE_KEYS } from '../handler-run.ts';

useStandInKeys();

const CONTEXT = { requestId: 'r-1', accountId: ACCOUNT, region: 'cn-shanghai' };
const NAMES = { 2: 'relaywatch.live/relaywatch', 3: 'relaywatch.live' } as const;

let fc: FcStandIn;
beforeEach(async () => {
  fc = await startFcStandIn({ roleCredentials: ROLE_KEYS, credentials: [STAND_IN_KEYS, ROLE_KEYS] });
});
afterEach(() => fc.close());

const partsOf = (version: 2 | 3, changes: Partial<WakingParts> = {}): WakingParts => ({
  sleeper: { name: NAMES[version], endpoint: fc.url },
  context: CONTEXT,
  keys: ROLE_KEYS,
  clock: systemClock,
  event: LOOK_EVENT,
  ...changes,
});

describe.each([2, 3] as const)('waking the function of the sweep on FC %s.0', (version) => {
  const program = "exports.handler = async (event) => 'seen ' + event;";

  it('starts the version that the timer calls, with the event for a look, and does not wait for it', async () => {
    const client = await clientAt(fc.url, version);
    await apply(desired(version, {}, { program }), client);
    // the latest code is not what runs
    const found = await client.function();
    if (found) await client.updateFunction({ ...found.fields, timeoutSeconds: 77 }, null);
    await wakeOnFc(partsOf(version));
    await fc.settled();
    expect(fc.outcomes()).toMatchObject([
      {
        trigger: null,
        status: 'succeeded',
        target: { name: 'relaywatch', qualifier: 'live' },
        result: 'seen {"relaywatch":"look"}',
      },
    ]);
  });

  it.each([
    ['a wrong secret', { keys: { ...ROLE_KEYS, accessKeySecret: 'not-the-secret' } }, 403],
    ['a token that is over', { keys: { ...ROLE_KEYS, securityToken: 'old' } }, 403],
    ['a function that is gone', {}, 404],
  ])('says with which answer it failed for %s, and nothing of the keys', async (_, changes, status) => {
    const failed = wakeOnFc(partsOf(version, changes));
    await expect(failed).rejects.toThrow(
      `Function Compute answered HTTP ${status} to the invocation of ${NAMES[version]}`,
    );
    await expect(failed).rejects.not.toThrow(/secret|token|STS/);
  });

  it('asks for a role when there are no keys', async () => {
    await expect(wakeOnFc(partsOf(version, { keys: null }))).rejects.toThrow('the function has no role');
    expect(fc.requests()).toEqual([]);
  });

  it('gives up after a second and a half, since Live waits for five', async () => {
    const silent = await serveOnLoopback(() => new Promise(() => undefined));
    const asked: number[] = [];
    const clock: Clock = {
      ...systemClock,
      sleep: async (ms) => void asked.push(ms),
    };
    const sleeper = { name: NAMES[version], endpoint: silent.url };
    await expect(wakeOnFc(partsOf(version, { sleeper, clock }))).rejects.toThrow();
    expect(asked).toEqual([1_500]);
    await silent.close();
  });
});

describe('the invocation', () => {
  const NOW = DateTime.fromISO('2026-03-01T08:00:00Z', { zone: 'utc' }) as UtcDateTime;
  const clock: Clock = { ...systemClock, nowUtc: () => NOW };
  const urlOf = (name: string) => signedWake(partsOf(2, { sleeper: { name, endpoint: undefined }, clock })).url;

  it("goes to the region's own address, by the API of its version", () => {
    const host = `https://${ACCOUNT}.cn-shanghai.fc.aliyuncs.com`;
    expect(urlOf('relaywatch.live/sweep')).toBe(
      `${host}/2016-08-15/services/relaywatch.live/functions/sweep/invocations`,
    );
    expect(urlOf('sweep.live')).toBe(`${host}/2023-03-30/functions/sweep/invocations?qualifier=live`);
    expect(urlOf('sweep')).toBe(`${host}/2023-03-30/functions/sweep/invocations`);
  });
});
