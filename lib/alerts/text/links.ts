import { ownEntry } from '../../base/lookup.ts';
import type { CauseScope, Notification, NotificationKind } from '../../monitor/notification.ts';

/** Where messages may lead beside the vendor's console. */
export interface LinkSettings {
  /** Address of the status page, without query. */
  readonly statusPage?: string | undefined;
  /** By verdict. */
  readonly runbook?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The links of one message, each absent where none is configured. */
export interface MessageLinks {
  /** The cause on the status page; the page itself where the message is about none. */
  readonly statusPage?: string;
  /** What to do about this verdict. */
  readonly runbook?: string;
}

/** After these, the status page has the cause: while it is open, and from the journal how it went. */
const SHOWN: ReadonlySet<NotificationKind> = new Set([
  'open',
  'growth',
  'reminder',
  'flapping',
  'update',
  'summary',
  'resolved',
]);
/** What is wrong with relaywatch itself is on the first page, and no cause. */
const OWN: ReadonlySet<CauseScope['by']> = new Set(['channel', 'state', 'mute']);

export function linksOf(notification: Notification, { statusPage, runbook = {} }: LinkSettings): MessageLinks {
  const { kind, dedupKey, test, verdict, scope } = notification;
  const own = ownEntry(runbook, verdict);
  const isShown = SHOWN.has(kind) && !OWN.has(scope.by) && !test;
  return {
    ...(statusPage === undefined ? {} : { statusPage: pageOf(statusPage, isShown ? dedupKey : null) }),
    ...(own === undefined ? {} : { runbook: safe(own) }),
  };
}

function pageOf(statusPage: string, key: string | null): string {
  const root = safe(statusPage).replace(/\/+$/, '');
  return key === null ? `${root}/` : `${root}/cause/${encodeURIComponent(key)}`;
}

/** Without characters that would end a link in one of the vendors' markups. */
function safe(url: string): string {
  return new URL(url).href.replace(/[()|<>*`]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
