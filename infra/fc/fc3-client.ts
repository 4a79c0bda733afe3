import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import {
  CreateAliasInput,
  CreateAliasRequest,
  CreateFunctionInput,
  CreateFunctionRequest,
  CreateTriggerInput,
  CreateTriggerRequest,
  DeleteAsyncInvokeConfigRequest,
  GetAsyncInvokeConfigRequest,
  GetFunctionRequest,
  InvokeFunctionHeaders,
  InvokeFunctionRequest,
  ListAliasesRequest,
  ListFunctionVersionsRequest,
  ListTriggersRequest,
  PublishFunctionVersionRequest,
  PublishVersionInput,
  PutAsyncInvokeConfigInput,
  PutAsyncInvokeConfigRequest,
  PutConcurrencyConfigRequest,
  PutConcurrencyInput,
  UpdateAliasInput,
  UpdateAliasRequest,
  UpdateFunctionInput,
  UpdateFunctionRequest,
  UpdateTriggerInput,
  UpdateTriggerRequest,
} from '@alicloud/fc20230330';
import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import {
  aliasOf,
  allPages,
  asyncOf,
  fieldsOf,
  functionOf,
  listOf,
  newestFirst,
  triggerOf,
  versionOf,
} from './answers.ts';
import { type CallDeps, type Caller, createCaller } from './call.ts';
import type { CallsAbout, FcClient } from './client.ts';
import { type Fc3Settings, functionInput, RUNTIME, readError, type Sdk, sdkClient, triggerInput } from './fc3-sdk.ts';

const PAGE = 100;

interface Calls extends Caller {
  /** The function's name. */
  readonly name: string;
  readonly sdk: (keys: LiveKeys) => Sdk;
  /** All items of a list, over all pages. */
  readonly pages: (
    operation: string,
    key: string,
    list: (client: Sdk, page: { limit: number; nextToken?: string }) => Promise<{ readonly body?: unknown }>,
  ) => Promise<Record<string, unknown>[]>;
}

const nothing = async () => {};

/** FC 3.0, using the vendor's `@alicloud/fc20230330`. There are no services: role and log belong to the function. */
export function createFc3Client(settings: Fc3Settings, deps: CallDeps): FcClient {
  const caller = createCaller(deps, readError);
  const sdk = (keys: LiveKeys) => sdkClient(settings, keys);
  const pages = (
    operation: string,
    key: string,
    list: (client: Sdk, page: { limit: number; nextToken?: string }) => Promise<{ readonly body?: unknown }>,
  ) =>
    allPages(async (nextToken) => {
      const page = { limit: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      const body = fieldsOf((await caller.find(operation, (keys) => list(sdk(keys), page)))?.body);
      return { items: listOf(body[key]), next: body.nextToken };
    });
  const calls = { ...caller, name: settings.function, sdk, pages };
  return {
    place: deps.place,
    ...serviceCalls(),
    ...functionCalls(calls),
    ...triggerCalls(calls),
    ...versionCalls(calls),
    ...aliasCalls(calls),
    ...asyncCalls(calls),
    ...instanceCapCalls(calls),
  };
}

function serviceCalls(): CallsAbout['service'] {
  return {
    service: async () => null,

    createService: nothing,

    updateService: nothing,

    deleteService: nothing,

    functionsOfService: async () => [],
  };
}

function functionCalls({ name, sdk, call, change, find, remove }: Calls): CallsAbout['function'] {
  return {
    async function(qualifier) {
      const request = new GetFunctionRequest(qualifier === undefined ? {} : { qualifier });
      const found = await find('GetFunction', (keys) => sdk(keys).getFunctionWithOptions(name, request, {}, RUNTIME));
      return found === null ? null : functionOf(found.body, true);
    },

    createFunction: (fields, zip) =>
      change('CreateFunction', (keys) => {
        const body = new CreateFunctionInput({ functionName: name, ...functionInput(fields, zip) });
        return sdk(keys).createFunctionWithOptions(new CreateFunctionRequest({ body }), {}, RUNTIME);
      }),

    updateFunction: (fields, zip) =>
      change('UpdateFunction', (keys) => {
        const body = new UpdateFunctionInput(functionInput(fields, zip));
        return sdk(keys).updateFunctionWithOptions(name, new UpdateFunctionRequest({ body }), {}, RUNTIME);
      }),

    deleteFunction: () => remove('DeleteFunction', (keys) => sdk(keys).deleteFunctionWithOptions(name, {}, RUNTIME)),

    invoke: (qualifier, event) =>
      call('InvokeFunction', async (keys) => {
        const request = new InvokeFunctionRequest({ qualifier, body: Readable.from([Buffer.from(event)]) });
        const { headers, body } = await sdk(keys).invokeFunctionWithOptions(
          name,
          request,
          new InvokeFunctionHeaders({ xFcInvocationType: 'Sync' }),
          RUNTIME,
        );
        // not thrown: a failed function is answered with HTTP 200
        return { text: body ? await textOf(body) : '', errorType: headers?.['x-fc-error-type'] ?? null };
      }),
  };
}

function triggerCalls({ name, sdk, change, remove, pages }: Calls): CallsAbout['triggers'] {
  return {
    triggers: async () =>
      (
        await pages('ListTriggers', 'triggers', (client, page) =>
          client.listTriggersWithOptions(name, new ListTriggersRequest(page), {}, RUNTIME),
        )
      ).map(triggerOf),

    createTrigger: (fields) =>
      change('CreateTrigger', (keys) => {
        const body = new CreateTriggerInput({
          triggerName: fields.name,
          triggerType: fields.type,
          ...triggerInput(fields),
        });
        return sdk(keys).createTriggerWithOptions(name, new CreateTriggerRequest({ body }), {}, RUNTIME);
      }),

    updateTrigger: (fields) =>
      change('UpdateTrigger', (keys) => {
        const request = new UpdateTriggerRequest({ body: new UpdateTriggerInput(triggerInput(fields)) });
        return sdk(keys).updateTriggerWithOptions(name, fields.name, request, {}, RUNTIME);
      }),

    deleteTrigger: (trigger) =>
      remove('DeleteTrigger', (keys) => sdk(keys).deleteTriggerWithOptions(name, trigger, {}, RUNTIME)),
  };
}

function versionCalls({ name, sdk, call, remove, pages }: Calls): CallsAbout['versions'] {
  return {
    versions: async () =>
      newestFirst(
        (
          await pages('ListFunctionVersions', 'versions', (client, page) =>
            client.listFunctionVersionsWithOptions(name, new ListFunctionVersionsRequest(page), {}, RUNTIME),
          )
        ).map(versionOf),
      ),

    async publishVersion(description) {
      const request = new PublishFunctionVersionRequest({ body: new PublishVersionInput({ description }) });
      const { body } = await call('PublishFunctionVersion', (keys) =>
        sdk(keys).publishFunctionVersionWithOptions(name, request, {}, RUNTIME),
      );
      return versionOf(body).id;
    },

    deleteVersion: (id) =>
      remove('DeleteFunctionVersion', (keys) => sdk(keys).deleteFunctionVersionWithOptions(name, id, {}, RUNTIME)),
  };
}

function aliasCalls({ name, sdk, change, remove, pages }: Calls): CallsAbout['aliases'] {
  return {
    aliases: async () =>
      (
        await pages('ListAliases', 'aliases', (client, page) =>
          client.listAliasesWithOptions(name, new ListAliasesRequest(page), {}, RUNTIME),
        )
      ).map(aliasOf),

    createAlias: ({ name: aliasName, versionId, description }) =>
      change('CreateAlias', (keys) => {
        const body = new CreateAliasInput({ aliasName, versionId, description });
        return sdk(keys).createAliasWithOptions(name, new CreateAliasRequest({ body }), {}, RUNTIME);
      }),

    updateAlias: ({ name: aliasName, versionId, description, weights }) =>
      change('UpdateAlias', (keys) => {
        const body = new UpdateAliasInput({ versionId, description, additionalVersionWeight: { ...weights } });
        return sdk(keys).updateAliasWithOptions(name, aliasName, new UpdateAliasRequest({ body }), {}, RUNTIME);
      }),

    deleteAlias: (alias) => remove('DeleteAlias', (keys) => sdk(keys).deleteAliasWithOptions(name, alias, {}, RUNTIME)),
  };
}

function asyncCalls({ name, sdk, change, find, remove }: Calls): CallsAbout['async'] {
  return {
    async asyncConfig(qualifier) {
      const request = new GetAsyncInvokeConfigRequest({ qualifier });
      const found = await find('GetFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).getAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME),
      );
      return found === null ? null : asyncOf(found.body);
    },

    putAsyncConfig: (qualifier, { retries, eventAgeSeconds }) =>
      change('PutFunctionAsyncInvokeConfig', (keys) => {
        const body = new PutAsyncInvokeConfigInput({
          maxAsyncRetryAttempts: retries,
          maxAsyncEventAgeInSeconds: eventAgeSeconds,
        });
        const request = new PutAsyncInvokeConfigRequest({ qualifier, body });
        return sdk(keys).putAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME);
      }),

    deleteAsyncConfig: (qualifier) =>
      remove('DeleteFunctionAsyncInvokeConfig', (keys) => {
        const request = new DeleteAsyncInvokeConfigRequest({ qualifier });
        return sdk(keys).deleteAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME);
      }),
  };
}

function instanceCapCalls({ name, sdk, change, find, remove }: Calls): CallsAbout['instanceCap'] {
  return {
    async instanceCap() {
      const found = await find('GetConcurrencyConfig', (keys) =>
        sdk(keys).getConcurrencyConfigWithOptions(name, {}, RUNTIME),
      );
      return found?.body?.reservedConcurrency ?? null;
    },

    putInstanceCap: (_, reservedConcurrency) =>
      change('PutConcurrencyConfig', (keys) => {
        const request = new PutConcurrencyConfigRequest({ body: new PutConcurrencyInput({ reservedConcurrency }) });
        return sdk(keys).putConcurrencyConfigWithOptions(name, request, {}, RUNTIME);
      }),

    deleteInstanceCap: () =>
      remove('DeleteConcurrencyConfig', (keys) => sdk(keys).deleteConcurrencyConfigWithOptions(name, {}, RUNTIME)),
  };
}
