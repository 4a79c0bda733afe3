import { checkMembers } from './members.ts';
import { badCombination, invalidValue, missingParameter, RefusedRequest } from './refusals.ts';

/**
 * The documented rules of PutMetricData. Written apart from `lib/metrics` on purpose: a limit misread there would be
 * misread here too if both shared it.
 * Source: Amazon CloudWatch API 2010-08-01, PutMetricData, MetricDatum, Dimension, StatisticSet.
 */
export interface StoredDatapoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: string;
  readonly timestampMs: number;
  readonly storageResolution: number;
}

export type Json = Readonly<Record<string, unknown>>;

export const UNITS: ReadonlySet<string> = new Set(
  `Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits
  Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second Bits/Second
  Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second Count/Second None`.split(/\s+/),
);
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const TWO_WEEKS_MS = 1_209_600_000;
const TWO_HOURS_MS = 7_200_000;

/**
 * The data of a request's body. A metric whose name contains `refuse-me` is refused, and as with any invalid metric
 * the whole request with it.
 * @throws RefusedRequest
 */
export function readPutMetricData(body: unknown, nowMs: number): readonly StoredDatapoint[] {
  if (!isObject(body)) throw new RefusedRequest('SerializationException', 'The body is not a JSON object.');
  checkMembers('PutMetricDataInput', body);
  const { Namespace, MetricData } = body;
  const namespace = readName(Namespace, 'Namespace');
  if (namespace.startsWith('AWS/')) throw invalid('Namespace', 'starts with AWS/');
  if (!Array.isArray(MetricData) || MetricData.length === 0) throw missingParameter('MetricData');
  if (MetricData.length > 1_000) throw invalid('MetricData', `has ${MetricData.length} members, more than 1000`);
  return MetricData.map((datum, i) => readDatum(datum, `MetricData.member.${i + 1}`, namespace, nowMs));
}

function readDatum(datum: unknown, path: string, namespace: string, nowMs: number): StoredDatapoint {
  if (!isObject(datum)) throw invalid(path, 'is not an object');
  checkMembers('MetricDatum', datum);
  const { MetricName, Dimensions = [], Unit = 'None', StorageResolution = 60, Timestamp = nowMs / 1_000 } = datum;
  const name = readName(MetricName, `${path}.MetricName`);
  if (name.includes('refuse-me')) throw invalid(`${path}.MetricName`, 'asks to be refused');
  if (typeof Unit !== 'string' || !UNITS.has(Unit)) throw invalid(`${path}.Unit`, 'is not a unit');
  if (StorageResolution !== 1 && StorageResolution !== 60) throw invalid(`${path}.StorageResolution`, 'is not 1 or 60');
  return {
    namespace,
    name,
    dimensions: readDimensions(Dimensions, `${path}.Dimensions`),
    value: readValue(datum, path),
    unit: Unit,
    timestampMs: readTimestamp(Timestamp, `${path}.Timestamp`, nowMs),
    storageResolution: StorageResolution,
  };
}

function readTimestamp(seconds: unknown, path: string, nowMs: number): number {
  const ms = typeof seconds === 'number' ? Math.round(seconds * 1_000) : Number.NaN;
  if (ms >= nowMs - TWO_WEEKS_MS && ms <= nowMs + TWO_HOURS_MS) return ms;
  throw invalid(path, 'is not within two weeks before and two hours after now');
}

/** One number for a datum: its Value, or the mean of its Values or StatisticValues. */
function readValue({ Value, Values, Counts, StatisticValues }: Json, path: string): number {
  const given = [Value, Values, StatisticValues].filter((field) => field !== undefined);
  if (given.length > 1) throw badCombination(`${path} has several values`);
  if (Value !== undefined) return readNumber(Value, `${path}.Value`);
  if (StatisticValues !== undefined) return readStatistics(StatisticValues, `${path}.StatisticValues`);
  if (Values !== undefined) return readValues(Values, Counts, path);
  throw missingParameter(`${path}.Value`);
}

function readValues(values: unknown, counts: unknown, path: string): number {
  if (!Array.isArray(values) || values.length === 0) throw missingParameter(`${path}.Values`);
  if (values.length > 150) throw invalid(`${path}.Values`, 'has more than 150 members');
  const weights: unknown = counts ?? values.map(() => 1);
  if (!Array.isArray(weights) || weights.length !== values.length) {
    throw invalid(`${path}.Counts`, 'differs in length from Values');
  }
  let sum = 0;
  let total = 0;
  for (const [i, value] of values.entries()) {
    const weight = readNumber(weights[i], `${path}.Counts.member.${i + 1}`);
    sum += weight * readNumber(value, `${path}.Values.member.${i + 1}`);
    total += weight;
  }
  return sum / total;
}

function readStatistics(set: unknown, path: string): number {
  if (!isObject(set)) throw invalid(path, 'is not an object');
  checkMembers('StatisticSet', set);
  const [sum = 0, count = 0] = ['Sum', 'SampleCount', 'Minimum', 'Maximum'].map((field) => {
    if (set[field] === undefined) throw missingParameter(`${path}.${field}`);
    return readNumber(set[field], `${path}.${field}`);
  });
  return sum / count;
}

function readNumber(value: unknown, path: string): number {
  if (typeof value === 'number' && Math.abs(value) <= 2 ** 360) return value;
  throw invalid(path, 'is not a number within -2^360 to 2^360');
}

function readDimensions(list: unknown, path: string): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) throw invalid(path, 'is not a list');
  if (list.length > 30) throw invalid(path, `has ${list.length} members, more than 30`);
  const dimensions = new Map<string, string>();
  for (const [i, entry] of list.entries()) {
    const at = `${path}.member.${i + 1}`;
    if (isObject(entry)) checkMembers('Dimension', entry);
    const { Name, Value } = isObject(entry) ? entry : {};
    const name = readName(Name, `${at}.Name`);
    if (dimensions.has(name)) throw invalid(`${at}.Name`, 'is there twice');
    dimensions.set(name, readText(Value, `${at}.Value`, 1_024));
  }
  return Object.fromEntries(dimensions);
}

function readName(value: unknown, path: string): string {
  const text = readText(value, path, 255);
  if (text.startsWith(':')) throw invalid(path, 'starts with a colon');
  return text;
}

function readText(value: unknown, path: string, maxChars: number): string {
  if (typeof value !== 'string') throw missingParameter(path);
  if (value.trim() === '') throw invalid(path, 'is blank');
  if (value.length > maxChars) throw invalid(path, `is longer than ${maxChars} characters`);
  if (!PRINTABLE_ASCII.test(value)) throw invalid(path, 'is not printable ASCII');
  return value;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, fault: string): RefusedRequest {
  return invalidValue(`The value for ${path} ${fault}`);
}
