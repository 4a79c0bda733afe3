import { type Account, checkQuota, newId, nowText } from '../account.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, optionalText, pick, resourceName } from '../fields.ts';
import { triggerAddress } from '../http-trigger.ts';
import { page } from '../paging.ts';
import { Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { checkTriggerType, triggerSettings } from '../trigger-settings.ts';
import { LATEST } from '../version-set.ts';
import { functionOf } from './functions.ts';
import { serviceOf } from './services.ts';

const FIELDS = ['description', 'invocationRole', 'qualifier', 'sourceArn'];
const ONE = '/services/:service/functions/:function/triggers/:trigger';
const ALL = '/services/:service/functions/:function/triggers';

export function triggerRoutes(account: Account): Routes {
  return {
    [`POST ${ALL}`]: (call, service, fn) => ok(create(account, service, fn, jsonBody(call))),
    [`GET ${ALL}`]: (call, service, fn) =>
      ok(page(call, 'triggers', triggersOf(account, service, fn), (trigger) => trigger)),
    [`GET ${ONE}`]: (_, service, fn, name) => ok(triggerOf(account, service, fn, name)),
    [`PUT ${ONE}`]: (call, service, fn, name) => ok(update(account, service, fn, name, jsonBody(call))),
    [`DELETE ${ONE}`]: (_, service, fn, name) => {
      triggerOf(account, service, fn, name);
      triggersOf(account, service, fn).delete(name);
      return NO_CONTENT;
    },
  };
}

function triggersOf(account: Account, serviceName: string, functionName: string): Map<string, JsonObject> {
  functionOf(account, serviceName, functionName);
  const { triggers } = serviceOf(account, serviceName);
  const ofFunction = triggers.get(functionName) ?? new Map<string, JsonObject>();
  triggers.set(functionName, ofFunction);
  return ofFunction;
}

function triggerOf(account: Account, service: string, functionName: string, name: string): JsonObject {
  const trigger = triggersOf(account, service, functionName).get(name);
  if (trigger) return trigger;
  const why = `trigger '${name}' does not exist in service '${service}' and function '${functionName}'`;
  throw new Refusal(404, 'TriggerNotFound', why);
}

function create(account: Account, service: string, functionName: string, body: JsonObject): JsonObject {
  const triggers = triggersOf(account, service, functionName);
  const triggerName = resourceName(body.triggerName, 'triggerName');
  checkTriggerType(body.triggerType);
  const triggerConfig = triggerSettings(body.triggerType, body.triggerConfig);
  checkQualifier(account, service, body);
  if (triggers.has(triggerName)) {
    throw new Refusal(409, 'TriggerAlreadyExists', `trigger '${triggerName}' already exists`);
  }
  checkQuota(account, 'triggers', triggers.size);
  const at = nowText(account);
  const triggerId = newId();
  const address = triggerAddress(account, body.triggerType, triggerId);
  const trigger = {
    triggerName,
    triggerId,
    description: '',
    triggerType: body.triggerType as string,
    sourceArn: null,
    invocationRole: null,
    qualifier: LATEST,
    ...pick(body, FIELDS),
    triggerConfig,
    ...(address === null ? {} : { urlInternet: address }),
    createdTime: at,
    lastModifiedTime: at,
  };
  triggers.set(triggerName, trigger);
  return trigger;
}

function update(account: Account, service: string, fn: string, name: string, body: JsonObject): JsonObject {
  const before = triggerOf(account, service, fn, name);
  checkQualifier(account, service, body);
  const triggerConfig =
    body.triggerConfig === undefined ? before.triggerConfig : triggerSettings(before.triggerType, body.triggerConfig);
  const trigger = { ...before, ...pick(body, FIELDS), triggerConfig, lastModifiedTime: nowText(account) };
  triggersOf(account, service, fn).set(name, trigger);
  return trigger;
}

function checkQualifier(account: Account, service: string, body: JsonObject): void {
  const qualifier = optionalText(body.qualifier, 'qualifier');
  if (qualifier) serviceOf(account, service).versions.resolve(qualifier);
}
