import { type Account, checkQuota } from '../account.ts';
import { NO_CONTENT, ok } from '../call.ts';
import { jsonBody } from '../fields.ts';
import { page, versionPage } from '../paging.ts';
import type { Routes } from '../router.ts';
import { soleFunction } from './functions.ts';

/** Versions and aliases of a function. */
export function versionRoutes(account: Account): Routes {
  const of = (fn: string) => soleFunction(account, fn).versions;
  return {
    'POST /functions/:function/versions': (call, fn) => {
      checkQuota(account, 'versions', of(fn).versions.size);
      return ok(of(fn).publish(jsonBody(call)));
    },
    'GET /functions/:function/versions': (call, fn) => ok(versionPage(call, of(fn).versions)),
    'DELETE /functions/:function/versions/:version': (_, fn, version) => {
      of(fn).deleteVersion(version);
      return NO_CONTENT;
    },
    'POST /functions/:function/aliases': (call, fn) => ok(of(fn).createAlias(jsonBody(call))),
    'GET /functions/:function/aliases': (call, fn) => ok(page(call, 'aliases', of(fn).aliases, (alias) => alias)),
    'GET /functions/:function/aliases/:alias': (_, fn, alias) => ok(of(fn).alias(alias)),
    'PUT /functions/:function/aliases/:alias': (call, fn, alias) => ok(of(fn).updateAlias(alias, jsonBody(call))),
    'DELETE /functions/:function/aliases/:alias': (_, fn, alias) => {
      of(fn).deleteAlias(alias);
      return NO_CONTENT;
    },
  };
}
