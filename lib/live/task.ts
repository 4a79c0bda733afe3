import { isRecord } from '../base/records.ts';
import { parseUtcMs, unixSecondsMs } from '../base/time.ts';
import { redactText } from '../http/redact.ts';
import { fingerprintHex } from '../monitor/fingerprint.ts';
import type { ParseProblem, RelayTask, StreamPlace, TaskStatus } from '../monitor/relay-task.ts';
import { streamPlaceOf } from './stream-place.ts';

/** Live's TaskStatus. */
export const STATUS_OF_CODE: Readonly<Record<number, TaskStatus>> = {
  0: 'idle',
  1: 'running',
  2: 'recovering',
  3: 'stopped',
  [-1]: 'exited',
};

const KNOWN_INVALID_REASONS = new Set([
  'PullStreamFailed',
  'PushStreamFailed',
  'UnknownError',
  'TriggerByUser',
  'RetryTimesOffline',
]);
const KNOWN_EXIT_REASONS = new Set(['TriggerByUser', 'OverEndTime']);
const KNOWN_SOURCE_TYPES = new Set(['live', 'vod', 'url']);
const KNOWN_FIELDS = new Set(
  'TaskId TaskStatus TaskInvalidReason TaskExitReason TaskExitTime CurrentFileIndex CurrentOffset TaskInfo RequestId RetCode Description'.split(
    ' ',
  ),
);
const KNOWN_INFO_FIELDS = new Set(
  (
    'TaskId TaskName StartTime EndTime SourceType SourceProtocol SourceUrls DstUrl CallbackURL CallbackUrl RetryCount RetryInterval ' +
    'RepeatNumber FileIndex Offset AuthKey ReqAuth NotifyItemSwitch Region'
  ).split(' '),
);
const MEDIA_ID = /^[0-9a-f]{32}$/i;
const LONGEST_RAW = 80;
const NONE: readonly never[] = [];

/** Reads fields of one untrusted object and records everything that is not as documented. */
class FieldReader {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #problems: ParseProblem[];

  constructor(object: Readonly<Record<string, unknown>>, problems: ParseProblem[]) {
    this.#object = object;
    this.#problems = problems;
  }

  note(field: string, kind: ParseProblem['kind'], raw?: unknown): void {
    this.#problems.push(raw === undefined ? { field, kind } : { field, kind, raw: rawText(raw) });
  }

  present(field: string): boolean {
    const value = this.#object[field];
    return value !== undefined && value !== null && value !== '';
  }

  /** A text written by the user or by Live, with any URL in it cut. */
  text(field: string, isRequired = false): string | null {
    const value = this.#object[field];
    if (value === undefined || value === null || value === '') {
      if (isRequired) this.note(field, 'absent');
      return null;
    }
    if (typeof value === 'string') return redactText(value);
    this.note(field, 'mistyped', value);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  }

  /** One of a small set of words. It becomes a metric dimension, so an unknown one is cut to a reasonable length. */
  word(field: string, known: ReadonlySet<string>): string | null {
    const raw = this.#object[field];
    if (typeof raw === 'string' && known.has(raw)) return raw;
    const value = this.text(field)?.slice(0, LONGEST_RAW) ?? null;
    if (value !== null && !known.has(value)) this.note(field, 'new-value', value);
    return value;
  }

  integer(field: string, isRequired = false): number | null {
    const value = this.#object[field];
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    if (value === undefined || value === null) {
      if (isRequired) this.note(field, 'absent');
      return null;
    }
    this.note(field, 'mistyped', value);
    return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : null;
  }

  /** Unix milliseconds. */
  time(field: string): number | null {
    const value = this.#object[field];
    if (value === undefined || value === null || value === '') return null;
    const ms = typeof value === 'string' ? parseUtcMs(value) : null;
    if (ms === null) this.note(field, 'mistyped', value);
    return ms;
  }

  raw(field: string): unknown {
    return this.#object[field];
  }

  newFields(known: ReadonlySet<string>, prefix: string): void {
    // the value of an unknown field may be secret: only its name is kept
    for (const field in this.#object)
      if (!known.has(field)) this.note(prefix + redactText(field).slice(0, LONGEST_RAW), 'new-field');
  }
}

/**
 * Reads one entry of `TaskList`, or the answer of DescribeLivePullToPush, whatever they contain: absent, mistyped and
 * new values never throw. They are kept where they cannot be secret, and counted in `problems`. Secrets are removed
 * here, so that no later code ever sees them.
 * Source: ApsaraVideo Live API 2016-11-01, DescribeLivePullToPushList, response elements.
 */
export function parseRelayTask(entry: unknown, region: string): RelayTask {
  const problems: ParseProblem[] = [];
  if (!isRecord(entry)) problems.push({ field: 'TaskList[]', kind: 'mistyped' });
  const task = new FieldReader(isRecord(entry) ? entry : {}, problems);
  const infoValue = task.raw('TaskInfo');
  if (!isRecord(infoValue)) task.note('TaskInfo', (infoValue ?? null) === null ? 'absent' : 'mistyped');
  const info = new FieldReader(isRecord(infoValue) ? infoValue : {}, problems);
  task.newFields(KNOWN_FIELDS, '');
  info.newFields(KNOWN_INFO_FIELDS, 'TaskInfo.');
  const sourceType = info.word('SourceType', KNOWN_SOURCE_TYPES);
  const isVod = sourceType === 'vod';
  const urls = sourceUrls(info);
  return {
    region,
    taskId: task.text('TaskId', true) ?? info.text('TaskId') ?? '',
    name: info.text('TaskName') ?? '',
    ...status(task),
    invalidReason: task.word('TaskInvalidReason', KNOWN_INVALID_REASONS),
    exitReason: task.word('TaskExitReason', KNOWN_EXIT_REASONS),
    exitMs: exitMs(task),
    startMs: info.time('StartTime'),
    endMs: info.time('EndTime'),
    sourceType,
    sourceProtocol: info.text('SourceProtocol')?.toLowerCase() ?? null,
    sources: isVod ? NONE : urls.map(streamPlaceOf),
    mediaIds: isVod ? urls.filter((id) => MEDIA_ID.test(id)) : NONE,
    destination: destination(info),
    destinationKey: destinationKey(info),
    hasCallback: info.present('CallbackURL') || info.present('CallbackUrl'),
    retryCount: info.integer('RetryCount'),
    retryIntervalSeconds: info.integer('RetryInterval'),
    repeatNumber: info.integer('RepeatNumber'),
    startFileIndex: info.integer('FileIndex'),
    startOffsetSeconds: info.integer('Offset'),
    currentFileIndex: task.integer('CurrentFileIndex'),
    currentOffsetSeconds: task.integer('CurrentOffset'),
    problems,
  };
}

function status(task: FieldReader): Pick<RelayTask, 'status' | 'statusCode'> {
  const code = task.integer('TaskStatus', true);
  if (code === null) {
    const raw = task.raw('TaskStatus');
    return { status: 'unknown', statusCode: raw === undefined || raw === null ? null : rawText(raw) };
  }
  const known = STATUS_OF_CODE[code];
  if (!known) task.note('TaskStatus', 'new-value', code);
  return { status: known ?? 'unknown', statusCode: code };
}

function exitMs(task: FieldReader): number | null {
  const seconds = task.integer('TaskExitTime');
  if (seconds === null) return null;
  const ms = unixSecondsMs(seconds);
  if (ms === null) task.note('TaskExitTime', 'mistyped', seconds);
  return ms;
}

function sourceUrls(info: FieldReader): readonly string[] {
  const value = info.raw('SourceUrls');
  if (value === undefined || value === null) return NONE;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const urls = list.filter(isText);
  if (!Array.isArray(value) || urls.length < list.length) info.note('SourceUrls', 'mistyped');
  return urls;
}

function destination(info: FieldReader): StreamPlace | null {
  const value = info.raw('DstUrl');
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return streamPlaceOf(value);
  info.note('DstUrl', 'mistyped');
  return null;
}

/** Tells destinations apart without keeping them: the URL is secret, but 64 bits of its hash are not. */
function destinationKey(info: FieldReader): string | null {
  const value = info.raw('DstUrl');
  return typeof value === 'string' && value !== '' ? fingerprintHex(value) : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function rawText(value: unknown): string {
  const text = typeof value === 'object' ? `(${Array.isArray(value) ? 'array' : 'object'})` : String(value);
  return redactText(text).slice(0, LONGEST_RAW);
}
