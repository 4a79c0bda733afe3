import { randomUUID } from 'node:crypto';
import { crc64 } from '../crc64.ts';
import type { JsonObject } from './call.ts';
import { isObject } from './fields.ts';
import { invalid, Refusal } from './refusal.ts';
import type { VersionSet } from './version-set.ts';

/** A function as it is now, or as a version froze it. */
export interface StoredFunction {
  /** As clients read it. */
  readonly shown: JsonObject;
  readonly code: Buffer;
}

/** Of 2.0: a service with everything in it, as a version freezes it. */
export interface ServiceState {
  readonly shown: JsonObject;
  readonly functions: ReadonlyMap<string, StoredFunction>;
}

export interface Service {
  shown: JsonObject;
  readonly functions: Map<string, StoredFunction>;
  readonly versions: VersionSet<ServiceState>;
  /** By function, then by name. */
  readonly triggers: Map<string, Map<string, JsonObject>>;
}

/** Of 3.0. */
export interface SoleFunction {
  current: StoredFunction;
  readonly versions: VersionSet<StoredFunction>;
  readonly triggers: Map<string, JsonObject>;
}

/** Most that may exist. */
export interface Quotas {
  readonly services: number;
  readonly functions: number;
  readonly triggers: number;
  readonly versions: number;
  /** Instances of all functions at a time. */
  readonly instances: number;
}

/** Everything that one account has in one region. */
export interface Account {
  readonly id: string;
  readonly region: string;
  readonly now: () => number;
  /** What signatures are judged by. */
  readonly signatureNow: () => number;
  /** Roles that exist; null: every well-formed one of this account. */
  readonly roles: readonly string[] | null;
  quotas: Quotas;
  /** Where the stand-in listens, once it does. */
  origin: string;
  readonly services: Map<string, Service>;
  readonly functions: Map<string, SoleFunction>;
  /** The settings beside functions; they outlive them. By `service.qualifier/function`, or `function` and qualifier in 3.0. */
  readonly onDemand: Map<string, JsonObject>;
  readonly serviceAsync: Map<string, JsonObject>;
  readonly concurrency: Map<string, JsonObject>;
  readonly functionAsync: Map<string, JsonObject>;
  /** By ARN. */
  readonly tags: Map<string, Record<string, string>>;
}

const ROLE = /^acs:ram::(\d+):role\/[A-Za-z0-9.@_/-]{1,64}$/;

/** The time as both APIs write it. */
export function nowText({ now }: Account): string {
  return new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Refuses one more than the quota has. @param what in the plural */
export function checkQuota(account: Account, what: keyof Quotas, existing: number): void {
  const most = account.quotas[what];
  if (existing < most) return;
  throw new Refusal(400, 'LimitExceededError', `the number of ${what} exceeds the limit of ${most}`);
}

/** @throws Refusal when it is no role of this account, or one that does not exist */
export function checkRole(account: Account, role: unknown): void {
  if (role === undefined || role === '') return;
  const found = ROLE.exec(String(role));
  if (typeof role !== 'string' || !found) invalid(`role '${String(role)}' is not a valid role ARN`);
  if (found[1] !== account.id) {
    throw new Refusal(403, 'AccessDenied', `the role '${role}' belongs to another account`);
  }
  if (account.roles && !account.roles.includes(role)) invalid(`the role '${role}' does not exist`);
}

/** @throws Refusal when there is one without project and logstore */
export function checkLogConfig(logConfig: unknown): void {
  if (logConfig === undefined || logConfig === null) return;
  if (!isObject(logConfig)) invalid('logConfig must be an object');
  const { project = '', logstore = '' } = logConfig;
  if (Boolean(project) !== Boolean(logstore)) invalid('logConfig needs both project and logstore, or neither');
}

/** A function as the service shows it, with what it works out of the code. */
export function storeFunction(settings: JsonObject, code: Buffer): StoredFunction {
  return { shown: { ...settings, codeSize: code.length, codeChecksum: crc64(code) }, code };
}

export function newId(): string {
  return randomUUID();
}

/** Equal texts: equal but for the time of the last change. */
export function digestOf({ shown }: Pick<StoredFunction, 'shown'>): string {
  const { lastModifiedTime: _, ...rest } = shown;
  return JSON.stringify(rest);
}
