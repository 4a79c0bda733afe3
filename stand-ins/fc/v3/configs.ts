import { type Account, nowText } from '../account.ts';
import { asyncSettings } from '../async-settings.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, wholeNumber } from '../fields.ts';
import { page } from '../paging.ts';
import { Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { LATEST } from '../version-set.ts';
import { qualifierOf, soleFunction } from './functions.ts';
import { arnOf } from './tags.ts';

const CONCURRENCY = '/functions/:function/concurrency';
const ASYNC = '/functions/:function/async-invoke-config';

/** What the settings of asynchronous invocations are kept under. */
export function asyncKey(functionName: string, qualifier: string): string {
  return `functions/${functionName}/${qualifier}`;
}

/** Instances at most, and what becomes of asynchronous invocations. They stay when the function goes. */
export function configRoutes(account: Account): Routes {
  return { ...concurrencyRoutes(account), ...asyncRoutes(account) };
}

function concurrencyRoutes(account: Account): Routes {
  const { concurrency } = account;
  return {
    'GET /concurrency-configs': (call) => {
      const name = call.query.get('functionName');
      const wanted = [...concurrency].filter(([fn]) => !name || fn === name);
      return ok(page(call, 'configs', new Map(wanted), (config) => config));
    },
    [`GET ${CONCURRENCY}`]: (_, fn) => ok(existing(concurrency, fn, 'OnDemandConfigNotFound')),
    [`PUT ${CONCURRENCY}`]: (call, fn) => {
      soleFunction(account, fn);
      const { reservedConcurrency } = jsonBody(call);
      const reserved = wholeNumber(reservedConcurrency, 'reservedConcurrency', 0, account.quotas.instances);
      const config = { functionArn: arnOf(account, fn), reservedConcurrency: reserved };
      concurrency.set(fn, config);
      return ok(config);
    },
    [`DELETE ${CONCURRENCY}`]: (_, fn) => {
      existing(concurrency, fn, 'OnDemandConfigNotFound');
      concurrency.delete(fn);
      return NO_CONTENT;
    },
  };
}

function asyncRoutes(account: Account): Routes {
  const { functionAsync } = account;
  return {
    'GET /async-invoke-configs': (call) => {
      const name = call.query.get('functionName');
      const wanted = [...functionAsync].filter(([key]) => !name || key.startsWith(`functions/${name}/`));
      return ok(page(call, 'configs', new Map(wanted), (config) => config));
    },
    [`GET ${ASYNC}`]: (call, fn) =>
      ok(existing(functionAsync, asyncKey(fn, qualifierOf(call)), 'AsyncConfigNotExists')),
    [`PUT ${ASYNC}`]: (call, fn) => {
      const qualifier = qualifierOf(call);
      soleFunction(account, fn).versions.resolve(qualifier);
      const key = asyncKey(fn, qualifier);
      const at = nowText(account);
      const functionArn = `${arnOf(account, fn)}${qualifier === LATEST ? '' : `/${qualifier}`}`;
      const createdTime = functionAsync.get(key)?.createdTime ?? at;
      const config = { functionArn, createdTime, ...asyncSettings(jsonBody(call)), lastModifiedTime: at };
      functionAsync.set(key, config);
      return ok(config);
    },
    [`DELETE ${ASYNC}`]: (call, fn) => {
      const key = asyncKey(fn, qualifierOf(call));
      existing(functionAsync, key, 'AsyncConfigNotExists');
      functionAsync.delete(key);
      return NO_CONTENT;
    },
  };
}

function existing(configs: ReadonlyMap<string, JsonObject>, key: string, code: string): JsonObject {
  const config = configs.get(key);
  if (config) return config;
  throw new Refusal(404, code, `there is no such configuration of '${key}'`);
}
