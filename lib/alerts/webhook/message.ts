import type { Notification } from '../../monitor/notification.ts';
import { jsonBelow } from '../shorten.ts';
import type { Words } from '../words.ts';

/** Source: Standard Webhooks 1.0.0, "keep the payload below 20 KB". */
const BODY_BYTES = 20_000;

/**
 * A message for machines: JSON below 20,000 bytes, the notification as it is and the same in words (with `body` when the
 * operator has a template for it). `shortened` says that long texts were cut or the ends of lists left out.
 */
export function webhookBody(notification: Notification, words: Words): string {
  const { body, isOwnBody, ...parts } = words;
  const text = isOwnBody ? { ...parts, body } : parts;
  return jsonBelow(BODY_BYTES, (cut, shortened) => ({
    type: `relaywatch.${notification.kind}`,
    timestamp: notification.at,
    data: { ...cut(notification), text: cut(text), shortened },
  }));
}
