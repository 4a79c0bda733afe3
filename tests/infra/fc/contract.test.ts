import { afterEach, describe, expect, it } from 'vitest';
import type { FcClient } from '../../../infra/fc/client.ts';
import { desiredPageOf } from '../../../infra/fc/page.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { clientAt, desired, fcSettings, pack } from './a-deployment.ts';
import { createFakeFc } from './fake-fc.ts';

useStandInKeys();

let standIn: FcStandIn | null = null;

afterEach(async () => {
  await standIn?.close();
  standIn = null;
});

async function onStandIn(version: 2 | 3): Promise<FcClient> {
  standIn = await startFcStandIn();
  return clientAt(standIn.url, version);
}

const CLIENTS: readonly (readonly [string, 2 | 3, () => Promise<FcClient>])[] = [
  ['the fake, as 2.0', 2, async () => createFakeFc(2)],
  ['the fake, as 3.0', 3, async () => createFakeFc(3)],
  ['@alicloud/fc2 on the stand-in', 2, () => onStandIn(2)],
  ['@alicloud/fc20230330 on the stand-in', 3, () => onStandIn(3)],
];

describe.each(CLIENTS)('a client of Function Compute: %s', (_, version, open) => {
  const wanted = desired(version);
  const withFunction = async () => {
    const client = await open();
    if (wanted.service) await client.createService(wanted.service);
    await client.createFunction(wanted.function, wanted.zip);
    return client;
  };
  const withAlias = async () => {
    const client = await withFunction();
    const versionId = await client.publishVersion('first');
    await client.createAlias({ name: 'live', description: 'an alias', versionId, weights: {} });
    return client;
  };

  it('says null or nothing of what is not there', async () => {
    const client = await open();
    expect(await client.service()).toBeNull();
    expect(await client.function()).toBeNull();
    expect(await client.functionsOfService()).toEqual([]);
    expect([await client.triggers(), await client.versions(), await client.aliases()]).toEqual([[], [], []]);
    expect([await client.asyncConfig('live'), await client.instanceCap('live')]).toEqual([null, null]);
  });

  it('deletes what is not there without a failure', async () => {
    const client = await open();
    await client.deleteTrigger('timer');
    await client.deleteAsyncConfig('live');
    await client.deleteInstanceCap('live');
    await client.deleteAlias('live');
    await client.deleteVersion('1');
    await client.deleteFunction();
    await client.deleteService();
    expect(await client.function()).toBeNull();
  });

  it('gives back what a service and a function were made with', async () => {
    const client = await withFunction();
    expect(await client.service()).toEqual(wanted.service);
    expect((await client.function())?.fields).toEqual(wanted.function);
    expect(await client.functionsOfService()).toEqual(version === 2 ? ['relaywatch'] : []);
  });

  it('changes fields without touching the code, takes variables and the log away, and changes code', async () => {
    const client = await withFunction();
    const log = { project: 'logs', logstore: 'sweeps' };
    const before = (await client.function())?.codeChecksum;
    const environment = { OTHER: 'x' };
    const own = version === 3 ? { log } : {};
    if (wanted.service) await client.updateService({ ...wanted.service, log });
    await client.updateFunction({ ...wanted.function, memoryMb: 1_024, environment, ...own }, null);
    const changed = await client.function();
    expect(changed?.fields).toEqual({ ...wanted.function, memoryMb: 1_024, environment, ...own });
    expect(changed?.codeChecksum).toBe(before);
    expect((await client.service())?.log ?? changed?.fields.log).toEqual(log);
    if (wanted.service) await client.updateService(wanted.service);
    await client.updateFunction(wanted.function, pack('exports.handler = async () => 2;').zip);
    expect((await client.function())?.fields).toEqual(wanted.function);
    expect((await client.function())?.codeChecksum).not.toBe(before);
    expect(await client.service()).toEqual(wanted.service);
  });

  it('freezes service and function in versions, newest first', async () => {
    const client = await withFunction();
    const first = await client.publishVersion('first');
    await client.updateFunction({ ...wanted.function, memoryMb: 1_024 }, null);
    const second = await client.publishVersion('second');
    expect((await client.versions()).map(({ id, description }) => [id, description])).toEqual([
      [second, 'second'],
      [first, 'first'],
    ]);
    expect((await client.function(first))?.fields).toEqual(wanted.function);
    expect(await client.service(first)).toEqual(wanted.service);
    expect((await client.function(second))?.fields.memoryMb).toBe(1_024);
    await client.deleteVersion(first);
    expect((await client.versions()).map(({ id }) => id)).toEqual([second]);
  });

  it('points an alias to a version and to another', async () => {
    const client = await withAlias();
    const [alias] = await client.aliases();
    expect(alias).toEqual({ name: 'live', description: 'an alias', versionId: '1', weights: {} });
    await client.updateFunction({ ...wanted.function, memoryMb: 1_024 }, null);
    const versionId = await client.publishVersion('second');
    await client.updateAlias({ name: 'live', description: 'an alias', versionId, weights: {} });
    expect((await client.aliases()).map((one) => one.versionId)).toEqual([versionId]);
    await client.deleteAlias('live');
    expect(await client.aliases()).toEqual([]);
  });

  it('keeps a trigger, what becomes of asynchronous calls and the cap of instances, and lets go of them', async () => {
    const client = await withAlias();
    await client.putAsyncConfig('live', wanted.async);
    await client.putInstanceCap('live', 1);
    await client.createTrigger(wanted.trigger);
    expect(await client.triggers()).toEqual([wanted.trigger]);
    expect(await client.asyncConfig('live')).toEqual({ retries: 0, eventAgeSeconds: 60 });
    expect(await client.instanceCap('live')).toBe(1);
    const timer = { schedule: 'CRON_TZ=Asia/Shanghai 0 */5 * * * *', enabled: false, payload: 'x' };
    const slower = { ...wanted.trigger, timer };
    await client.updateTrigger(slower);
    expect(await client.triggers()).toEqual([slower]);
    await client.deleteTrigger('timer');
    await client.deleteAsyncConfig('live');
    await client.deleteInstanceCap('live');
    expect([await client.triggers(), await client.asyncConfig('live'), await client.instanceCap('live')]).toEqual([
      [],
      null,
      null,
    ]);
  });

  it('keeps a trigger of HTTP', async () => {
    const client = await withAlias();
    const { trigger } = desiredPageOf(fcSettings(version), pack(), {}, true);
    await client.createTrigger(trigger);
    const [made, ...others] = await client.triggers();
    const { url, ...fields } = made ?? expect.fail();
    expect([fields, others, typeof url]).toEqual([
      { ...trigger, http: { ...trigger.http, methods: ['GET', 'HEAD', 'POST'] } },
      [],
      'string',
    ]);
    const closed = { ...trigger, http: { authType: 'function', methods: ['GET'] } };
    await client.updateTrigger(closed);
    expect(await client.triggers()).toEqual([{ ...closed, url }]);
  });
});
