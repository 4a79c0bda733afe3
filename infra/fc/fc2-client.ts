import type Fc2 from '@alicloud/fc2';
import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import {
  aliasOf,
  allPages,
  asyncOf,
  fieldsOf,
  functionOf,
  listOf,
  newestFirst,
  serviceOf,
  triggerOf,
  versionOf,
} from './answers.ts';
import { type CallDeps, type Caller, createCaller } from './call.ts';
import type { CallsAbout, FcClient } from './client.ts';
import {
  type Fc2Settings,
  functionOptions,
  type Options,
  readError,
  sdkClient,
  serviceOptions,
  triggerOptions,
} from './fc2-sdk.ts';

const PAGE = 100;

interface Calls extends Caller {
  readonly service: string;
  /** The function's name. */
  readonly name: string;
  readonly sdk: (keys: LiveKeys) => Fc2;
  /** All items of a list, over all pages. */
  readonly pages: (
    operation: string,
    key: string,
    list: (client: Fc2, options: Options) => Promise<{ readonly data: unknown }>,
  ) => Promise<Options[]>;
  readonly deps: CallDeps;
}

/** FC 2.0, using the vendor's `@alicloud/fc2`. Its known defects are contained here. */
export function createFc2Client(settings: Fc2Settings, deps: CallDeps): FcClient {
  const caller = createCaller(deps, readError);
  const sdk = (keys: LiveKeys) => sdkClient(settings, keys);
  const pages = async (
    operation: string,
    key: string,
    list: (client: Fc2, options: Options) => Promise<{ readonly data: unknown }>,
  ) =>
    allPages(async (nextToken) => {
      const options = { limit: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      const data = fieldsOf((await caller.find(operation, (keys) => list(sdk(keys), options)))?.data);
      return { items: listOf(data[key]), next: data.nextToken };
    });
  const calls = { ...caller, service: settings.service, name: settings.function, sdk, pages, deps };
  return {
    place: deps.place,
    ...serviceCalls(calls),
    ...functionCalls(calls),
    ...triggerCalls(calls),
    ...versionCalls(calls),
    ...aliasCalls(calls),
    ...asyncCalls(calls),
    ...instanceCapCalls(calls),
  };
}

function serviceCalls({ service, sdk, change, find, remove, pages }: Calls): CallsAbout['service'] {
  return {
    async service(qualifier) {
      const found = await find('GetService', (keys) => sdk(keys).getService(service, {}, qualifier));
      return found === null ? null : serviceOf(found.data);
    },

    createService: (fields) =>
      change('CreateService', (keys) => sdk(keys).createService(service, serviceOptions(fields))),

    updateService: (fields) =>
      change('UpdateService', (keys) => sdk(keys).updateService(service, serviceOptions(fields))),

    deleteService: () => remove('DeleteService', (keys) => sdk(keys).deleteService(service)),

    functionsOfService: async () =>
      (await pages('ListFunctions', 'functions', (client, options) => client.listFunctions(service, options))).map(
        ({ functionName }) => String(functionName),
      ),
  };
}

function functionCalls({ service, name, sdk, call, change, find, remove, deps }: Calls): CallsAbout['function'] {
  return {
    async function(qualifier) {
      const found = await find('GetFunction', (keys) => sdk(keys).getFunction(service, name, {}, qualifier));
      return found === null ? null : functionOf(found.data, false);
    },

    createFunction: (fields, zip) =>
      change('CreateFunction', (keys) =>
        sdk(keys).createFunction(service, { functionName: name, ...functionOptions(fields, zip) }),
      ),

    updateFunction: (fields, zip) =>
      change('UpdateFunction', (keys) => sdk(keys).updateFunction(service, name, functionOptions(fields, zip))),

    deleteFunction: () => remove('DeleteFunction', (keys) => sdk(keys).deleteFunction(service, name)),

    async invoke(qualifier, event) {
      const { headers, data } = await call(
        'InvokeFunction',
        (keys) => sdk(keys).invokeFunction(service, name, event, {}, qualifier, { rawBuf: true }),
        deps.timeoutSeconds,
      );
      const text = Buffer.isBuffer(data)
        ? data.toString('utf8')
        : typeof data === 'string'
          ? data
          : JSON.stringify(data);
      // not thrown: a failed function is answered with HTTP 200
      return { text, errorType: headers['x-fc-error-type'] ?? null };
    },
  };
}

function triggerCalls({ service, name, sdk, change, remove, pages }: Calls): CallsAbout['triggers'] {
  return {
    triggers: async () =>
      (await pages('ListTriggers', 'triggers', (client, options) => client.listTriggers(service, name, options))).map(
        triggerOf,
      ),

    createTrigger: (fields) =>
      change('CreateTrigger', (keys) => sdk(keys).createTrigger(service, name, triggerOptions(fields))),

    updateTrigger: (fields) =>
      change('UpdateTrigger', (keys) => sdk(keys).updateTrigger(service, name, fields.name, triggerOptions(fields))),

    deleteTrigger: (trigger) => remove('DeleteTrigger', (keys) => sdk(keys).deleteTrigger(service, name, trigger)),
  };
}

function versionCalls({ service, sdk, call, remove, pages }: Calls): CallsAbout['versions'] {
  return {
    versions: async () =>
      newestFirst(
        (
          await pages('ListServiceVersions', 'versions', (client, options) => client.listVersions(service, options))
        ).map(versionOf),
      ),

    publishVersion: async (description) =>
      versionOf((await call('PublishServiceVersion', (keys) => sdk(keys).publishVersion(service, description))).data)
        .id,

    deleteVersion: (id) => remove('DeleteServiceVersion', (keys) => sdk(keys).deleteVersion(service, id)),
  };
}

function aliasCalls({ service, sdk, change, remove, pages }: Calls): CallsAbout['aliases'] {
  return {
    aliases: async () =>
      (await pages('ListAliases', 'aliases', (client, options) => client.listAliases(service, options))).map(aliasOf),

    createAlias: ({ name: alias, versionId, description }) =>
      change('CreateAlias', (keys) => sdk(keys).createAlias(service, alias, versionId, { description })),

    updateAlias: ({ name: alias, versionId, description, weights }) =>
      change('UpdateAlias', (keys) =>
        sdk(keys).updateAlias(service, alias, versionId, { description, additionalVersionWeight: { ...weights } }),
      ),

    deleteAlias: (alias) => remove('DeleteAlias', (keys) => sdk(keys).deleteAlias(service, alias)),
  };
}

function asyncCalls({ service, name, sdk, change, find, remove }: Calls): CallsAbout['async'] {
  return {
    async asyncConfig(qualifier) {
      const found = await find('GetFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).getFunctionAsyncConfig(service, name, qualifier),
      );
      return found === null ? null : asyncOf(found.data);
    },

    putAsyncConfig: (qualifier, { retries, eventAgeSeconds }) =>
      change('PutFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).putFunctionAsyncConfig(service, name, qualifier, {
          maxAsyncRetryAttempts: retries,
          maxAsyncEventAgeInSeconds: eventAgeSeconds,
        }),
      ),

    deleteAsyncConfig: (qualifier) =>
      remove('DeleteFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).deleteFunctionAsyncConfig(service, name, qualifier),
      ),
  };
}

function instanceCapCalls({ service, name, sdk, change, find, remove }: Calls): CallsAbout['instanceCap'] {
  return {
    async instanceCap(qualifier) {
      const found = await find('GetFunctionOnDemandConfig', (keys) =>
        sdk(keys).getOnDemandConfig(service, name, qualifier),
      );
      const { maximumInstanceCount } = fieldsOf(found?.data);
      return typeof maximumInstanceCount === 'number' ? maximumInstanceCount : null;
    },

    putInstanceCap: (qualifier, maximumInstanceCount) =>
      change('PutFunctionOnDemandConfig', (keys) =>
        sdk(keys).putOnDemandConfig(service, name, qualifier, { maximumInstanceCount }),
      ),

    deleteInstanceCap: (qualifier) =>
      remove('DeleteFunctionOnDemandConfig', (keys) => sdk(keys).deleteOnDemandConfig(service, name, qualifier)),
  };
}
