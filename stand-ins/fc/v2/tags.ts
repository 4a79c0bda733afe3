import type { Account } from '../account.ts';
import { ok } from '../call.ts';
import { isObject, jsonBody } from '../fields.ts';
import { invalid } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { serviceArn, serviceOf } from './services.ts';

/** Tags of services: 2.0 has none on functions. */
export function tagRoutes(account: Account): Routes {
  const { tags } = account;
  return {
    'POST /tag': (call) => {
      const { resourceArn, tags: given } = jsonBody(call);
      const arn = existingArn(account, resourceArn);
      if (!isObject(given)) return invalid('tags must be an object');
      const texts = Object.entries(given).map(([key, value]) => [key, String(value)]);
      tags.set(arn, { ...tags.get(arn), ...Object.fromEntries(texts) });
      return ok({});
    },
    'GET /tag': ({ query }) => {
      const arn = existingArn(account, query.get('resourceArn'));
      return ok({ resourceArn: arn, tags: tags.get(arn) ?? {} });
    },
    'DELETE /tag': (call) => {
      const { resourceArn, tagKeys = [], all = false } = jsonBody(call);
      const arn = existingArn(account, resourceArn);
      if (!Array.isArray(tagKeys)) return invalid('tagKeys must be a list');
      const kept = Object.entries(tags.get(arn) ?? {}).filter(([key]) => all !== true && !tagKeys.includes(key));
      if (kept.length === 0) tags.delete(arn);
      else tags.set(arn, Object.fromEntries(kept));
      return ok({}); // aliyun-fc2 reads JSON here
    },
  };
}

/** @param given an ARN, or `services/name` @throws Refusal 'ServiceNotFound' */
function existingArn(account: Account, given: unknown): string {
  const found = /^(?:acs:fc:[^:]*:[^:]*:)?services\/([^/]+)$/.exec(String(given));
  if (!found?.[1]) return invalid(`resourceArn '${String(given)}' is not the ARN of a service`);
  serviceOf(account, found[1]);
  return serviceArn(account, found[1]);
}
