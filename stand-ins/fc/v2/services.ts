import {
  type Account,
  checkLogConfig,
  checkQuota,
  checkRole,
  digestOf,
  newId,
  nowText,
  type Service,
  type ServiceState,
} from '../account.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, optionalText, pick, resourceName } from '../fields.ts';
import { checkInternetAccess } from '../function-settings.ts';
import { page } from '../paging.ts';
import { checkEmpty, Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { LATEST, VersionSet } from '../version-set.ts';

const FIELDS = ['description', 'role', 'logConfig', 'internetAccess'];

/** @throws Refusal 'ServiceNotFound' */
export function serviceOf(account: Account, name: string): Service {
  const service = account.services.get(name);
  if (service) return service;
  throw new Refusal(404, 'ServiceNotFound', `service '${name}' does not exist`);
}

/** `acs:fc:cn-shanghai:123:services/relaywatch` */
export function serviceArn({ region, id }: Account, name: string): string {
  return `acs:fc:${region}:${id}:services/${name}`;
}

/** `relaywatch.live`: a service and the version or alias that is meant. */
export function splitQualifier(text: string): { readonly name: string; readonly qualifier: string } {
  const [name = '', qualifier = LATEST] = text.split('.', 2);
  return { name, qualifier };
}

/** A service as it is now, or as its version froze it. @throws Refusal */
export function qualifiedService(account: Account, text: string): ServiceState {
  const { name, qualifier } = splitQualifier(text);
  return serviceOf(account, name).versions.resolve(qualifier).snapshot;
}

export function serviceRoutes(account: Account): Routes {
  return {
    'POST /services': (call) => ok(create(account, jsonBody(call))),
    'GET /services': (call) => {
      const wanted = [...call.query].filter(([name]) => name.startsWith('tag_'));
      const tagsOf = (name: string) => account.tags.get(serviceArn(account, name)) ?? {};
      const has = (name: string) => wanted.every(([tag, value]) => tagsOf(name)[tag.slice('tag_'.length)] === value);
      const found = new Map([...account.services].filter(([name]) => has(name)));
      return ok(page(call, 'services', found, ({ shown }) => shown));
    },
    'GET /services/:service': (_, name) => ok(qualifiedService(account, name).shown),
    'PUT /services/:service': (call, name) => {
      const body = jsonBody(call);
      checkFields(account, body);
      const service = serviceOf(account, name);
      service.shown = { ...service.shown, ...pick(body, FIELDS), lastModifiedTime: nowText(account) };
      return ok(service.shown);
    },
    'DELETE /services/:service': (_, name) => {
      const { functions, versions } = serviceOf(account, name);
      checkEmpty(`service '${name}'`, 'ServiceNotEmpty', {
        functions,
        versions: versions.versions,
        aliases: versions.aliases,
      });
      account.services.delete(name);
      account.tags.delete(serviceArn(account, name));
      return NO_CONTENT;
    },
  };
}

function create(account: Account, body: JsonObject): JsonObject {
  const serviceName = resourceName(body.serviceName, 'serviceName');
  checkFields(account, body);
  if (account.services.has(serviceName)) {
    throw new Refusal(409, 'ServiceAlreadyExists', `service '${serviceName}' already exists`);
  }
  checkQuota(account, 'services', account.services.size);
  const at = nowText(account);
  const defaults = { description: '', role: '', logConfig: { project: '', logstore: '' }, internetAccess: true };
  const shown = {
    serviceName,
    ...defaults,
    ...pick(body, FIELDS),
    serviceId: newId(),
    createdTime: at,
    lastModifiedTime: at,
  };
  account.services.set(serviceName, createService(account, serviceName, shown));
  return shown;
}

function createService(account: Account, name: string, shown: JsonObject): Service {
  const functions: Service['functions'] = new Map();
  const service: Service = {
    shown,
    functions,
    triggers: new Map(),
    versions: new VersionSet<ServiceState>({
      owner: `service '${name}'`,
      latest: () => ({ shown: service.shown, functions: new Map(functions) }),
      digest: (state) => [digestOf({ shown: state.shown }), ...[...state.functions.values()].map(digestOf)].join('\n'),
      nowText: () => nowText(account),
    }),
  };
  return service;
}

function checkFields(account: Account, body: JsonObject): void {
  optionalText(body.description, 'description');
  checkInternetAccess(body.internetAccess ?? true);
  checkRole(account, body.role);
  checkLogConfig(body.logConfig);
}
