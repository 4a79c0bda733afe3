import type { Account, StoredFunction } from './account.ts';
import type { JsonObject } from './call.ts';
import { isObject } from './fields.ts';
import { configKey } from './v2/configs.ts';
import { functionOf } from './v2/functions.ts';
import { qualifiedService, serviceOf } from './v2/services.ts';
import { asyncKey } from './v3/configs.ts';
import { soleFunction } from './v3/functions.ts';

/** Which function is meant; without a service it is one of 3.0. */
export interface TargetName {
  readonly service: string | null;
  readonly name: string;
  readonly qualifier: string;
}

/** A function with all that its invocation depends on. */
export interface Target extends TargetName {
  /** What instances are counted by. */
  readonly key: string;
  readonly mostInstances: number;
  readonly stored: StoredFunction;
  readonly role: string;
  readonly versionId: string;
  readonly logProject: string;
  readonly logStore: string;
  readonly retries: number;
  readonly eventAgeMs: number;
}

/** Source: Function Compute, retry mechanism. */
const DEFAULT_RETRIES = 3;
const DEFAULT_EVENT_AGE_SECONDS = 86_400;

/** Finds the function, through the alias if one is named. @throws Refusal when something of it does not exist */
export function findTarget(account: Account, target: TargetName): Target {
  return target.service === null ? ofFunction(account, target) : ofService(account, target, target.service);
}

function ofService(account: Account, target: TargetName, service: string): Target {
  const qualified = `${service}.${target.qualifier}`;
  const key = configKey(qualified, target.name);
  const { shown } = qualifiedService(account, qualified);
  return {
    ...target,
    key,
    mostInstances: Number(account.onDemand.get(key)?.maximumInstanceCount ?? account.quotas.instances),
    stored: functionOf(account, qualified, target.name),
    versionId: serviceOf(account, service).versions.resolve(target.qualifier).versionId,
    ...owned(shown),
    ...asyncRules(account.serviceAsync.get(key)),
  };
}

function ofFunction(account: Account, target: TargetName): Target {
  const { versionId, snapshot } = soleFunction(account, target.name).versions.resolve(target.qualifier);
  return {
    ...target,
    key: `functions/${target.name}`,
    mostInstances: Number(account.concurrency.get(target.name)?.reservedConcurrency ?? account.quotas.instances),
    stored: snapshot,
    versionId,
    ...owned(snapshot.shown),
    ...asyncRules(account.functionAsync.get(asyncKey(target.name, target.qualifier))),
  };
}

function owned({ role = '', logConfig }: JsonObject) {
  const { project = '', logstore = '' } = isObject(logConfig) ? logConfig : {};
  return { role: String(role), logProject: String(project), logStore: String(logstore) };
}

function asyncRules({ maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds }: JsonObject = {}) {
  return {
    retries: Number(maxAsyncRetryAttempts ?? DEFAULT_RETRIES),
    eventAgeMs: Number(maxAsyncEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1_000,
  };
}
