import { DateTime } from 'luxon';
import type { Notification } from '../monitor/notification.ts';
import type { UtcDateTime } from '../time.ts';
import { clipChars, visible } from './text/cut.ts';
import { jsonBelow } from './webhook-shorten.ts';
import type { Words } from './webhook-words.ts';

/** Ours: Alertmanager keeps all alerts in memory and hands every annotation to every receiver. */
const BODY_BYTES = 64_000;
/** An alert that is not sent again ends after this many sweeps, but not before the floor. */
const SWEEPS_UNTIL_END = 3;
const FLOOR_SECONDS = 300;
/** Ours: labels stand in lists and groups. */
const LABEL_CHARS = 255;

/**
 * One alert, as the JSON list that Alertmanager takes. Labels are its identity, so they hold only what stays for the
 * life of a cause: its key and its scope, which the key is made of. Severity, counts and reasons change and are
 * annotations; route by severity in relaywatch's own configuration, and silence or inhibit by `scope_value`.
 *
 * A firing alert ends by itself when no sweep sends it again: were relaywatch gone, its alerts would not stay for ever.
 * Source: prometheus/alertmanager docs/alerts_api.md, alert/alert.go (68fb2d5, 2026-08-22).
 */
export function alertmanagerAlerts(
  notification: Notification,
  words: Words,
  now: UtcDateTime,
  resendSeconds: number,
): string {
  const endsAt = notification.kind === 'resolved' ? endOf(notification, now) : aliveUntil(now, resendSeconds);
  return jsonBelow(BODY_BYTES, (cut, shortened) => [
    {
      labels: labelsOf(notification),
      annotations: cut(annotationsOf(notification, words, shortened)),
      startsAt: earlierOf(notification.since, endsAt),
      endsAt,
      ...(/^https?:\/\/\S+$/.test(words.link) ? { generatorURL: words.link } : {}),
    },
  ]);
}

/** A label without a value would be dropped by Alertmanager, so none is sent. */
function labelsOf({ dedupKey, scope, test }: Notification): Record<string, string> {
  return {
    alertname: 'RelaywatchCause',
    cause: dedupKey,
    scope: scope.by,
    ...(scope.value === '' ? {} : { scope_value: clipChars(visible(scope.value), LABEL_CHARS) }),
    ...(test ? { test: 'true' } : {}),
  };
}

/** Annotations are texts, all of them. */
function annotationsOf(notification: Notification, words: Words, shortened: boolean): Record<string, string> {
  const { kind, severity, verdict, reason, regions, affected, total, since, durationSeconds } = notification;
  return {
    summary: words.title,
    description: words.body,
    kind,
    severity,
    verdict,
    reason,
    regions: regions.join(', '),
    affected: String(affected),
    ...(total === null ? {} : { total: String(total) }),
    since,
    ...(durationSeconds === null ? {} : { duration_seconds: String(durationSeconds) }),
    ...(shortened ? { shortened: 'true' } : {}),
  };
}

/** Not in the future: our clock may have been ahead when the end was decided, and then it would go on firing. */
function endOf({ at }: Notification, now: UtcDateTime): string {
  return earlierOf(at, now.toISO());
}

function aliveUntil(now: UtcDateTime, resendSeconds: number): string {
  return now.plus({ seconds: Math.max(SWEEPS_UNTIL_END * resendSeconds, FLOOR_SECONDS) }).toISO();
}

/** An alert that starts after its end is refused. */
function earlierOf(iso: string, limit: string): string {
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  return time.isValid && time < DateTime.fromISO(limit, { zone: 'utc' }) ? time.toISO() : limit;
}
