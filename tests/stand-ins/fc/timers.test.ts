import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { anAnsweringServer } from '../../fixtures/live/answering-server.ts';
import { aFunction, aTimer, type Fc2, fc2Client, fc3, fc3Client, packageOf } from './fc-clients.ts';

const ECHO = 'exports.handler = async (event) => JSON.parse(event);';
const THROW = "exports.handler = async () => { console.log('tried'); throw new Error('broken'); };";
const START = Date.parse('2026-11-22T08:00:00Z');

let standIn: FcStandIn;
let client: Fc2;
let nowMs: number;

beforeEach(async () => {
  nowMs = START;
  standIn = await startFcStandIn({ now: () => nowMs });
  client = fc2Client(standIn);
  await client.createService('relaywatch');
});
afterEach(() => standIn.close());

async function deploy(source: string, timer: Record<string, unknown> = {}, qualifier = 'LATEST') {
  await client.createFunction('relaywatch', aFunction({ code: { zipFile: packageOf(source) } }));
  if (qualifier !== 'LATEST') {
    await client.publishVersion('relaywatch');
    await client.createAlias('relaywatch', qualifier, '1');
  }
  const triggerConfig = aTimer(timer);
  const trigger = { triggerName: 'timer', triggerType: 'timer', qualifier, triggerConfig };
  await client.createTrigger('relaywatch', 'sweep', trigger);
}
const rules = (options: Record<string, unknown>, qualifier = 'LATEST') =>
  client.putFunctionAsyncConfig('relaywatch', 'sweep', qualifier, options);

describe('a timer', () => {
  it('calls its function with the time, its name and its payload', async () => {
    await deploy(ECHO, { payload: '{"a":1}' });
    const [outcome] = await standIn.fireTimers();
    expect(outcome).toMatchObject({
      status: 'succeeded',
      trigger: 'timer',
      result: { triggerTime: '2026-11-22T08:00:00Z', triggerName: 'timer', payload: '{"a":1}' },
    });
  });

  it('of 3.0 does the same', async () => {
    const body = new fc3.CreateFunctionInput(aFunction({ code: { zipFile: packageOf(ECHO) } }));
    await fc3Client(standIn).createFunction(new fc3.CreateFunctionRequest({ body }));
    const trigger = new fc3.CreateTriggerInput({
      triggerName: 'timer3',
      triggerType: 'timer',
      triggerConfig: JSON.stringify(aTimer({ payload: 'x' })),
    });
    await fc3Client(standIn).createTrigger('sweep', new fc3.CreateTriggerRequest({ body: trigger }));
    const [outcome] = await standIn.fireTimers('timer3');
    expect(outcome?.result).toEqual({ triggerTime: '2026-11-22T08:00:00Z', triggerName: 'timer3', payload: 'x' });
  });

  it('does not fire while it is off, or when another is asked for', async () => {
    await deploy(ECHO, { enable: false });
    expect(await standIn.fireTimers()).toEqual([]);
    await client.updateTrigger('relaywatch', 'sweep', 'timer', { triggerConfig: aTimer() });
    expect(await standIn.fireTimers('other')).toEqual([]);
  });

  it('runs what its alias holds, and after a change what it holds then', async () => {
    await deploy("exports.handler = async () => 'one';", {}, 'live');
    const code = { zipFile: packageOf("exports.handler = async () => 'two';") };
    await client.updateFunction('relaywatch', 'sweep', { code });
    await client.publishVersion('relaywatch');
    const [before] = await standIn.fireTimers();
    await client.updateAlias('relaywatch', 'live', '2');
    const [after] = await standIn.fireTimers();
    expect([before?.result, after?.result]).toEqual(['one', 'two']);
  });
});

describe('a tick', () => {
  const times = async (toMs: number) => {
    nowMs = toMs;
    return (await standIn.tick()).map(({ result }) => (result as { triggerTime: string }).triggerTime);
  };

  it('fires what became due since the last one, once each', async () => {
    await deploy(ECHO);
    expect(await times(START + 59_999)).toEqual([]);
    expect(await times(START + 60_000)).toEqual(['2026-11-22T08:01:00Z']);
    expect(await times(START + 60_000)).toEqual([]);
    expect(await times(START + 185_000)).toEqual(['2026-11-22T08:02:00Z', '2026-11-22T08:03:00Z']);
  });

  it('does not make up for the time before the timer was', async () => {
    nowMs = START + 3_600_000;
    await deploy(ECHO);
    expect(await times(START + 3_660_000)).toEqual(['2026-11-22T09:01:00Z']);
  });

  it('follows cron in its zone', async () => {
    await deploy(ECHO, { cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 16 * * *' });
    expect(await times(START + 86_400_000)).toEqual(['2026-11-22T08:30:00Z']);
  });
});

describe('an event whose function fails', () => {
  it('is tried three more times unless told otherwise, with the same request id', async () => {
    await deploy(
      "exports.handler = async (_, { requestId }) => { console.log(requestId); throw new Error('broken'); };",
    );
    const [outcome] = await standIn.fireTimers();
    expect(outcome).toMatchObject({ status: 'failed', error: 'broken', result: null });
    expect(outcome?.logs.trim().split('\n')).toEqual(Array(4).fill(outcome?.requestId));
  });

  it('is not tried again with retries 0, and only by the settings of its own qualifier', async () => {
    await deploy(THROW, {}, 'live');
    await rules({ maxAsyncRetryAttempts: 0 }, 'live');
    await rules({ maxAsyncRetryAttempts: 2 });
    const [outcome] = await standIn.fireTimers();
    expect(outcome?.attempts).toHaveLength(1);
  });

  it('is dropped when it is too old to be tried again', async () => {
    await deploy(THROW);
    await rules({ maxAsyncEventAgeInSeconds: 60 });
    const fired = standIn.fireTimers();
    nowMs += 61_000;
    const [outcome] = await fired;
    expect(outcome).toMatchObject({ status: 'expired' });
  });

  it('is refused when its function is gone or may have no instance', async () => {
    await deploy(ECHO);
    await client.putOnDemandConfig('relaywatch', 'sweep', 'LATEST', { maximumInstanceCount: 0 });
    const [outcome] = await standIn.fireTimers();
    expect(outcome).toMatchObject({ status: 'refused', attempts: [] });
  });
});

describe('events', () => {
  it('wait for each other when one instance is allowed', async () => {
    const waiting: ServerResponse[] = [];
    const door = await anAnsweringServer((response) => waiting.push(response));
    await deploy(`exports.handler = async () => { await fetch('${door.url}'); };`);
    await client.createFunction('relaywatch', aFunction({ functionName: 'other' }));
    await client.putOnDemandConfig('relaywatch', 'sweep', 'LATEST', { maximumInstanceCount: 1 });
    await rules({ maxAsyncRetryAttempts: 0 });
    const fired = Promise.all([standIn.fireTimers(), standIn.fireTimers(), standIn.fireTimers()]);
    for (let nth = 1; nth <= 3; nth++) {
      await door.arrived(nth);
      // an instance that had begun beside it would have come by now: one that was asked for later has ended
      await client.invokeFunction('relaywatch', 'other', '{}');
      expect(waiting).toHaveLength(1);
      waiting.shift()?.end();
    }
    expect((await fired).flat().map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('can be delivered once more as they were', async () => {
    await deploy(ECHO, { payload: 'x' });
    const [first] = await standIn.fireTimers();
    if (!first) throw new Error('nothing fired');
    nowMs += 5_000;
    const second = await standIn.redeliver(first);
    expect(second).toMatchObject({ requestId: first.requestId, result: first.result, trigger: 'timer' });
    expect(standIn.outcomes()).toHaveLength(2);
  });

  it('end with the stand-in', async () => {
    await deploy('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 600_000));');
    await client.updateFunction('relaywatch', 'sweep', { timeout: 600 });
    const fired = standIn.fireTimers();
    await standIn.close();
    expect((await fired).map(({ status }) => status)).toEqual(['refused']);
  });
});
