import { type Account, nowText } from '../account.ts';
import { asyncSettings } from '../async-settings.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, wholeNumber } from '../fields.ts';
import { page } from '../paging.ts';
import { invalid, Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { LATEST } from '../version-set.ts';
import { functionOf } from './functions.ts';
import { splitQualifier } from './services.ts';

const ON_DEMAND = '/services/:service/functions/:function/on-demand-config';
const ASYNC = '/services/:service/functions/:function/async-invoke-config';

/** What the settings of a function are kept under. */
export function configKey(service: string, functionName: string): string {
  const { name, qualifier } = splitQualifier(service);
  return `services/${name}.${qualifier}/functions/${functionName}`;
}

/** Instances at most, and what becomes of asynchronous invocations. They stay when the function goes. */
export function configRoutes(account: Account): Routes {
  return { ...onDemandRoutes(account), ...asyncRoutes(account) };
}

function onDemandRoutes(account: Account): Routes {
  const { onDemand } = account;
  return {
    'GET /on-demand-configs': (call) => ok(page(call, 'configs', onDemand, (config) => config)),
    [`GET ${ON_DEMAND}`]: (_, service, fn) => ok(existing(onDemand, configKey(service, fn), 'OnDemandConfigNotFound')),
    [`PUT ${ON_DEMAND}`]: (call, service, fn) => {
      functionOf(account, service, fn);
      if (/^\d+$/.test(splitQualifier(service).qualifier)) {
        invalid(`the qualifier of an on-demand config must be ${LATEST} or an alias`);
      }
      const { maximumInstanceCount } = jsonBody(call);
      const most = wholeNumber(maximumInstanceCount, 'maximumInstanceCount', 0, account.quotas.instances);
      const config = { resource: configKey(service, fn), maximumInstanceCount: most };
      onDemand.set(config.resource, config);
      return ok(config);
    },
    [`DELETE ${ON_DEMAND}`]: (_, service, fn) => {
      existing(onDemand, configKey(service, fn), 'OnDemandConfigNotFound');
      onDemand.delete(configKey(service, fn));
      return NO_CONTENT;
    },
  };
}

function asyncRoutes(account: Account): Routes {
  const { serviceAsync } = account;
  return {
    'GET /services/:service/functions/:function/async-invoke-configs': (call, service, fn) => {
      functionOf(account, service, fn);
      const ofFunction = [...serviceAsync].filter(([, config]) => config.service === service && config.function === fn);
      return ok(page(call, 'configs', new Map(ofFunction), (config) => config));
    },
    [`GET ${ASYNC}`]: (_, service, fn) => ok(existing(serviceAsync, configKey(service, fn), 'AsyncConfigNotExists')),
    [`PUT ${ASYNC}`]: (call, service, fn) => {
      functionOf(account, service, fn);
      const key = configKey(service, fn);
      const at = nowText(account);
      const { name, qualifier } = splitQualifier(service);
      const config = {
        service: name,
        function: fn,
        qualifier,
        createdTime: serviceAsync.get(key)?.createdTime ?? at,
        ...asyncSettings(jsonBody(call)),
        lastModifiedTime: at,
      };
      serviceAsync.set(key, config);
      return ok(config);
    },
    [`DELETE ${ASYNC}`]: (_, service, fn) => {
      existing(serviceAsync, configKey(service, fn), 'AsyncConfigNotExists');
      serviceAsync.delete(configKey(service, fn));
      return NO_CONTENT;
    },
  };
}

function existing(configs: ReadonlyMap<string, JsonObject>, key: string, code: string): JsonObject {
  const config = configs.get(key);
  if (config) return config;
  throw new Refusal(404, code, `there is no such configuration of '${key}'`);
}
