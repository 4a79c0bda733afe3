import { DateTime } from 'luxon';
import { ApiError } from '../live/api-error.ts';

/** One value that was reported. */
export interface ReportedMetric {
  readonly name: string;
  readonly groupId: string;
  readonly timeMs: number;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

const MOST_METRICS = 21;
const MOST_CHARS = 64;
const FIELDS = ['Dimensions', 'GroupId', 'MetricName', 'Period', 'Time', 'Type', 'Values'];
const LEGAL = /^[A-Za-z0-9._/\\-]+$/;

/**
 * The `MetricList` of a call. Whatever is longer than 64 characters is cut silently, as the service does.
 * @throws ApiError
 * Source: CloudMonitor API 2019-01-01, PutCustomMetric.
 */
export function readMetricList(
  parameters: ReadonlyMap<string, string>,
  refused: ReadonlySet<string>,
): ReportedMetric[] {
  const numbers = new Set<number>();
  for (const name of parameters.keys()) {
    const [, number, field] = /^MetricList\.(\d+)\.(.+)$/.exec(name) ?? [];
    if (field === undefined) continue;
    if (!FIELDS.includes(field)) throw new ApiError('InvalidParameter', `${name} is not known.`);
    numbers.add(Number(number));
  }
  if (numbers.size === 0) throw new ApiError('MissingMetricList', 'MetricList is mandatory for this action.');
  if (Math.max(...numbers) > MOST_METRICS)
    throw new ApiError('InvalidParameter', 'MetricList has more than 21 entries.');
  return [...numbers].map((number) => readMetric((field) => parameters.get(`MetricList.${number}.${field}`), refused));
}

function readMetric(field: (name: string) => string | undefined, refused: ReadonlySet<string>): ReportedMetric {
  const name = field('MetricName') ?? '';
  if (!LEGAL.test(name) || refused.has(name))
    throw new ApiError('InvalidParameter', `MetricName ${name} is not valid.`);
  const timeMs = timeOf(field('Time') ?? '');
  if (field('Type') !== '0') throw new ApiError('InvalidParameter', 'This stand-in takes raw values alone.');
  const groupId = field('GroupId') ?? '';
  if (!/^\d+$/.test(groupId)) throw new ApiError('InvalidParameter', 'GroupId is not valid.');
  // for aggregated values; it means nothing with raw ones
  if (!['', '60', '300'].includes(field('Period') ?? ''))
    throw new ApiError('InvalidParameter', 'Period is not valid.');
  const { value, ...others } = jsonOf(field('Values'), 'Values');
  if (typeof value !== 'number' || Object.keys(others).length > 0)
    throw new ApiError('InvalidParameter', 'Values is not valid.');
  return { name, groupId, timeMs, value, dimensions: dimensionsOf(jsonOf(field('Dimensions'), 'Dimensions')) };
}

/** Milliseconds since 1970, or `20171012T132456.888+0800`. */
function timeOf(text: string): number {
  const timeMs = text.includes('T') ? DateTime.fromISO(text).toMillis() : Number(text || Number.NaN);
  if (!Number.isSafeInteger(timeMs)) throw new ApiError('InvalidParameter', 'Time is not valid.');
  return timeMs;
}

function dimensionsOf(given: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(given);
  if (entries.length === 0) throw new ApiError('InvalidParameter', 'Dimensions is empty.');
  const legal = entries.map(([key, value]) => {
    if (typeof value !== 'string' || !LEGAL.test(value) || !LEGAL.test(key)) {
      throw new ApiError('InvalidParameter', `Dimensions ${key} is not valid.`);
    }
    return [key.slice(0, MOST_CHARS), value.slice(0, MOST_CHARS)];
  });
  return Object.fromEntries(legal);
}

function jsonOf(text: string | undefined, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new ApiError('InvalidParameter', `${name} is not a JSON object.`);
}
