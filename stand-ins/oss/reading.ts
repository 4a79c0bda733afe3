import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

/** What conditions and ranges are judged by. */
export interface Readable {
  readonly etag: string;
  readonly modifiedMs: number;
  readonly length: number;
}

/** Bytes to give, the last one included. */
export interface Part {
  readonly first: number;
  readonly last: number;
}

/**
 * Whether the object is to be given at all.
 * @returns false: the client has it already, 304
 * @throws Refusal 412 when it is not the one that is wanted
 * Source: OSS API 2019-05-17, GetObject.
 */
export function isWanted({ etag, modifiedMs }: Readable, headers: IncomingHttpHeaders): boolean {
  const modified = Math.floor(modifiedMs / 1_000) * 1_000;
  const unchangedSince = timeOf(headers['if-unmodified-since']);
  const changedSince = timeOf(headers['if-modified-since']);
  if (headers['if-match'] !== undefined && !sameTag(headers['if-match'], etag)) throw failed('If-Match');
  if (unchangedSince !== null && modified > unchangedSince) throw failed('If-Unmodified-Since');
  if (headers['if-none-match'] !== undefined && sameTag(headers['if-none-match'], etag)) return false;
  return changedSince === null || modified > changedSince;
}

/**
 * The part that Range asks for; null: all of it. What cannot be read, and what goes beyond the object, does not count, unless
 * `x-oss-range-behavior: standard` asks for the rules of HTTP.
 * @throws Refusal 416, by those rules alone
 * Source: OSS, "Use HTTP Range requests to get OSS resources in segments".
 */
export function partOf({ length }: Readable, headers: IncomingHttpHeaders): Part | null {
  const standard = isStandard(headers['x-oss-range-behavior']);
  // of several ranges, the first alone
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)(?:,|$)/.exec(headers.range ?? '') ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? length - Number(to) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Number(to);
  if (last < first && from !== '' && to !== '') return null;
  if (first >= 0 && first < length && last < length) return { first, last };
  if (!standard) return null;
  if (first >= length || length === 0) throw unsatisfiable(length);
  return { first: Math.max(0, first), last: Math.min(last, length - 1) };
}

function isStandard(value: string | string[] | undefined): boolean {
  if (value === undefined || value === 'standard') return value === 'standard';
  throw new Refusal(400, 'InvalidArgument', 'x-oss-range-behavior must be standard.');
}

function sameTag(wanted: string, etag: string): boolean {
  return wanted.replaceAll('"', '').toUpperCase() === etag.replaceAll('"', '');
}

/** A time that cannot be read does not count. */
function timeOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}

function failed(condition: string): Refusal {
  const message = 'At least one of the pre-conditions you specified did not hold.';
  return new Refusal(412, 'PreconditionFailed', message, { Condition: condition });
}

function unsatisfiable(length: number): Refusal {
  return new Refusal(416, 'InvalidRange', 'The requested range cannot be satisfied', {
    ActualObjectSize: String(length),
  });
}
