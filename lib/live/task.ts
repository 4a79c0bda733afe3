import { isRecord } from '../base/records.ts';
import { unixSecondsMs } from '../base/time.ts';
import { fingerprintHex } from '../monitor/fingerprint.ts';
import type { RelayTask, StreamPlace, TaskStatus } from '../monitor/relay-task.ts';
import { FieldReader, integerIn, isPresent, rawText } from './field-reader.ts';
import { streamPlaceOf, streamPlacesOf } from './stream-place.ts';

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
const NONE: readonly never[] = [];
const NOTHING: Readonly<Record<string, unknown>> = {};

/**
 * Reads one entry of `TaskList`, or the answer of DescribeLivePullToPush, whatever they contain: absent, mistyped and
 * new values never throw. They are kept where they cannot be secret, and counted in `problems`. Secrets are removed
 * here, so that no later code ever sees them.
 * Source: ApsaraVideo Live API 2016-11-01, DescribeLivePullToPushList, response elements.
 */
export function parseRelayTask(entry: unknown, region: string): RelayTask {
  const read = new FieldReader();
  const task = isRecord(entry) ? entry : NOTHING;
  if (task === NOTHING) read.note('TaskList[]', 'mistyped');
  const { TaskInfo } = task;
  const info = isRecord(TaskInfo) ? TaskInfo : NOTHING;
  if (info === NOTHING) read.note('TaskInfo', (TaskInfo ?? null) === null ? 'absent' : 'mistyped');
  read.newFields(task, KNOWN_FIELDS, '');
  read.newFields(info, KNOWN_INFO_FIELDS, 'TaskInfo.');
  const sourceType = read.word(info.SourceType, 'SourceType', KNOWN_SOURCE_TYPES);
  const isVod = sourceType === 'vod';
  const urls = sourceUrls(info.SourceUrls, read);
  // each field by its name: to read it by a variable takes many times as long
  return {
    region,
    taskId: read.text(task.TaskId, 'TaskId', true) ?? read.text(info.TaskId, 'TaskId') ?? '',
    name: read.text(info.TaskName, 'TaskName') ?? '',
    status: statusOf(task.TaskStatus, read),
    statusCode: statusCodeOf(task.TaskStatus),
    invalidReason: read.word(task.TaskInvalidReason, 'TaskInvalidReason', KNOWN_INVALID_REASONS),
    exitReason: read.word(task.TaskExitReason, 'TaskExitReason', KNOWN_EXIT_REASONS),
    exitMs: exitMs(task.TaskExitTime, read),
    startMs: read.time(info.StartTime, 'StartTime'),
    endMs: read.time(info.EndTime, 'EndTime'),
    sourceType,
    sourceProtocol: read.text(info.SourceProtocol, 'SourceProtocol')?.toLowerCase() ?? null,
    sources: isVod ? NONE : streamPlacesOf(urls),
    mediaIds: isVod ? urls.filter((id) => MEDIA_ID.test(id)) : NONE,
    destination: destination(info.DstUrl, read),
    destinationKey: destinationKey(info.DstUrl),
    hasCallback: isPresent(info.CallbackURL) || isPresent(info.CallbackUrl),
    retryCount: read.integer(info.RetryCount, 'RetryCount'),
    retryIntervalSeconds: read.integer(info.RetryInterval, 'RetryInterval'),
    repeatNumber: read.integer(info.RepeatNumber, 'RepeatNumber'),
    startFileIndex: read.integer(info.FileIndex, 'FileIndex'),
    startOffsetSeconds: read.integer(info.Offset, 'Offset'),
    currentFileIndex: read.integer(task.CurrentFileIndex, 'CurrentFileIndex'),
    currentOffsetSeconds: read.integer(task.CurrentOffset, 'CurrentOffset'),
    problems: read.problems,
  };
}

function statusOf(value: unknown, read: FieldReader): TaskStatus {
  const code = read.integer(value, 'TaskStatus', true);
  if (code === null) return 'unknown';
  const known = STATUS_OF_CODE[code];
  if (!known) read.note('TaskStatus', 'new-value', code);
  return known ?? 'unknown';
}

function statusCodeOf(value: unknown): number | string | null {
  if (value === undefined || value === null) return null;
  return integerIn(value) ?? rawText(value);
}

function exitMs(value: unknown, read: FieldReader): number | null {
  const seconds = read.integer(value, 'TaskExitTime');
  if (seconds === null) return null;
  const ms = unixSecondsMs(seconds);
  if (ms === null) read.note('TaskExitTime', 'mistyped', seconds);
  return ms;
}

function sourceUrls(value: unknown, read: FieldReader): readonly string[] {
  if (value === undefined || value === null) return NONE;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const areUrls = list.every(isText);
  if (!Array.isArray(value) || !areUrls) read.note('SourceUrls', 'mistyped');
  return areUrls ? list : list.filter(isText);
}

function destination(value: unknown, read: FieldReader): StreamPlace | null {
  if (!isPresent(value)) return null;
  if (typeof value === 'string') return streamPlaceOf(value);
  read.note('DstUrl', 'mistyped');
  return null;
}

/** Tells destinations apart without keeping them: the URL is secret, but 64 bits of its hash are not. */
function destinationKey(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? fingerprintHex(value) : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
