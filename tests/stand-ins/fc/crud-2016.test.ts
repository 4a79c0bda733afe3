import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { ACCOUNT, aFunction, aTimer, type Fc2, fc2Client, packageOf, ROLE } from './fc-clients.ts';

let standIn: FcStandIn;
let client: Fc2;

beforeEach(async () => {
  standIn = await startFcStandIn({ now: () => Date.parse('2026-11-22T08:00:00Z') });
  client = fc2Client(standIn);
  await client.createService('relaywatch', { role: ROLE, logConfig: { project: 'p', logstore: 'l' } });
});
afterEach(() => standIn.close());

const refusedWith = (code: string) => ({ code });

describe('services of 2.0', () => {
  it('are created, read, changed field by field, listed and deleted', async () => {
    await client.updateService('relaywatch', { description: 'changed' });
    const { data } = await client.getService('relaywatch');
    expect(data).toMatchObject({
      serviceName: 'relaywatch',
      description: 'changed',
      role: ROLE,
      logConfig: { project: 'p', logstore: 'l' },
      createdTime: '2026-11-22T08:00:00Z',
    });
    expect((await client.listServices({ prefix: 'relay' })).data.services).toHaveLength(1);
    expect((await client.listServices({ prefix: 'other' })).data.services).toEqual([]);
    await client.deleteService('relaywatch');
    await expect(client.getService('relaywatch')).rejects.toMatchObject(refusedWith('ServiceNotFound'));
    expect(standIn.resources()).toEqual([]);
  });

  it('cannot have the name of another', async () => {
    await expect(client.createService('relaywatch')).rejects.toMatchObject(refusedWith('ServiceAlreadyExists'));
  });

  it.each([
    ['functions', async () => void (await client.createFunction('relaywatch', aFunction()))],
    ['versions', async () => void (await client.publishVersion('relaywatch'))],
  ])('stay while they have %s', async (what, make) => {
    await make();
    await expect(client.deleteService('relaywatch')).rejects.toThrow(`failed with 409`);
    await expect(client.deleteService('relaywatch')).rejects.toThrow(`has active '${what}'`);
  });

  it('carry tags, which go with them', async () => {
    const arn = `acs:fc:cn-shanghai:${ACCOUNT}:services/relaywatch`;
    await client.tagResource(arn, { owner: 'relaywatch', stage: 'live' });
    const listed = async (tags: Record<string, string>) => (await client.listServices({ tags })).data.services?.length;
    expect([await listed({ owner: 'relaywatch', stage: 'live' }), await listed({ owner: 'others' })]).toEqual([1, 0]);
    // aliyun-fc2 reads JSON here
    expect((await client.untagResource(arn, ['stage'])).data).toEqual({});
    expect((await client.getResourceTags({ resourceArn: arn })).data.tags).toEqual({ owner: 'relaywatch' });
    await client.deleteService('relaywatch');
    expect(standIn.resources()).toEqual([]);
  });
});

describe('functions of 2.0', () => {
  it('keep what an update does not name, and tell the checksum of their code', async () => {
    const created = await client.createFunction('relaywatch', aFunction({ memorySize: 256 }));
    await client.updateFunction('relaywatch', 'sweep', { timeout: 60, environmentVariables: { A: 'b' } });
    const { data } = await client.getFunction('relaywatch', 'sweep');
    expect(data).toMatchObject({ memorySize: 256, timeout: 60, environmentVariables: { A: 'b' } });
    expect(data.codeChecksum).toBe(created.data.codeChecksum);
    await client.updateFunction('relaywatch', 'sweep', { code: { zipFile: packageOf('exports.handler = null;') } });
    expect((await client.getFunction('relaywatch', 'sweep')).data.codeChecksum).not.toBe(data.codeChecksum);
  });

  it('do not keep fields that the service does not know', async () => {
    await client.createFunction('relaywatch', aFunction({ owner: 'me' }));
    expect((await client.getFunction('relaywatch', 'sweep')).data).not.toHaveProperty('owner');
  });

  it('are refused by name when absent or already there', async () => {
    await expect(client.getFunction('relaywatch', 'sweep')).rejects.toMatchObject(refusedWith('FunctionNotFound'));
    await expect(client.getFunction('other', 'sweep')).rejects.toMatchObject(refusedWith('ServiceNotFound'));
    await client.createFunction('relaywatch', aFunction());
    const again = client.createFunction('relaywatch', aFunction());
    await expect(again).rejects.toMatchObject(refusedWith('FunctionAlreadyExists'));
  });

  it('are listed page by page', async () => {
    for (const functionName of ['c', 'a', 'b']) await client.createFunction('relaywatch', aFunction({ functionName }));
    const first = await client.listFunctions('relaywatch', { limit: 2 });
    const second = await client.listFunctions('relaywatch', { limit: 2, nextToken: first.data.nextToken });
    const names = [first, second].map(({ data }) => data.functions?.map(({ functionName }) => functionName));
    expect(names).toEqual([['a', 'b'], ['c']]);
    expect(second.data).not.toHaveProperty('nextToken');
  });

  it('stay while they have a trigger', async () => {
    await client.createFunction('relaywatch', aFunction());
    await client.createTrigger('relaywatch', 'sweep', {
      triggerName: 'timer',
      triggerType: 'timer',
      triggerConfig: aTimer(),
    });
    await expect(client.deleteFunction('relaywatch', 'sweep')).rejects.toThrow('failed with 409');
    await client.deleteTrigger('relaywatch', 'sweep', 'timer');
    await client.deleteFunction('relaywatch', 'sweep');
    expect(standIn.resources().map(({ kind }) => kind)).toEqual(['service']);
  });
});

describe('triggers of 2.0', () => {
  const timer = { triggerName: 'timer', triggerType: 'timer', triggerConfig: aTimer({ payload: 'x' }) };
  beforeEach(() => client.createFunction('relaywatch', aFunction()));

  it('hold their configuration as an object', async () => {
    await client.createTrigger('relaywatch', 'sweep', timer);
    await client.updateTrigger('relaywatch', 'sweep', 'timer', { triggerConfig: aTimer({ enable: false }) });
    const { data } = await client.getTrigger('relaywatch', 'sweep', 'timer');
    expect(data).toMatchObject({ triggerType: 'timer', qualifier: 'LATEST', triggerConfig: aTimer({ enable: false }) });
    expect((await client.listTriggers('relaywatch', 'sweep')).data.triggers).toHaveLength(1);
    await client.deleteTrigger('relaywatch', 'sweep', 'timer');
    const gone = client.getTrigger('relaywatch', 'sweep', 'timer');
    await expect(gone).rejects.toMatchObject(refusedWith('TriggerNotFound'));
  });

  it('refuse a second of the name, and an alias that does not exist', async () => {
    await client.createTrigger('relaywatch', 'sweep', timer);
    const again = client.createTrigger('relaywatch', 'sweep', timer);
    await expect(again).rejects.toMatchObject(refusedWith('TriggerAlreadyExists'));
    const dangling = client.createTrigger('relaywatch', 'sweep', { ...timer, triggerName: 'b', qualifier: 'live' });
    await expect(dangling).rejects.toMatchObject(refusedWith('AliasNotFound'));
  });
});

describe('versions and aliases of 2.0', () => {
  beforeEach(() => client.createFunction('relaywatch', aFunction({ description: 'one' })));

  it('freeze the service, while LATEST goes on', async () => {
    await client.publishVersion('relaywatch', 'first');
    await client.createAlias('relaywatch', 'live', '1');
    await client.updateFunction('relaywatch', 'sweep', { description: 'two' });
    const described = async (qualifier?: string) =>
      (await client.getFunction('relaywatch', 'sweep', {}, qualifier)).data.description;
    expect([await described(), await described('1'), await described('live')]).toEqual(['two', 'one', 'one']);
    await client.publishVersion('relaywatch', 'second');
    await client.updateAlias('relaywatch', 'live', '2');
    expect(await described('live')).toBe('two');
    expect((await client.getAlias('relaywatch', 'live')).data).toMatchObject({ versionId: '2' });
  });

  it('are not published twice without a change, and never get an old number', async () => {
    await client.publishVersion('relaywatch');
    await expect(client.publishVersion('relaywatch')).rejects.toMatchObject(refusedWith('VersionPublishError'));
    await client.deleteVersion('relaywatch', '1');
    await client.updateFunction('relaywatch', 'sweep', { description: 'two' });
    expect((await client.publishVersion('relaywatch')).data.versionId).toBe('2');
    expect((await client.listVersions('relaywatch')).data.versions).toHaveLength(1);
  });

  it('stay while an alias points to them', async () => {
    await client.publishVersion('relaywatch');
    await client.createAlias('relaywatch', 'live', '1');
    await expect(client.deleteVersion('relaywatch', '1')).rejects.toThrow('failed with 409');
    await client.deleteAlias('relaywatch', 'live');
    await client.deleteVersion('relaywatch', '1');
    await expect(client.getAlias('relaywatch', 'live')).rejects.toMatchObject(refusedWith('AliasNotFound'));
    expect((await client.listAliases('relaywatch')).data.aliases).toEqual([]);
  });

  it('refuse a version that does not exist', async () => {
    await expect(client.createAlias('relaywatch', 'live', '9')).rejects.toMatchObject(refusedWith('VersionNotFound'));
    await expect(client.deleteVersion('relaywatch', '9')).rejects.toMatchObject(refusedWith('VersionNotFound'));
  });
});

describe('the settings beside a function of 2.0', () => {
  beforeEach(() => client.createFunction('relaywatch', aFunction()));

  it('are kept by qualifier', async () => {
    await client.putOnDemandConfig('relaywatch', 'sweep', 'LATEST', { maximumInstanceCount: 1 });
    const { data } = await client.getOnDemandConfig('relaywatch', 'sweep', 'LATEST');
    expect(data).toEqual({ resource: 'services/relaywatch.LATEST/functions/sweep', maximumInstanceCount: 1 });
    expect((await client.listOnDemandConfigs()).data.configs).toEqual([data]);
    await client.putFunctionAsyncConfig('relaywatch', 'sweep', 'LATEST', { maxAsyncRetryAttempts: 0 });
    const config = await client.getFunctionAsyncConfig('relaywatch', 'sweep', 'LATEST');
    expect(config.data).toMatchObject({ function: 'sweep', qualifier: 'LATEST', maxAsyncRetryAttempts: 0 });
    expect((await client.listFunctionAsyncConfigs('relaywatch', 'sweep')).data.configs).toHaveLength(1);
  });

  it('are said to be absent by their own codes', async () => {
    const onDemand = client.getOnDemandConfig('relaywatch', 'sweep', 'LATEST');
    await expect(onDemand).rejects.toMatchObject(refusedWith('OnDemandConfigNotFound'));
    const asynchronous = client.getFunctionAsyncConfig('relaywatch', 'sweep', 'LATEST');
    await expect(asynchronous).rejects.toMatchObject(refusedWith('AsyncConfigNotExists'));
  });

  it('outlive the function until they are deleted', async () => {
    await client.putOnDemandConfig('relaywatch', 'sweep', 'LATEST', { maximumInstanceCount: 1 });
    await client.putFunctionAsyncConfig('relaywatch', 'sweep', 'LATEST', { maxAsyncEventAgeInSeconds: 60 });
    await client.deleteFunction('relaywatch', 'sweep');
    await client.deleteService('relaywatch');
    expect(standIn.resources().map(({ kind }) => kind)).toEqual(['async-config', 'on-demand-config']);
    await client.deleteOnDemandConfig('relaywatch', 'sweep', 'LATEST');
    await client.deleteFunctionAsyncConfig('relaywatch', 'sweep', 'LATEST');
    expect(standIn.resources()).toEqual([]);
  });
});
