import { type Account, checkQuota } from '../account.ts';
import { NO_CONTENT, ok } from '../call.ts';
import { jsonBody } from '../fields.ts';
import { page, versionPage } from '../paging.ts';
import type { Routes } from '../router.ts';
import { serviceOf } from './services.ts';

/** Versions and aliases of a service. */
export function versionRoutes(account: Account): Routes {
  const of = (service: string) => serviceOf(account, service).versions;
  return {
    'POST /services/:service/versions': (call, service) => {
      checkQuota(account, 'versions', of(service).versions.size);
      return ok(of(service).publish(jsonBody(call)));
    },
    'GET /services/:service/versions': (call, service) => ok(versionPage(call, of(service).versions)),
    'DELETE /services/:service/versions/:version': (_, service, version) => {
      of(service).deleteVersion(version);
      return NO_CONTENT;
    },
    'POST /services/:service/aliases': (call, service) => ok(of(service).createAlias(jsonBody(call))),
    'GET /services/:service/aliases': (call, service) =>
      ok(page(call, 'aliases', of(service).aliases, (alias) => alias)),
    'GET /services/:service/aliases/:alias': (_, service, alias) => ok(of(service).alias(alias)),
    'PUT /services/:service/aliases/:alias': (call, service, alias) =>
      ok(of(service).updateAlias(alias, jsonBody(call))),
    'DELETE /services/:service/aliases/:alias': (_, service, alias) => {
      of(service).deleteAlias(alias);
      return NO_CONTENT;
    },
  };
}
