import { createHash } from 'node:crypto';
import type { Notification, StoppedGroup } from '../monitor/notification.ts';

/** Source: Standard Webhooks 1.0.0, "keep the payload below 20 KB". */
const BODY_BYTES = 20_000;

const TITLE_CHARS = 500;

/**
 * The `webhook-id` of a message: equal for equal dedup keys, and without dots, since the signed text is
 * `id.timestamp.body`. Source: Standard Webhooks 1.0.0.
 */
export function webhookId(dedupKey: string): string {
  return `relaywatch_${createHash('sha256').update(dedupKey).digest('hex').slice(0, 32)}`;
}

/**
 * The body of a message: JSON below 20,000 bytes. Examples go first when it is too long, evenly over the groups; then
 * the last groups. `examplesLeftOut`, `groupsLeftOut` and `relaysLeftOut` (in those groups) say what is missing.
 */
export function webhookBody(notification: Notification): string {
  const mostExamples = Math.max(0, ...notification.groups.map(({ examples }) => examples.length));
  for (let perGroup = mostExamples; perGroup > 0; perGroup -= 1) {
    const body = bodyWith(notification, notification.groups.length, perGroup);
    if (fits(body)) return body;
  }
  return bodyWith(notification, mostGroupsThatFit(notification), 0);
}

/** By halving: there may be thousands of groups, and each try writes them all. */
function mostGroupsThatFit(notification: Notification): number {
  let fitting = 0;
  let tooMany = notification.groups.length + 1;
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(bodyWith(notification, middle, 0))) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) < BODY_BYTES;
}

function bodyWith(notification: Notification, groupCount: number, perGroup: number): string {
  const kept = notification.groups.slice(0, groupCount);
  const cut = notification.groups.slice(groupCount);
  const groups = kept.map((group) => ({ ...group, examples: group.examples.slice(0, perGroup) }));
  return JSON.stringify({
    type: 'relays.stopped',
    timestamp: notification.at.toISO(),
    data: {
      title: clip(notification.title, TITLE_CHARS),
      groups,
      examplesLeftOut: exampleCount(notification.groups) - exampleCount(groups),
      groupsLeftOut: cut.length,
      relaysLeftOut: cut.reduce((sum, { count }) => sum + count, 0),
      tasksSeen: notification.tasksSeen,
      sweepComplete: notification.sweepComplete,
      dedupKey: notification.dedupKey,
    },
  });
}

function exampleCount(groups: readonly StoppedGroup[]): number {
  return groups.reduce((sum, { examples }) => sum + examples.length, 0);
}

function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`;
}
