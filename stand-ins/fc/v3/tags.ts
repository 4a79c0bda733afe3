import type { Account } from '../account.ts';
import { type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { isObject, jsonBody, parseList } from '../fields.ts';
import { page } from '../paging.ts';
import { invalid, Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';

const MOST_TAGS = 20;
const RESOURCE_TYPES = ['function', 'aliyun::fc:function'];

/** `acs:fc:cn-shanghai:123:functions/relaywatch` */
export function arnOf({ region, id }: Account, functionName: string): string {
  return `acs:fc:${region}:${id}:functions/${functionName}`;
}

/** A list of key and value as one object. @throws Refusal */
export function checkTags(tags: unknown): Record<string, string> {
  if (!Array.isArray(tags) || tags.length > MOST_TAGS) return invalid(`tags must be a list of ${MOST_TAGS} at most`);
  return Object.fromEntries(tags.map((tag: unknown) => checkTag(tag)));
}

function checkTag(tag: unknown): [string, string] {
  if (isObject(tag)) {
    const { Key: key, Value: value = '' } = tag;
    if (typeof key === 'string' && /^(?!aliyun|acs:).{1,128}$/.test(key) && typeof value === 'string') {
      return [key, value];
    }
  }
  return invalid('a tag needs a key that does not begin with aliyun or acs:, and a value');
}

export function shownTags({ tags }: Account, arn: string): { Key: string; Value: string }[] {
  return Object.entries(tags.get(arn) ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** @param wanted a JSON text of a list of tags; null, and every function has them @throws Refusal */
export function hasTags(account: Account, arn: string, wanted: string | null): boolean {
  const own = account.tags.get(arn) ?? {};
  return Object.entries(checkTags(parseList(wanted || '[]', 'tags'))).every(([key, value]) => own[key] === value);
}

/** Tags of functions, by their ARN or by `functions/name`. */
export function tagRoutes(account: Account): Routes {
  return {
    'POST /tags-v2': (call) => {
      const { ResourceId, ResourceType, Tag } = jsonBody(call);
      checkType(ResourceType);
      const tags = checkTags(Tag);
      for (const arn of arnsOf(account, ResourceId)) account.tags.set(arn, { ...account.tags.get(arn), ...tags });
      return NO_CONTENT;
    },
    'GET /tags-v2': (call) => {
      const { query } = call;
      checkType(query.get('ResourceType'));
      const ids = query.get('ResourceId');
      const arns =
        ids === null ? [...account.tags.keys()].filter(isFunction) : arnsOf(account, parseList(ids, 'ResourceId'));
      const found = arns.filter((arn) => hasTags(account, arn, query.get('Tag')));
      const rows = new Map(found.map((arn) => [arn, rowsOf(account, arn)]));
      const { resources, nextToken } = page(call, 'resources', rows, (list) => ({ list }), LIST_PAGING);
      const TagResources = (resources as { list: JsonObject[] }[]).flatMap(({ list }) => list);
      return ok({ TagResources, ...(nextToken === undefined ? {} : { NextToken: nextToken }) });
    },
    'DELETE /tags-v2': ({ query }) => {
      checkType(query.get('ResourceType'));
      const keys = parseList(query.get('TagKey') ?? '[]', 'TagKey').map(String);
      for (const arn of arnsOf(account, parseList(query.get('ResourceId') ?? '[]', 'ResourceId'))) {
        untag(account, arn, query.get('All') === 'true' ? null : keys);
      }
      return NO_CONTENT;
    },
  };
}

/** Of this operation alone, parameters begin with a capital letter. */
const LIST_PAGING = { limit: 'Limit', nextToken: 'NextToken' };

function rowsOf(account: Account, arn: string): JsonObject[] {
  return shownTags(account, arn).map(({ Key, Value }) => ({
    ResourceId: arn,
    ResourceType: 'function',
    TagKey: Key,
    TagValue: Value,
  }));
}

/** @param keys null: all of them */
function untag({ tags }: Account, arn: string, keys: readonly string[] | null): void {
  const kept = Object.entries(tags.get(arn) ?? {}).filter(([key]) => keys !== null && !keys.includes(key));
  if (kept.length === 0) tags.delete(arn);
  else tags.set(arn, Object.fromEntries(kept));
}

function checkType(type: unknown): void {
  if (typeof type === 'string' && RESOURCE_TYPES.includes(type.toLowerCase())) return;
  invalid('ResourceType must be function: this stand-in has tags on functions alone');
}

function arnsOf(account: Account, given: unknown): string[] {
  if (!Array.isArray(given) || given.length === 0) return invalid('ResourceId must be a list of functions');
  return given.map((text) => {
    const name = String(text).replace(/^(acs:fc:[^:]*:[^:]*:)?functions\//, '');
    if (account.functions.has(name)) return arnOf(account, name);
    throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);
  });
}

function isFunction(arn: string): boolean {
  return arn.includes(':functions/');
}
