import { clipChars } from '../../base/cut.ts';
import { visible } from '../../base/visible.ts';
import type { Notification } from '../../monitor/notification.ts';
import { jsonBelow } from '../shorten.ts';
import type { Words } from '../words.ts';

/** Source: PagerDuty developer docs, Events API v2, "Size Limits" (512 KB; read as the smaller of its two meanings). */
const EVENT_BYTES = 512_000;
/** Source: the same, "Send an Alert Event". */
const SUMMARY_CHARS = 1_024;
const DEDUP_KEY_CHARS = 255;
/** Ours: a host or a name, to be read in a list. */
const FIELD_CHARS = 255;

/**
 * One event, as JSON. A resolve carries its payload too, so that the alert's log tells how it ended and how long it took.
 * Source: PagerDuty developer docs, Events API v2, "Send an Alert Event" (read at 9422439, 2026-08-19).
 */
export function pagerDutyEvent(routingKey: string, notification: Notification, words: Words): string {
  const { kind, dedupKey, severity, at, scope, regions, verdict } = notification;
  const link = /^https?:\/\//.test(words.link) ? words.link : null;
  const { statusPage, runbook } = words.links ?? {};
  const links = [
    ...(statusPage === undefined ? [] : [{ href: statusPage, text: 'status page' }]),
    ...(runbook === undefined ? [] : [{ href: runbook, text: 'runbook' }]),
    ...(link === null ? [] : [{ href: link, text: 'console' }]),
  ];
  const first = links[0]?.href;
  return jsonBelow(EVENT_BYTES, (cut, shortened) => ({
    routing_key: routingKey,
    event_action: kind === 'resolved' ? 'resolve' : 'trigger',
    dedup_key: clipChars(dedupKey, DEDUP_KEY_CHARS),
    client: 'relaywatch',
    ...(first === undefined ? {} : { client_url: first, links }),
    payload: {
      summary: summaryOf(notification, words),
      source: field(scope.value) || field(regions.join(', ')) || 'ApsaraVideo Live',
      severity, // ours are three of its four words
      timestamp: at,
      component: 'live relay',
      group: scope.by,
      class: verdict,
      custom_details: cut(detailsOf(notification, words, shortened)),
    },
  }));
}

/** An end that belongs to no alert: it is dropped, and tells nobody. */
export function orphanResolve(routingKey: string): string {
  return JSON.stringify({ routing_key: routingKey, event_action: 'resolve', dedup_key: 'relaywatch-check' });
}

/** Blank titles are refused, and a template may well make one. */
function summaryOf({ kind, verdict }: Notification, { title }: Words): string {
  return clipChars(visible(title.trim()) || `relaywatch: ${kind}, ${verdict}`, SUMMARY_CHARS);
}

function field(text: string): string {
  return clipChars(visible(text.trim()), FIELD_CHARS);
}

function accountOf({ account, labels }: Notification) {
  return { ...(account === undefined ? {} : { account }), ...(labels === undefined ? {} : { labels }) };
}

function detailsOf(notification: Notification, words: Words, shortened: boolean) {
  const { id, kind, reason, regions, affected, total, since, timeline, endings, durationSeconds } = notification;
  return {
    ...(words.isOwnBody
      ? { what: words.body.split('\n') }
      : { what: words.lines, relays: words.examples, steps: words.steps }),
    ...accountOf(notification),
    kind,
    reason,
    regions,
    affected,
    total,
    since,
    timeline: timeline.map((entry) => `${entry.at} ${entry.event} (${entry.affected})`),
    ...(endings === null ? {} : { endings, durationSeconds }),
    ...(notification.degraded ? { degraded: true } : {}),
    ...(notification.test ? { test: true } : {}),
    messageId: id,
    shortened,
  };
}
