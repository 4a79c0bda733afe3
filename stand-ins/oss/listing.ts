import type { Listed, ObjectStore, StoredObject } from './object-store.ts';
import { Refusal } from './refusal.ts';

/** Who owns everything here. */
const OWNER = { ID: '1234567890123456', DisplayName: '1234567890123456' };

/** The fields of an answer to ListObjectsV2. @throws Refusal. Source: OSS API 2019-05-17, ListObjectsV2. */
export function listing(bucketName: string, query: URLSearchParams, store: ObjectStore): Record<string, unknown> {
  // oss2 sends what is not wanted without a value
  const given = (name: string) => query.get(name) || null;
  const limit = Number(given('max-keys') ?? '100');
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw invalid('max-keys', 'must be from 1 to 1000');
  const text = textOf(given('encoding-type'));
  const owned = fetchesOwner(given('fetch-owner'));
  const [prefix, delimiter] = [given('prefix') ?? '', given('delimiter') ?? ''];
  const token = given('continuation-token');
  const after = token === null ? (given('start-after') ?? '') : placeOf(token);
  const { entries, truncated } = store.list({ prefix, delimiter, after, limit });
  const objects = entries.flatMap((entry) => ('object' in entry ? [entry] : []));
  return {
    Name: bucketName,
    Prefix: text(prefix),
    ...echoed('StartAfter', given('start-after'), text),
    ...echoed('ContinuationToken', token, (same) => same),
    ...echoed('Delimiter', given('delimiter'), text),
    MaxKeys: limit,
    ...echoed('EncodingType', given('encoding-type'), (same) => same),
    IsTruncated: truncated,
    ...(truncated ? { NextContinuationToken: tokenOf(entries.at(-1)) } : {}),
    Contents: objects.map(({ key, object }) => ({
      ...contentsOf(text(key), object),
      ...(owned ? { Owner: OWNER } : {}),
    })),
    CommonPrefixes: entries.flatMap((entry) => ('object' in entry ? [] : [{ Prefix: text(entry.key) }])),
    KeyCount: entries.length,
  };
}

/** Whole seconds, written with three zeros. */
export function ossTime(ms: number): string {
  return new Date(Math.floor(ms / 1_000) * 1_000).toISOString();
}

function contentsOf(Key: string, { body, etag, modifiedMs }: StoredObject) {
  const LastModified = ossTime(modifiedMs);
  return { Key, LastModified, ETag: etag, Type: 'Normal', Size: body.length, StorageClass: 'Standard' };
}

function echoed(name: string, value: string | null, text: (value: string) => string): Record<string, string> {
  return value === null ? {} : { [name]: text(value) };
}

function textOf(encoding: string | null): (text: string) => string {
  if (encoding === null) return (text) => text;
  if (encoding === 'url') return encodeURIComponent;
  throw invalid('encoding-type', 'must be url');
}

function fetchesOwner(value: string | null): boolean {
  if (value === null || value === 'true' || value === 'false') return value === 'true';
  throw invalid('fetch-owner', 'must be true or false');
}

/** The last entry of the page before. */
function tokenOf(last: Listed | undefined): string {
  return Buffer.from(last?.key ?? '').toString('base64');
}

function placeOf(token: string): string {
  const bytes = Buffer.from(token, 'base64');
  if (bytes.toString('base64') === token) return bytes.toString();
  throw invalid('continuation-token', 'is not one that was given');
}

function invalid(name: string, problem: string): Refusal {
  return new Refusal(400, 'InvalidArgument', `${name} ${problem}.`, { ArgumentName: name });
}
