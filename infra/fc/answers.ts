import { isRecord } from '../../lib/base/records.ts';
import type {
  Alias,
  AsyncFields,
  ExistingFunction,
  ExistingTrigger,
  FunctionFields,
  HttpFields,
  LogPlace,
  ServiceFields,
  TimerFields,
  TriggerFields,
  Version,
} from './client.ts';

/** The JSON object in an answer; empty for anything else. Both generations use the same names for most fields. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The number of retries when none is set. Source: Function Compute, retry policies. */
const RETRIES_UNSAID = 3;
const EVENT_AGE_UNSAID = 86_400;

export function serviceOf(answer: unknown): ServiceFields {
  const { description, role, logConfig } = fieldsOf(answer);
  return { description: text(description), role: text(role), log: logOf(logConfig) };
}

/** @param withOwner whether role, log, vCPU and disk belong to the function itself, as in FC 3.0 */
export function functionOf(answer: unknown, withOwner: boolean): ExistingFunction {
  const fields = fieldsOf(answer);
  const own = withOwner
    ? {
        role: text(fields.role),
        log: logOf(fields.logConfig),
        cpu: number(fields.cpu),
        diskMb: number(fields.diskSize),
      }
    : {};
  return {
    fields: {
      description: text(fields.description),
      runtime: text(fields.runtime),
      handler: text(fields.handler),
      memoryMb: number(fields.memorySize),
      timeoutSeconds: number(fields.timeout),
      requestsPerInstance: number(fields.instanceConcurrency, 1),
      environment: texts(fields.environmentVariables),
      ...own,
    },
    codeChecksum: text(fields.codeChecksum),
  };
}

/** `triggerConfig` is an object in 2.0, and JSON text in 3.0; `urlInternet` is the trigger's own in 2.0. */
export function triggerOf(answer: unknown): ExistingTrigger {
  const { triggerName, triggerType, description, qualifier, triggerConfig, urlInternet, httpTrigger } =
    fieldsOf(answer);
  const url = text(fieldsOf(httpTrigger).urlInternet) || text(urlInternet);
  const config = fieldsOf(typeof triggerConfig === 'string' ? parsed(triggerConfig) : triggerConfig);
  return {
    name: text(triggerName),
    description: text(description),
    type: text(triggerType),
    qualifier: text(qualifier),
    ...(triggerType === 'http' ? { http: httpOf(config) } : { timer: timerOf(config) }),
    ...(url === '' ? {} : { url }),
  };
}

function timerOf({ cronExpression, enable, payload }: Record<string, unknown>): TimerFields {
  return { schedule: text(cronExpression), enabled: enable === true, payload: text(payload) };
}

/** Methods in no order that means anything. */
function httpOf({ authType, methods }: Record<string, unknown>): HttpFields {
  return { authType: text(authType), methods: Array.isArray(methods) ? methods.map(text).sort() : [] };
}

export function triggerConfig({ timer, http }: TriggerFields): Record<string, unknown> {
  if (http) return { authType: http.authType, methods: [...http.methods] };
  return { cronExpression: timer?.schedule, enable: timer?.enabled, payload: timer?.payload };
}

export function versionOf(answer: unknown): Version {
  const { versionId, description, createdTime } = fieldsOf(answer);
  return { id: text(versionId), description: text(description), createdAt: text(createdTime) };
}

export function aliasOf(answer: unknown): Alias {
  const { aliasName, description, versionId, additionalVersionWeight } = fieldsOf(answer);
  const weights = Object.entries(fieldsOf(additionalVersionWeight)).map(([id, share]) => [id, number(share)]);
  return {
    name: text(aliasName),
    description: text(description),
    versionId: text(versionId),
    weights: Object.fromEntries(weights),
  };
}

export function asyncOf(answer: unknown): AsyncFields {
  const { maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds } = fieldsOf(answer);
  return {
    retries: number(maxAsyncRetryAttempts, RETRIES_UNSAID),
    eventAgeSeconds: number(maxAsyncEventAgeInSeconds, EVENT_AGE_UNSAID),
  };
}

/** Newest first; version numbers increase. */
export function newestFirst(versions: readonly Version[]): Version[] {
  return [...versions].sort((a, b) => Number(b.id) - Number(a.id));
}

/** All pages of a listing. @param read returns one page: its items, and the token of the next one */
export async function allPages(
  read: (nextToken: string | undefined) => Promise<{ readonly items: readonly Fields[]; readonly next: unknown }>,
): Promise<Fields[]> {
  const all: Fields[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await read(token);
    all.push(...items);
    token = text(next) || undefined;
  } while (token !== undefined);
  return all;
}

function logOf(value: unknown): LogPlace | null {
  const { project, logstore } = fieldsOf(value);
  return text(project) === '' ? null : { project: text(project), logstore: text(logstore) };
}

/** What both generations call by the same names. */
export function functionSettings(fields: FunctionFields) {
  return {
    description: fields.description,
    runtime: fields.runtime,
    handler: fields.handler,
    memorySize: fields.memoryMb,
    timeout: fields.timeoutSeconds,
    instanceConcurrency: fields.requestsPerInstance,
    environmentVariables: { ...fields.environment },
  };
}

/** In the form of requests: empty texts remove the log, whereas an absent value would leave it unchanged. */
export function logConfig(log: LogPlace | null | undefined): Record<string, string> {
  return log ? { ...log } : { project: '', logstore: '' };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown, unsaid = 0): number {
  return typeof value === 'number' ? value : unsaid;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, entry]) => [name, String(entry)]));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
