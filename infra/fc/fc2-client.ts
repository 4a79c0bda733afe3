import Fc2 from '@alicloud/fc2';
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
  serviceOf,
  timerConfig,
  triggerOf,
  versionOf,
} from './answers.ts';
import { type CallDeps, createCaller, known } from './call.ts';
import type { FcClient, FunctionFields, ServiceFields, TriggerFields } from './client.ts';

export interface Fc2Settings {
  readonly accountId: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly service: string;
  readonly function: string;
}

type Options = Record<string, unknown>;

const PAGE = 100;
/** Later than our own deadline: its timer can be disarmed by an earlier call on the same socket. */
const NEVER_MS = 24 * 3_600_000;

/** FC 2.0, by the vendor's `@alicloud/fc2`. What that is known to do wrong ends here. */
export function createFc2Client(settings: Fc2Settings, deps: CallDeps): FcClient {
  const { service, function: name } = settings;
  const { call, find, remove } = createCaller(deps, readError);
  const sdk = (keys: LiveKeys) => sdkClient(settings, keys);
  const pages = async (
    operation: string,
    key: string,
    list: (client: Fc2, options: Options) => Promise<{ readonly data: unknown }>,
  ) =>
    allPages(async (nextToken) => {
      const options = { limit: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      const data = fieldsOf((await find(operation, (keys) => list(sdk(keys), options)))?.data);
      return { items: listOf(data[key]), next: data.nextToken };
    });

  return {
    place: deps.place,

    async service(qualifier) {
      const found = await find('GetService', (keys) => sdk(keys).getService(service, {}, qualifier));
      return found === null ? null : serviceOf(found.data);
    },
    createService: (fields) =>
      done(call('CreateService', (keys) => sdk(keys).createService(service, serviceOptions(fields)))),
    updateService: (fields) =>
      done(call('UpdateService', (keys) => sdk(keys).updateService(service, serviceOptions(fields)))),
    deleteService: () => remove('DeleteService', (keys) => sdk(keys).deleteService(service)),
    functionsOfService: async () =>
      (await pages('ListFunctions', 'functions', (client, options) => client.listFunctions(service, options))).map(
        ({ functionName }) => String(functionName),
      ),

    async function(qualifier) {
      const found = await find('GetFunction', (keys) => sdk(keys).getFunction(service, name, {}, qualifier));
      return found === null ? null : functionOf(found.data, false);
    },
    createFunction: (fields, zip) =>
      done(
        call('CreateFunction', (keys) =>
          sdk(keys).createFunction(service, { functionName: name, ...functionOptions(fields, zip) }),
        ),
      ),
    updateFunction: (fields, zip) =>
      done(call('UpdateFunction', (keys) => sdk(keys).updateFunction(service, name, functionOptions(fields, zip)))),
    deleteFunction: () => remove('DeleteFunction', (keys) => sdk(keys).deleteFunction(service, name)),

    triggers: async () =>
      (await pages('ListTriggers', 'triggers', (client, options) => client.listTriggers(service, name, options))).map(
        triggerOf,
      ),
    createTrigger: (fields) =>
      done(call('CreateTrigger', (keys) => sdk(keys).createTrigger(service, name, triggerOptions(fields)))),
    updateTrigger: (fields) =>
      done(
        call('UpdateTrigger', (keys) => sdk(keys).updateTrigger(service, name, fields.name, triggerOptions(fields))),
      ),
    deleteTrigger: (trigger) => remove('DeleteTrigger', (keys) => sdk(keys).deleteTrigger(service, name, trigger)),

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

    aliases: async () =>
      (await pages('ListAliases', 'aliases', (client, options) => client.listAliases(service, options))).map(aliasOf),
    createAlias: ({ name: alias, versionId, description }) =>
      done(call('CreateAlias', (keys) => sdk(keys).createAlias(service, alias, versionId, { description }))),
    updateAlias: ({ name: alias, versionId, description, weights }) =>
      done(
        call('UpdateAlias', (keys) =>
          sdk(keys).updateAlias(service, alias, versionId, { description, additionalVersionWeight: { ...weights } }),
        ),
      ),
    deleteAlias: (alias) => remove('DeleteAlias', (keys) => sdk(keys).deleteAlias(service, alias)),

    async asyncConfig(qualifier) {
      const found = await find('GetFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).getFunctionAsyncConfig(service, name, qualifier),
      );
      return found === null ? null : asyncOf(found.data);
    },
    putAsyncConfig: (qualifier, { retries, eventAgeSeconds }) =>
      done(
        call('PutFunctionAsyncInvokeConfig', (keys) =>
          sdk(keys).putFunctionAsyncConfig(service, name, qualifier, {
            maxAsyncRetryAttempts: retries,
            maxAsyncEventAgeInSeconds: eventAgeSeconds,
          }),
        ),
      ),
    deleteAsyncConfig: (qualifier) =>
      remove('DeleteFunctionAsyncInvokeConfig', (keys) =>
        sdk(keys).deleteFunctionAsyncConfig(service, name, qualifier),
      ),

    async instanceCap(qualifier) {
      const found = await find('GetFunctionOnDemandConfig', (keys) =>
        sdk(keys).getOnDemandConfig(service, name, qualifier),
      );
      const { maximumInstanceCount } = fieldsOf(found?.data);
      return typeof maximumInstanceCount === 'number' ? maximumInstanceCount : null;
    },
    putInstanceCap: (qualifier, maximumInstanceCount) =>
      done(
        call('PutFunctionOnDemandConfig', (keys) =>
          sdk(keys).putOnDemandConfig(service, name, qualifier, { maximumInstanceCount }),
        ),
      ),
    deleteInstanceCap: (qualifier) =>
      remove('DeleteFunctionOnDemandConfig', (keys) => sdk(keys).deleteOnDemandConfig(service, name, qualifier)),

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

/** Made for each call: it holds keys, and they may change. */
function sdkClient({ accountId, region, endpoint }: Fc2Settings, keys: LiveKeys): Fc2 {
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  return new Fc2(accountId, {
    accessKeyID: accessKeyId,
    accessKeySecret,
    region,
    secure: true, // plain http is its default
    timeout: NEVER_MS,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(securityToken === undefined
      ? {}
      : // it drops the token of a key that does not begin with STS; as a header, it is signed all the same
        { securityToken, headers: { 'x-fc-security-token': securityToken } }),
  });
}

/** Each call gets options of its own, since the client changes them. `withoutCodeLimit` is broken: the package is small. */
function functionOptions(fields: FunctionFields, zip: Uint8Array | null): Options {
  return {
    description: fields.description,
    runtime: fields.runtime,
    handler: fields.handler,
    memorySize: fields.memoryMb,
    timeout: fields.timeoutSeconds,
    instanceConcurrency: fields.requestsPerInstance,
    environmentVariables: { ...fields.environment },
    ...(zip === null ? {} : { code: { zipFile: Buffer.from(zip).toString('base64') } }),
  };
}

function serviceOptions({ description, role, log }: ServiceFields): Options {
  return { description, role, logConfig: logConfig(log) };
}

function triggerOptions(fields: TriggerFields): Options {
  const { name: triggerName, type: triggerType, description, qualifier } = fields;
  return { triggerName, triggerType, description, qualifier, triggerConfig: timerConfig(fields) };
}

/** Its code is `undefined` and its text ends with "undefined" when the answer was no JSON. */
function readError(error: unknown): { code: string | null; text: string } {
  const { code, message } = fieldsOf(error instanceof Error ? { ...error, message: error.message } : null);
  return { code: known(code), text: known(/, message: ([\s\S]*)\.$/.exec(String(message))?.[1]) ?? '' };
}

async function done(work: Promise<unknown>): Promise<void> {
  await work;
}
