import { type Account, checkQuota, newId, nowText, type StoredFunction, storeFunction } from '../account.ts';
import { type Call, type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, pick, resourceName } from '../fields.ts';
import { checkFunction, checkNewFunction, packageBytes } from '../function-settings.ts';
import { page } from '../paging.ts';
import { invalid, Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { qualifiedService, serviceOf } from './services.ts';

const FIELDS = [
  'description',
  'runtime',
  'handler',
  'memorySize',
  'timeout',
  'initializationTimeout',
  'environmentVariables',
  'instanceConcurrency',
  'instanceType',
  'cpu',
  'diskSize',
];

/** @param service with its qualifier @throws Refusal 'ServiceNotFound', 'FunctionNotFound' */
export function functionOf(account: Account, service: string, name: string): StoredFunction {
  const found = qualifiedService(account, service).functions.get(name);
  if (found) return found;
  throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist in service '${service}'`);
}

export function functionRoutes(account: Account): Routes {
  return {
    'POST /services/:service/functions': (call, service) => ok(create(account, service, jsonBody(call))),
    'GET /services/:service/functions': (call, service) =>
      ok(page(call, 'functions', qualifiedService(account, service).functions, ({ shown }) => shown)),
    'GET /services/:service/functions/:name': (_, service, name) => ok(functionOf(account, service, name).shown),
    'GET /services/:service/functions/:name/code': (_, service, name) => {
      const { shown, code } = functionOf(account, service, name);
      return ok({ url: `data:application/zip;base64,${code.toString('base64')}`, checksum: shown.codeChecksum });
    },
    'PUT /services/:service/functions/:name': (call, service, name) => ok(update(account, service, name, call)),
    'DELETE /services/:service/functions/:name': (_, service, name) => {
      functionOf(account, service, name);
      const { functions, triggers } = serviceOf(account, service);
      if ((triggers.get(name)?.size ?? 0) > 0) {
        throw new Refusal(409, 'FunctionNotEmpty', `function '${name}' has active 'triggers'.`);
      }
      functions.delete(name);
      return NO_CONTENT;
    },
  };
}

function create(account: Account, serviceName: string, body: JsonObject): JsonObject {
  const { functions } = serviceOf(account, serviceName);
  checkNewFunction(body);
  const functionName = resourceName(body.functionName, 'functionName');
  if (functions.has(functionName)) {
    const why = `function '${functionName}' already exists in service '${serviceName}'`;
    throw new Refusal(409, 'FunctionAlreadyExists', why);
  }
  checkQuota(account, 'functions', functions.size);
  const code = packageBytes(body) ?? invalid('code is required but not provided');
  const at = nowText(account);
  const defaults = {
    description: '',
    memorySize: 128,
    timeout: 3,
    environmentVariables: {},
    instanceConcurrency: 1,
    instanceType: 'e1',
    initializer: null,
  };
  const settings = {
    functionName,
    functionId: newId(),
    ...defaults,
    ...pick(body, FIELDS),
    createdTime: at,
    lastModifiedTime: at,
  };
  const stored = storeFunction(settings, code);
  functions.set(functionName, stored);
  return stored.shown;
}

function update(account: Account, serviceName: string, name: string, call: Call): JsonObject {
  const before = functionOf(account, serviceName, name);
  const body = jsonBody(call);
  checkFunction(body);
  const settings = { ...before.shown, ...pick(body, FIELDS), lastModifiedTime: nowText(account) };
  const stored = storeFunction(settings, packageBytes(body) ?? before.code);
  serviceOf(account, serviceName).functions.set(name, stored);
  return stored.shown;
}
