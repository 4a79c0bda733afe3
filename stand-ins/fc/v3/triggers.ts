import { type Account, checkQuota, newId, nowText } from '../account.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, optionalText, pick, resourceName } from '../fields.ts';
import { triggerAddress } from '../http-trigger.ts';
import { page } from '../paging.ts';
import { Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { checkTriggerType, triggerSettingsText } from '../trigger-settings.ts';
import { LATEST } from '../version-set.ts';
import { soleFunction } from './functions.ts';
import { arnOf } from './tags.ts';

const FIELDS = ['description', 'invocationRole', 'qualifier', 'sourceArn'];
const ALL = '/functions/:function/triggers';
const ONE = '/functions/:function/triggers/:trigger';

export function triggerRoutes(account: Account): Routes {
  return {
    [`POST ${ALL}`]: (call, fn) => ok(create(account, fn, jsonBody(call))),
    [`GET ${ALL}`]: (call, fn) => ok(page(call, 'triggers', soleFunction(account, fn).triggers, (trigger) => trigger)),
    [`GET ${ONE}`]: (_, fn, name) => ok(triggerOf(account, fn, name)),
    [`PUT ${ONE}`]: (call, fn, name) => ok(update(account, fn, name, jsonBody(call))),
    [`DELETE ${ONE}`]: (_, fn, name) => {
      triggerOf(account, fn, name);
      soleFunction(account, fn).triggers.delete(name);
      return NO_CONTENT;
    },
  };
}

function triggerOf(account: Account, functionName: string, name: string): JsonObject {
  const trigger = soleFunction(account, functionName).triggers.get(name);
  if (trigger) return trigger;
  throw new Refusal(404, 'TriggerNotFound', `trigger '${name}' does not exist in function '${functionName}'`);
}

function create(account: Account, functionName: string, body: JsonObject): JsonObject {
  const { triggers } = soleFunction(account, functionName);
  const triggerName = resourceName(body.triggerName, 'triggerName');
  checkTriggerType(body.triggerType);
  triggerSettingsText(body.triggerType, body.triggerConfig);
  checkQualifier(account, functionName, body);
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
    qualifier: LATEST,
    ...pick(body, FIELDS),
    triggerConfig: body.triggerConfig,
    targetArn: arnOf(account, functionName),
    status: 'Active',
    ...(address === null ? {} : { httpTrigger: { urlInternet: address } }),
    createdTime: at,
    lastModifiedTime: at,
  };
  triggers.set(triggerName, trigger);
  return trigger;
}

function update(account: Account, functionName: string, name: string, body: JsonObject): JsonObject {
  const before = triggerOf(account, functionName, name);
  checkQualifier(account, functionName, body);
  if (body.triggerConfig !== undefined) triggerSettingsText(before.triggerType, body.triggerConfig);
  const trigger = { ...before, ...pick(body, [...FIELDS, 'triggerConfig']), lastModifiedTime: nowText(account) };
  soleFunction(account, functionName).triggers.set(name, trigger);
  return trigger;
}

function checkQualifier(account: Account, functionName: string, body: JsonObject): void {
  const qualifier = optionalText(body.qualifier, 'qualifier');
  if (qualifier) soleFunction(account, functionName).versions.resolve(qualifier);
}
