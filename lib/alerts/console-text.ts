import type { Notification, StoppedGroup, StoppedRelay } from '../monitor/notification.ts';

const EXAMPLES_SHOWN = 5;

/**
 * A notification as plain text, several lines, the last one ended. Names come from Live and may hold anything, so
 * control characters (also those that reverse the direction of writing) are shown as `?`.
 */
export function consoleText(notification: Notification): string {
  const warning = notification.sweepComplete ? [] : ['  The sweep did not see every relay: more may have stopped.'];
  const lines = [
    `[${notification.at.toFormat("yyyy-MM-dd HH:mm:ss 'UTC'")}] ${visible(notification.title)}`,
    ...notification.groups.flatMap(groupLines),
    `  ${notification.tasksSeen} relays seen.`,
    ...warning,
  ];
  return `${lines.join('\n')}\n`;
}

function groupLines({ region, reason, count, examples }: StoppedGroup): string[] {
  const shown = examples.slice(0, EXAMPLES_SHOWN);
  const more = count - shown.length;
  return [
    `  ${count} in ${visible(region)}: ${visible(reason)}`,
    ...shown.map(exampleLine),
    ...(more > 0 && shown.length > 0 ? [`    - and ${more} more`] : []),
  ];
}

function exampleLine({ taskId, name, source, destination }: StoppedRelay): string {
  const way = [source, destination].map((end) => (end === '' ? 'unknown' : visible(end))).join(' -> ');
  return `    - ${visible(name === '' ? taskId : `${name} (${taskId})`)}, ${way}`;
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?');
}
