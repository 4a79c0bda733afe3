import { DateTime } from 'luxon';
import { clipChars } from '../../base/cut.ts';
import type { UtcDateTime } from '../../base/time.ts';
import { visible } from '../../base/visible.ts';
import type { Notification } from '../../monitor/notification.ts';
import { jsonBelow } from '../shorten.ts';
import type { Words } from '../words.ts';

/** Ours: Alertmanager keeps all alerts in memory and hands every annotation to every receiver. */
const BODY_BYTES = 64_000;
/** After this many missed sweeps in a row an alert counts as abandoned. */
const SWEEPS_UNTIL_END = 3;
/** What Alertmanager itself grants an alert that names no end (`resolve_timeout`). */
const LEAST_SECONDS = 300;
/** Of those that are read from how long a message took. */
const LONGEST_SWEEP_SECONDS = 3_600;
/** Ours: labels stand in lists and groups. */
const LABEL_CHARS = 255;

/** When an open cause is sent again. */
export interface Resend {
  /** From the start of one sweep to that of the next, at most. */
  readonly intervalSeconds: number;
  /** How long a sweep is expected to take at most, or, when it died, to keep the next one waiting. */
  readonly sweepSeconds: number;
}

export const DEFAULT_RESEND: Resend = { intervalSeconds: 60, sweepSeconds: 120 };

/**
 * How long an alert goes on firing when nobody sends it again: three intervals, and the time of a sweep on top, since a
 * message leaves at the end of a sweep, and one that takes longer than the interval makes the next one be left out.
 * Shorter, an alert would be resolved and fire again with each sweep; longer, it would outlive a relaywatch that is gone.
 */
export function firingSeconds({ intervalSeconds, sweepSeconds }: Resend): number {
  return Math.max(SWEEPS_UNTIL_END * intervalSeconds + sweepSeconds, LEAST_SECONDS);
}

/**
 * The same of a message that this sweep decided: a sweep that took longer than expected is followed by one that takes as
 * long, and may take twice that. What waited for an Alertmanager that was away says less than that of sweeps.
 */
export function firingSecondsOf({ at }: Notification, now: UtcDateTime, resend: Resend): number {
  const decidedAt = DateTime.fromISO(at, { zone: 'utc' });
  const takenSeconds = decidedAt.isValid ? now.diff(decidedAt).as('seconds') : 0;
  const expectedSeconds = Math.min(2 * takenSeconds, LONGEST_SWEEP_SECONDS);
  return firingSeconds({ ...resend, sweepSeconds: Math.max(resend.sweepSeconds, expectedSeconds) });
}

/**
 * One alert, as the JSON list that Alertmanager takes. Labels are its identity, so they hold only what stays for the
 * life of a cause: its key and its scope, which the key is made of. Severity, counts and reasons change and are
 * annotations; route by severity in relaywatch's own configuration, and silence or inhibit by `scope_value`.
 *
 * A firing alert ends by itself when no sweep sends it again: were relaywatch gone, its alerts would not stay for ever.
 * @param keepSeconds how long it fires then
 * Source: prometheus/alertmanager docs/alerts_api.md, alert/alert.go (68fb2d5, 2026-08-22).
 */
export function alertmanagerAlerts(
  notification: Notification,
  words: Words,
  now: UtcDateTime,
  keepSeconds: number,
): string {
  const endsAt =
    notification.kind === 'resolved' ? endOf(notification, now) : now.plus({ seconds: keepSeconds }).toISO();
  return jsonBelow(BODY_BYTES, (cut, shortened) => [
    {
      labels: labelsOf(notification),
      annotations: cut(annotationsOf(notification, words, shortened)),
      startsAt: earlierOf(notification.since, endsAt),
      endsAt,
      ...generatorOf(words),
    },
  ]);
}

/** Where the alert's name leads: to the cause, or else to the vendor's console. */
function generatorOf({ link, links }: Words): { readonly generatorURL?: string } {
  const url = links?.statusPage ?? link;
  return /^https?:\/\/\S+$/.test(url) ? { generatorURL: url } : {};
}

/** A label without a value would be dropped by Alertmanager, so none is sent. */
function labelsOf({ dedupKey, scope, test, account }: Notification): Record<string, string> {
  return {
    alertname: 'RelaywatchCause',
    cause: dedupKey,
    scope: scope.by,
    ...(account === undefined ? {} : { account }),
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
    ...(words.links?.statusPage === undefined ? {} : { status_url: words.links.statusPage }),
    ...(words.links?.runbook === undefined ? {} : { runbook_url: words.links.runbook }),
    ...(shortened ? { shortened: 'true' } : {}),
  };
}

/** Not in the future: our clock may have been ahead when the end was decided, and then it would go on firing. */
function endOf({ at }: Notification, now: UtcDateTime): string {
  return earlierOf(at, now.toISO());
}

/** An alert that starts after its end is refused. */
function earlierOf(iso: string, limit: string): string {
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  return time.isValid && time < DateTime.fromISO(limit, { zone: 'utc' }) ? time.toISO() : limit;
}
