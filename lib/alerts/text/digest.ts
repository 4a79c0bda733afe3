import { mostThatPass } from '../../base/cut.ts';
import type { Notification } from '../../monitor/notification.ts';
import { severityRank, TOLD_SEVERITIES } from '../../monitor/severity.ts';
import { type Body, EMPTY_BODY } from './body.ts';
import { CONSOLE_LINK, composeText, type Language, type TextTemplates, wordingOf } from './compose.ts';

export interface Digest {
  readonly title: string;
  readonly body: Body;
}

interface Entry {
  readonly severity: Notification['severity'];
  readonly index: number;
  readonly title: string;
  readonly detail: string;
}

const DETAIL_LINES = 3;

/**
 * Several messages as one: each with its title and first lines when that fits, else titles alone, else as many titles as
 * fit, the most severe kept, and how many were left out. Order stays as given, since a cause's messages follow each other.
 */
export function composeDigest(
  notifications: readonly Notification[],
  language: Language,
  escapeText: (text: string) => string,
  fits: (body: Body) => boolean,
  templates?: TextTemplates,
): Digest {
  const { words } = wordingOf(language);
  const entries = notifications.map((one, index) => entryOf(one, index, language, escapeText, templates));
  const title = words.digestTitle(entries.length);
  const inFull = bodyWith(entries.map(withDetail));
  if (fits(inFull)) return { title, body: inFull };
  const byWeight = [...entries].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity) || a.index - b.index,
  );
  const bodyOfMost = (count: number) => {
    const kept = byWeight.slice(0, count).sort((a, b) => a.index - b.index);
    const left = byWeight.slice(count);
    const note =
      left.length === 0 ? [] : [escapeText(words.digestLeftOut(left.length, countsOf(left, words.severity)))];
    return bodyWith([...kept.map((entry) => entry.title), ...note]);
  };
  return { title, body: bodyOfMost(mostThatPass(entries.length, (count) => fits(bodyOfMost(count)))) };
}

function entryOf(
  notification: Notification,
  index: number,
  language: Language,
  escapeText: (text: string) => string,
  templates?: TextTemplates,
): Entry {
  const { title, lines } = composeText(notification, language, templates);
  const detail = escapeText(lines.slice(0, DETAIL_LINES).join(' '));
  return { severity: notification.severity, index, title: escapeText(title), detail };
}

function withDetail({ title, detail }: Entry): string {
  return detail === '' ? title : `${title} — ${detail}`;
}

function countsOf(entries: readonly Entry[], name: (severity: string) => string): string {
  return [...TOLD_SEVERITIES]
    .reverse()
    .map((severity) => [entries.filter((entry) => entry.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${name(severity)}`)
    .join(', ');
}

function bodyWith(lines: readonly string[]): Body {
  return { ...EMPTY_BODY, lines, link: CONSOLE_LINK };
}
