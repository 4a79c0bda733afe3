import type { Notification } from '../monitor/notification.ts';
import type { ChannelDeps } from './http-channel.ts';
import { renderBody } from './text/body.ts';
import { type ComposedText, composeText } from './text/compose.ts';

/** A message in words, for channels without markup of their own. */
export interface Words extends ComposedText {
  /** All below the title as plain text of several lines. */
  readonly body: string;
  /** Whether the operator's template made `body`; then its parts are not wanted beside it. */
  readonly isOwnBody: boolean;
}

export function wordsOf(
  notification: Notification,
  { language, templates, links }: Pick<ChannelDeps, 'language' | 'templates' | 'links'>,
): Words {
  const text = composeText(notification, language, templates, links);
  const body = renderBody(text, notification, language, templates);
  return { ...text, body, isOwnBody: templates?.body !== undefined };
}
