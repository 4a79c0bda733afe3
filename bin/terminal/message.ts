import type { Notification } from '../../lib/monitor/notification.ts';
import type { MessageSource } from '../../lib/sweep/sweep-run.ts';
import { block, bold, green, line, red, type Shown, yellow } from './shown.ts';

/** What a channel was told, or would be. */
export interface Told {
  readonly notification: Pick<Notification, 'id' | 'kind' | 'severity'>;
  readonly title: string;
  readonly body: string;
}

/** `[open] critical`, in the colour of its severity. */
export function kindMark({ kind, severity }: Pick<Notification, 'kind' | 'severity'>): Shown {
  if (kind === 'resolved') return green('[resolved]');
  return (severity === 'critical' ? red : yellow)(`[${kind}] ${severity}`);
}

export function titleText({ notification, title }: Omit<Told, 'body'>): Shown {
  return line`${kindMark(notification)} ${bold(title)}`;
}

/** A whole message: its title, then its body, indented. */
export function messageText(told: Told): Shown {
  return line`${titleText(told)}\n${block(indented(told.body))}`;
}

function indented(body: string): string {
  return body
    .split('\n')
    .map((text) => (text === '' ? '' : `  ${text}`))
    .join('\n');
}

/** What saw it sooner than the next sweep would have; nothing where it was a sweep. */
export function seenBy(source: MessageSource = 'sweep'): string {
  switch (source) {
    case 'sweep':
      return '';
    case 'hasty sweep':
      return ', seen by a sweep that callbacks asked for';
    case 'callback':
      return ', seen by a callback';
    case 'asked again':
      return ', seen by asking Live again';
  }
}
