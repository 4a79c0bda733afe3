import type { Call, JsonObject } from './call.ts';
import { invalid } from './refusal.ts';

/** The body as a JSON object; an empty one counts as `{}`. @throws Refusal */
export function jsonBody({ body }: Call): JsonObject {
  if (body.length === 0) return {};
  return parseObject(body.toString('utf8'), 'request body');
}

/** @param what names the text in the refusal. @throws Refusal when it is not a JSON object */
export function parseObject(text: string, what: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return invalid(`${what} is not valid JSON`);
  }
  return isObject(parsed) ? parsed : invalid(`${what} must be a JSON object`);
}

/** @param what names the text in the refusal. @throws Refusal when it is not a JSON list */
export function parseList(text: string, what: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // said below
  }
  return invalid(`${what} must be a JSON list`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Refusal when it is there and not a text */
export function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : invalid(`${name} must be a string`);
}

/** @throws Refusal when it is not a whole number in the range */
export function wholeNumber(value: unknown, name: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  return invalid(`${name} is set to an invalid value: it must be an integer from ${least} to ${most}`);
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Names of services, functions, triggers and aliases. @throws Refusal */
export function resourceName(value: unknown, name: string, longest = 128): string {
  if (typeof value === 'string' && value.length <= longest && NAME.test(value)) return value;
  return invalid(
    `${name} must have 1 to ${longest} characters, begin with a letter or _, and hold letters, digits, _ and - alone`,
  );
}

/** Those of `fields` that `given` has, null left out. */
export function pick(given: JsonObject, fields: readonly string[]): JsonObject {
  const has = fields.filter((field) => given[field] !== undefined && given[field] !== null);
  return Object.fromEntries(has.map((field) => [field, given[field]]));
}
