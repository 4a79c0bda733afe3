import { ApiError, invalidParameter, missing } from './api-error.ts';

/** The parameters of a call by name, decoded. */
export type Parameters = ReadonlyMap<string, string>;

const MAX_INT32 = 2_147_483_647;

/** A parameter that must be there and not be empty. @throws ApiError such as MissingTaskId */
export function requiredText(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (!value) throw missing(name);
  return value;
}

/** An absent and an empty parameter mean the same: not given. */
export function optionalText(parameters: Parameters, name: string, maxLength = 2000): string | undefined {
  const value = parameters.get(name);
  if (!value) return undefined;
  if (value.length > maxLength) throw invalidParameter(`${name} is longer than ${maxLength} characters`);
  return value;
}

/** A whole number in decimal digits, or undefined when not given. @throws ApiError InvalidParameter */
export function optionalInteger(
  parameters: Parameters,
  name: string,
  { min = 0, max = MAX_INT32 }: { min?: number; max?: number } = {},
): number | undefined {
  const text = parameters.get(name);
  if (!text) return undefined;
  const value = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalidParameter(`${name} must be an integer from ${min} to ${max}`);
}

/** An id or, in a list, a part of one. @throws ApiError InvalidParameter */
export function checkTaskId(taskId: string): string {
  if (/^[A-Za-z0-9_-]{1,55}$/.test(taskId)) return taskId;
  throw invalidParameter('TaskId must be at most 55 letters, digits, underscores and hyphens');
}

/** The live centre of the call. @throws ApiError MissingRegion, or InvalidParameter when it is not served */
export function servedRegion(parameters: Parameters, regions: readonly string[]): string {
  const region = requiredText(parameters, 'Region');
  if (regions.includes(region)) return region;
  throw invalidParameter(`Region ${region} is not supported`);
}

/** A UTC time of whole seconds as Unix milliseconds, or undefined. @throws ApiError InvalidParameter */
export function optionalTime(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (!text) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw invalidParameter(`${name} must have the form yyyy-MM-ddTHH:mm:ssZ`);
}

/** A JSON array of texts, as SDKs send SourceUrls. @throws ApiError InvalidParameter */
export function optionalTexts(parameters: Parameters, name: string): readonly string[] | undefined {
  const text = parameters.get(name);
  if (!text) return undefined;
  const list = parseJson(text);
  if (Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === 'string' && item !== '')) {
    return list;
  }
  throw invalidParameter(`${name} must be a JSON array of texts`);
}

/** @throws ApiError when the end does not come after the start and after now */
export function checkDuration(startMs: number, endMs: number, nowMs: number): void {
  if (endMs > startMs && endMs > nowMs) return;
  throw new ApiError('InvalidParam.CodeIllegalDuration', 'EndTime must be later than StartTime and than now.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
