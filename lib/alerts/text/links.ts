import { ownEntry } from '../../base/lookup.ts';
import type { CauseScope, Notification, NotificationKind } from '../../monitor/notification.ts';
import type { ReportFacts } from '../../monitor/report-figures.ts';

/** Where messages may lead beside the vendor's console. */
export interface LinkSettings {
  /** Address of the status page, without query. */
  readonly statusPage?: string | undefined;
  /** By verdict. */
  readonly runbook?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The links of one message, each absent where none is configured. */
export interface MessageLinks {
  /** The cause on the status page; of a report the page of its figures; the page itself where the message is about none. */
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
const MS_A_DAY = 86_400_000;

export function linksOf(notification: Notification, { statusPage, runbook = {} }: LinkSettings): MessageLinks {
  const own = ownEntry(runbook, notification.verdict);
  return {
    ...(statusPage === undefined ? {} : { statusPage: pageOf(statusPage, pathOf(notification)) }),
    ...(own === undefined ? {} : { runbook: safe(own) }),
  };
}

/** The path of the page that shows it, below the status page. */
function pathOf({ kind, dedupKey, test, scope, report, account }: Notification): string {
  if (report) return `reliability?period=${periodOf(report)}`;
  const isShown = SHOWN.has(kind) && !OWN.has(scope.by) && !test;
  // the page is the account's own, where keys are without its name
  const key =
    account !== undefined && dedupKey.startsWith(`${account}_`) ? dedupKey.slice(account.length + 1) : dedupKey;
  return isShown ? `cause/${encodeURIComponent(key)}` : '';
}

/** The shortest period of that page that has the time of the report. */
function periodOf({ from, until }: ReportFacts): string {
  const days = (Date.parse(until) - Date.parse(from)) / MS_A_DAY;
  return days <= 1 ? '24h' : days <= 7 ? '7d' : '30d';
}

function pageOf(statusPage: string, path: string): string {
  const root = safe(statusPage).replace(/\/+$/, '');
  return `${root}/${path}`;
}

/** Without characters that would end a link in one of the vendors' markups. */
function safe(url: string): string {
  return new URL(url).href.replace(/[()|<>*`]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
