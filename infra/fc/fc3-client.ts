import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import fc3Sdk, {
  CreateAliasInput,
  CreateAliasRequest,
  CreateFunctionInput,
  CreateFunctionRequest,
  CreateTriggerInput,
  CreateTriggerRequest,
  DeleteAsyncInvokeConfigRequest,
  GetAsyncInvokeConfigRequest,
  GetFunctionRequest,
  InputCodeLocation,
  InvokeFunctionHeaders,
  InvokeFunctionRequest,
  ListAliasesRequest,
  ListFunctionVersionsRequest,
  ListTriggersRequest,
  LogConfig,
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
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import {
  aliasOf,
  allPages,
  asyncOf,
  fieldsOf,
  functionOf,
  listOf,
  logConfig,
  newestFirst,
  timerConfig,
  triggerOf,
  versionOf,
} from './answers.ts';
import { type CallDeps, createCaller, known } from './call.ts';
import type { FcClient, FunctionFields, TriggerFields } from './client.ts';

export interface Fc3Settings {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly function: string;
}

// CommonJS with a default export: Node and esbuild give the module here, Vitest already what is in it
const Fc3 = 'default' in fc3Sdk ? fc3Sdk.default : (fc3Sdk as typeof import('@alicloud/fc20230330').default);
type Sdk = InstanceType<typeof Fc3>;

const PAGE = 100;
/** Later than our own deadline: what the SDK calls a connect timeout ends the whole exchange. */
const NEVER_MS = 24 * 3_600_000;

/** FC 3.0, by the vendor's `@alicloud/fc20230330`. There are no services: role and log are the function's. */
export function createFc3Client(settings: Fc3Settings, deps: CallDeps): FcClient {
  const { function: name } = settings;
  const { call, find, remove } = createCaller(deps, readError);
  const sdk = (keys: LiveKeys) => sdkClient(settings, keys);
  const pages = (
    operation: string,
    key: string,
    list: (client: Sdk, page: { limit: number; nextToken?: string }) => Promise<{ readonly body?: unknown }>,
  ) =>
    allPages(async (nextToken) => {
      const page = { limit: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      const body = fieldsOf((await find(operation, (keys) => list(sdk(keys), page)))?.body);
      return { items: listOf(body[key]), next: body.nextToken };
    });
  const nothing = async () => {};

  return {
    place: deps.place,

    service: async () => null,
    createService: nothing,
    updateService: nothing,
    deleteService: nothing,
    functionsOfService: async () => [],

    async function(qualifier) {
      const request = new GetFunctionRequest(qualifier === undefined ? {} : { qualifier });
      const found = await find('GetFunction', (keys) => sdk(keys).getFunctionWithOptions(name, request, {}, RUNTIME));
      return found === null ? null : functionOf(found.body, true);
    },
    createFunction: (fields, zip) =>
      done(
        call('CreateFunction', (keys) => {
          const body = new CreateFunctionInput({ functionName: name, ...functionInput(fields, zip) });
          return sdk(keys).createFunctionWithOptions(new CreateFunctionRequest({ body }), {}, RUNTIME);
        }),
      ),
    updateFunction: (fields, zip) =>
      done(
        call('UpdateFunction', (keys) => {
          const body = new UpdateFunctionInput(functionInput(fields, zip));
          return sdk(keys).updateFunctionWithOptions(name, new UpdateFunctionRequest({ body }), {}, RUNTIME);
        }),
      ),
    deleteFunction: () => remove('DeleteFunction', (keys) => sdk(keys).deleteFunctionWithOptions(name, {}, RUNTIME)),

    triggers: async () =>
      (
        await pages('ListTriggers', 'triggers', (client, page) =>
          client.listTriggersWithOptions(name, new ListTriggersRequest(page), {}, RUNTIME),
        )
      ).map(triggerOf),
    createTrigger: (fields) =>
      done(
        call('CreateTrigger', (keys) => {
          const body = new CreateTriggerInput({
            triggerName: fields.name,
            triggerType: fields.type,
            ...triggerInput(fields),
          });
          return sdk(keys).createTriggerWithOptions(name, new CreateTriggerRequest({ body }), {}, RUNTIME);
        }),
      ),
    updateTrigger: (fields) =>
      done(
        call('UpdateTrigger', (keys) => {
          const request = new UpdateTriggerRequest({ body: new UpdateTriggerInput(triggerInput(fields)) });
          return sdk(keys).updateTriggerWithOptions(name, fields.name, request, {}, RUNTIME);
        }),
      ),
    deleteTrigger: (trigger) =>
      remove('DeleteTrigger', (keys) => sdk(keys).deleteTriggerWithOptions(name, trigger, {}, RUNTIME)),

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

    aliases: async () =>
      (
        await pages('ListAliases', 'aliases', (client, page) =>
          client.listAliasesWithOptions(name, new ListAliasesRequest(page), {}, RUNTIME),
        )
      ).map(aliasOf),
    createAlias: ({ name: aliasName, versionId, description }) =>
      done(
        call('CreateAlias', (keys) => {
          const body = new CreateAliasInput({ aliasName, versionId, description });
          return sdk(keys).createAliasWithOptions(name, new CreateAliasRequest({ body }), {}, RUNTIME);
        }),
      ),
    updateAlias: ({ name: aliasName, versionId, description, weights }) =>
      done(
        call('UpdateAlias', (keys) => {
          const body = new UpdateAliasInput({ versionId, description, additionalVersionWeight: { ...weights } });
          return sdk(keys).updateAliasWithOptions(name, aliasName, new UpdateAliasRequest({ body }), {}, RUNTIME);
        }),
      ),
    deleteAlias: (alias) => remove('DeleteAlias', (keys) => sdk(keys).deleteAliasWithOptions(name, alias, {}, RUNTIME)),

    async asyncConfig(qualifier) {
      const request = new GetAsyncInvokeConfigRequest({ qualifier });
      const found = await find('GetFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).getAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME),
      );
      return found === null ? null : asyncOf(found.body);
    },
    putAsyncConfig: (qualifier, { retries, eventAgeSeconds }) =>
      done(
        call('PutFunctionAsyncInvokeConfig', (keys) => {
          const body = new PutAsyncInvokeConfigInput({
            maxAsyncRetryAttempts: retries,
            maxAsyncEventAgeInSeconds: eventAgeSeconds,
          });
          const request = new PutAsyncInvokeConfigRequest({ qualifier, body });
          return sdk(keys).putAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME);
        }),
      ),
    deleteAsyncConfig: (qualifier) =>
      remove('DeleteFunctionAsyncInvokeConfig', (keys) => {
        const request = new DeleteAsyncInvokeConfigRequest({ qualifier });
        return sdk(keys).deleteAsyncInvokeConfigWithOptions(name, request, {}, RUNTIME);
      }),

    async instanceCap() {
      const found = await find('GetConcurrencyConfig', (keys) =>
        sdk(keys).getConcurrencyConfigWithOptions(name, {}, RUNTIME),
      );
      return found?.body?.reservedConcurrency ?? null;
    },
    putInstanceCap: (_, reservedConcurrency) =>
      done(
        call('PutConcurrencyConfig', (keys) => {
          const request = new PutConcurrencyConfigRequest({ body: new PutConcurrencyInput({ reservedConcurrency }) });
          return sdk(keys).putConcurrencyConfigWithOptions(name, request, {}, RUNTIME);
        }),
      ),
    deleteInstanceCap: () =>
      remove('DeleteConcurrencyConfig', (keys) => sdk(keys).deleteConcurrencyConfigWithOptions(name, {}, RUNTIME)),

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

const RUNTIME = { readTimeout: NEVER_MS, connectTimeout: NEVER_MS } as never;

/** Made for each call: it holds keys, and they may change. */
function sdkClient({ region, endpoint }: Fc3Settings, keys: LiveKeys): Sdk {
  const { protocol, host } = new URL(endpoint ?? `https://fcv3.${region}.aliyuncs.com`);
  const type = keys.securityToken === undefined ? 'access_key' : 'sts';
  return new Fc3(
    new $OpenApiUtil.Config({
      regionId: region,
      endpoint: host,
      protocol: protocol === 'http:' ? 'HTTP' : 'HTTPS',
      userAgent: 'relaywatch',
      credential: { getCredential: async () => ({ type, ...keys }) } as never,
    }),
  );
}

function functionInput(fields: FunctionFields, zip: Uint8Array | null) {
  return {
    description: fields.description,
    runtime: fields.runtime,
    handler: fields.handler,
    memorySize: fields.memoryMb,
    timeout: fields.timeoutSeconds,
    instanceConcurrency: fields.requestsPerInstance,
    environmentVariables: { ...fields.environment },
    logConfig: new LogConfig(logConfig(fields.log)),
    ...(fields.role === undefined ? {} : { role: fields.role }),
    ...(fields.cpu === undefined ? {} : { cpu: fields.cpu }),
    ...(fields.diskMb === undefined ? {} : { diskSize: fields.diskMb }),
    ...(zip === null ? {} : { code: new InputCodeLocation({ zipFile: Buffer.from(zip).toString('base64') }) }),
  };
}

function triggerInput(fields: TriggerFields) {
  const { description, qualifier } = fields;
  return { description, qualifier, triggerConfig: JSON.stringify(timerConfig(fields)) };
}

/** openapi-core writes what is missing as the text "undefined". */
function readError(error: unknown): { code: string | null; text: string } {
  const { code, data } = fieldsOf(error);
  return { code: known(code), text: known(fieldsOf(data).Message) ?? '' };
}

async function done(work: Promise<unknown>): Promise<void> {
  await work;
}
