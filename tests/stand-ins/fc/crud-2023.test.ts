import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { aFunction, aTimer, type Fc3, fc3, fc3Client, packageOf, ROLE } from './fc-clients.ts';

type Options = Record<string, unknown>;

let standIn: FcStandIn;
let client: Fc3;

beforeEach(async () => {
  standIn = await startFcStandIn({ now: () => Date.parse('2026-11-22T08:00:00Z') });
  client = fc3Client(standIn);
});
afterEach(() => standIn.close());

const create = (changes: Options = {}) =>
  client.createFunction(new fc3.CreateFunctionRequest({ body: new fc3.CreateFunctionInput(aFunction(changes)) }));
const get = async (qualifier?: string) =>
  (await client.getFunction('sweep', new fc3.GetFunctionRequest(qualifier ? { qualifier } : {}))).body;
const update = (changes: Options) =>
  client.updateFunction('sweep', new fc3.UpdateFunctionRequest({ body: new fc3.UpdateFunctionInput(changes) }));
const publish = (description = '') =>
  client.publishFunctionVersion(
    'sweep',
    new fc3.PublishFunctionVersionRequest({ body: new fc3.PublishVersionInput({ description }) }),
  );
const createAlias = (aliasName: string, versionId: string) =>
  client.createAlias('sweep', new fc3.CreateAliasRequest({ body: new fc3.CreateAliasInput({ aliasName, versionId }) }));
const createTimer = (changes: Options = {}) =>
  client.createTrigger(
    'sweep',
    new fc3.CreateTriggerRequest({
      body: new fc3.CreateTriggerInput({
        triggerName: 'timer',
        triggerType: 'timer',
        triggerConfig: JSON.stringify(aTimer()),
        ...changes,
      }),
    }),
  );
const refusedWith = (code: string, statusCode: number) => ({ code, statusCode });

describe('functions of 3.0', () => {
  it('have role and log configuration of their own', async () => {
    await create({ role: ROLE, logConfig: { project: 'p', logstore: 'l' }, memorySize: 256 });
    expect(await get()).toMatchObject({
      functionName: 'sweep',
      functionArn: 'acs:fc:cn-shanghai:1234567890123456:functions/sweep',
      role: ROLE,
      memorySize: 256,
      state: 'Active',
      createdTime: '2026-11-22T08:00:00Z',
    });
    expect(await get()).toHaveProperty('logConfig.project', 'p');
  });

  it('keep what an update does not name', async () => {
    await create({ memorySize: 256 });
    const { codeChecksum } = (await get()) as { codeChecksum?: string };
    await update({ timeout: 60, environmentVariables: { A: 'b' } });
    expect(await get()).toMatchObject({ memorySize: 256, timeout: 60, environmentVariables: { A: 'b' }, codeChecksum });
    await update({ code: { zipFile: packageOf('exports.handler = null;') } });
    expect((await get())?.codeChecksum).not.toBe(codeChecksum);
  });

  it('are refused by name when absent or already there', async () => {
    await expect(get()).rejects.toMatchObject(refusedWith('FunctionNotFound', 404));
    await create();
    await expect(create()).rejects.toMatchObject(refusedWith('FunctionAlreadyExists', 409));
  });

  it('cannot take several requests at once in a built-in runtime', async () => {
    await expect(create({ instanceConcurrency: 2 })).rejects.toMatchObject(refusedWith('InvalidArgument', 400));
  });

  it('are listed page by page', async () => {
    for (const functionName of ['c', 'a', 'b']) await create({ functionName });
    const first = await client.listFunctions(new fc3.ListFunctionsRequest({ limit: 2 }));
    const next = new fc3.ListFunctionsRequest({ limit: 2, nextToken: first.body?.nextToken });
    const pages = [first, await client.listFunctions(next)];
    const names = pages.map(({ body }) => body?.functions?.map(({ functionName }) => functionName));
    expect(names).toEqual([['a', 'b'], ['c']]);
  });

  it('carry tags, which go with them', async () => {
    await create({ tags: [new fc3.Tag({ key: 'owner', value: 'relaywatch' })] });
    const resourceId = ['functions/sweep'];
    const tag = [new fc3.Tag({ key: 'stage', value: 'live' })];
    const body = new fc3.TagResourcesInput({ resourceType: 'function', resourceId, tag });
    await client.tagResources(new fc3.TagResourcesRequest({ body }));
    expect((await get())?.tags).toMatchObject([{ key: 'owner' }, { key: 'stage' }]);
    const untag = new fc3.UntagResourcesRequest({ resourceType: 'function', resourceId, tagKey: ['stage'] });
    await client.untagResources(untag);
    const listed = await client.listTagResources(
      new fc3.ListTagResourcesRequest({ resourceType: 'function', resourceId }),
    );
    expect(listed.body?.tagResources).toMatchObject([{ tagKey: 'owner', tagValue: 'relaywatch' }]);
    await client.deleteFunction('sweep');
    expect(standIn.resources()).toEqual([]);
  });
});

describe('functions of 3.0 with tags', () => {
  const tagsOf = (tags: Record<string, string>) =>
    Object.entries(tags).map(([key, value]) => new fc3.Tag({ key, value }));
  beforeEach(async () => {
    await create({ functionName: 'a', tags: tagsOf({ owner: 'us', stage: 'live' }) });
    await create({ functionName: 'b', tags: tagsOf({ owner: 'us', stage: 'test' }) });
    await create({ functionName: 'c' });
  });

  it.each<[string, Options, string[]]>([
    ['a tag', { tags: tagsOf({ owner: 'us' }) }, ['a', 'b']],
    ['several tags, of which it has all', { tags: tagsOf({ owner: 'us', stage: 'live' }) }, ['a']],
    ['a tag of another value', { tags: tagsOf({ owner: 'them' }) }, []],
    ['no tag', { tags: [] }, ['a', 'b', 'c']],
    ['its generation', { fcVersion: 'v3' }, ['a', 'b', 'c']],
  ])('are listed by %s', async (_name, query, names) => {
    const { body } = await client.listFunctions(new fc3.ListFunctionsRequest(query));
    expect(body?.functions?.map(({ functionName }) => functionName)).toEqual(names);
  });

  it('are not listed by the other generation', async () => {
    const listed = client.listFunctions(new fc3.ListFunctionsRequest({ fcVersion: 'v2' }));
    await expect(listed).rejects.toMatchObject(refusedWith('InvalidArgument', 400));
  });

  it('tell their tags page by page, and by tag', async () => {
    const list = async (query: Options) =>
      (
        await client.listTagResources(
          new fc3.ListTagResourcesRequest({ resourceType: 'ALIYUN::FC:FUNCTION', ...query }),
        )
      ).body;
    const idsOf = (body: Awaited<ReturnType<typeof list>>) => body?.tagResources?.map(({ resourceId }) => resourceId);
    const arn = (name: string) => `acs:fc:cn-shanghai:1234567890123456:functions/${name}`;
    const first = await list({ limit: 1 });
    expect(idsOf(first)).toEqual([arn('a'), arn('a')]);
    const second = await list({ limit: 1, nextToken: first?.nextToken });
    expect(idsOf(second)).toEqual([arn('b'), arn('b')]);
    expect(second?.nextToken).toBeUndefined();
    expect(idsOf(await list({ tag: [{ key: 'stage', value: 'test' }] }))).toEqual([arn('b'), arn('b')]);
  });

  it.each([
    ['of a type that is no function', { resourceType: 'service', resourceId: ['functions/a'] }],
    ['of no type', { resourceId: ['functions/a'] }],
    ['of nothing', { resourceType: 'function' }],
  ])('lose none of them %s', async (_name, query) => {
    const untagged = client.untagResources(new fc3.UntagResourcesRequest({ ...query, all: true }));
    await expect(untagged).rejects.toMatchObject(refusedWith('InvalidArgument', 400));
  });
});

describe('triggers of 3.0', () => {
  beforeEach(() => create());

  it('hold their configuration as a JSON text', async () => {
    await createTimer();
    const changed = JSON.stringify(aTimer({ enable: false }));
    const body = new fc3.UpdateTriggerInput({ triggerConfig: changed });
    await client.updateTrigger('sweep', 'timer', new fc3.UpdateTriggerRequest({ body }));
    const { body: trigger } = await client.getTrigger('sweep', 'timer');
    expect(trigger).toMatchObject({ triggerType: 'timer', qualifier: 'LATEST', triggerConfig: changed });
    const listed = await client.listTriggers('sweep', new fc3.ListTriggersRequest({}));
    expect(listed.body?.triggers).toHaveLength(1);
  });

  it('keep the function from being deleted', async () => {
    await createTimer();
    await expect(createTimer()).rejects.toMatchObject(refusedWith('TriggerAlreadyExists', 409));
    await expect(client.deleteFunction('sweep')).rejects.toMatchObject({ statusCode: 409 });
    await client.deleteTrigger('sweep', 'timer');
    await expect(client.getTrigger('sweep', 'timer')).rejects.toMatchObject(refusedWith('TriggerNotFound', 404));
    await client.deleteFunction('sweep');
    expect(standIn.resources()).toEqual([]);
  });

  it.each([
    ['an object that is not JSON', 'x'],
    ['a schedule that is none', JSON.stringify(aTimer({ cronExpression: 'hourly' }))],
  ])('refuse %s', async (_, triggerConfig) => {
    await expect(createTimer({ triggerConfig })).rejects.toMatchObject(refusedWith('InvalidArgument', 400));
  });
});

describe('versions and aliases of 3.0', () => {
  beforeEach(() => create({ description: 'one' }));

  it('freeze the function, while LATEST goes on', async () => {
    await publish('first');
    await createAlias('live', '1');
    await update({ description: 'two' });
    const described = async (qualifier?: string) => (await get(qualifier))?.description;
    expect([await described(), await described('1'), await described('live')]).toEqual(['two', 'one', 'one']);
    await publish('second');
    const body = new fc3.UpdateAliasInput({ versionId: '2' });
    await client.updateAlias('sweep', 'live', new fc3.UpdateAliasRequest({ body }));
    expect(await described('live')).toBe('two');
    const versions = await client.listFunctionVersions('sweep', new fc3.ListFunctionVersionsRequest({}));
    expect(versions.body?.versions).toMatchObject([{ description: 'second' }, { description: 'first' }]);
    const forward = new fc3.ListFunctionVersionsRequest({ direction: 'FORWARD', limit: 1 });
    const first = (await client.listFunctionVersions('sweep', forward)).body;
    expect(first).toMatchObject({ versions: [{ versionId: '1' }], nextToken: '2', direction: 'FORWARD' });
  });

  it('are not published twice without a change', async () => {
    await publish();
    await expect(publish()).rejects.toMatchObject(refusedWith('VersionPublishError', 400));
  });

  it('go alias first, then version, then function', async () => {
    await publish();
    await createAlias('live', '1');
    await expect(client.deleteFunctionVersion('sweep', '1')).rejects.toMatchObject({ statusCode: 409 });
    await expect(client.deleteFunction('sweep')).rejects.toMatchObject({ statusCode: 409 });
    await client.deleteAlias('sweep', 'live');
    await client.deleteFunctionVersion('sweep', '1');
    await client.deleteFunction('sweep');
    expect(standIn.resources()).toEqual([]);
  });
});

describe('the settings beside a function of 3.0', () => {
  beforeEach(() => create());

  it('are kept, those of asynchronous invocations by qualifier', async () => {
    await publish();
    await createAlias('live', '1');
    const reserved = new fc3.PutConcurrencyInput({ reservedConcurrency: 1 });
    await client.putConcurrencyConfig('sweep', new fc3.PutConcurrencyConfigRequest({ body: reserved }));
    expect((await client.getConcurrencyConfig('sweep')).body).toMatchObject({ reservedConcurrency: 1 });
    const reservedOf = async (functionName: string) =>
      (await client.listConcurrencyConfigs(new fc3.ListConcurrencyConfigsRequest({ functionName }))).body?.configs;
    expect([await reservedOf('sweep'), await reservedOf('other')]).toMatchObject([[{ reservedConcurrency: 1 }], []]);
    const body = new fc3.PutAsyncInvokeConfigInput({ maxAsyncRetryAttempts: 0, maxAsyncEventAgeInSeconds: 60 });
    await client.putAsyncInvokeConfig('sweep', new fc3.PutAsyncInvokeConfigRequest({ qualifier: 'live', body }));
    const live = await client.getAsyncInvokeConfig('sweep', new fc3.GetAsyncInvokeConfigRequest({ qualifier: 'live' }));
    expect(live.body).toMatchObject({ maxAsyncRetryAttempts: 0, maxAsyncEventAgeInSeconds: 60 });
    const latest = client.getAsyncInvokeConfig('sweep', new fc3.GetAsyncInvokeConfigRequest({}));
    await expect(latest).rejects.toMatchObject(refusedWith('AsyncConfigNotExists', 404));
    const all = await client.listAsyncInvokeConfigs(new fc3.ListAsyncInvokeConfigsRequest({ functionName: 'sweep' }));
    expect(all.body?.configs).toHaveLength(1);
  });

  it('are said to be absent by their own codes, and deleted on their own', async () => {
    const absent = client.getConcurrencyConfig('sweep');
    await expect(absent).rejects.toMatchObject(refusedWith('OnDemandConfigNotFound', 404));
    const reserved = new fc3.PutConcurrencyInput({ reservedConcurrency: 1 });
    await client.putConcurrencyConfig('sweep', new fc3.PutConcurrencyConfigRequest({ body: reserved }));
    const body = new fc3.PutAsyncInvokeConfigInput({ maxAsyncRetryAttempts: 0 });
    await client.putAsyncInvokeConfig('sweep', new fc3.PutAsyncInvokeConfigRequest({ body }));
    await client.deleteFunction('sweep');
    expect(standIn.resources().map(({ kind }) => kind)).toEqual(['async-config', 'concurrency-config']);
    await client.deleteConcurrencyConfig('sweep');
    await client.deleteAsyncInvokeConfig('sweep', new fc3.DeleteAsyncInvokeConfigRequest({}));
    expect(standIn.resources()).toEqual([]);
  });
});
