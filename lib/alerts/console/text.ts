import { DateTime } from 'luxon';
import { visible } from '../../base/visible.ts';
import type { Notification } from '../../monitor/notification.ts';
import type { Words } from '../words.ts';

/** A message as plain text, several lines, the last one ended: what happened, which relays, what to do, where. */
export function consoleText({ at, severity, kind }: Notification, { title, body }: Words): string {
  const lines = body.split('\n').map((line) => `  ${visible(line)}`.trimEnd());
  return `[${timeOf(at)}] ${severity} ${kind}: ${visible(title)}\n${lines.join('\n')}\n`;
}

function timeOf(iso: string): string {
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  return time.isValid ? time.toFormat("yyyy-MM-dd HH:mm:ss 'UTC'") : visible(iso);
}
