import type { UtcDateTime } from '../base/time.ts';
import type { Addressed } from './addressing.ts';
import { fingerprintHex } from './fingerprint.ts';
import { ownMessage } from './own-message.ts';
import type { ReportDue, ReportSchedule } from './report-due.ts';
import type { ReportFacts } from './report-figures.ts';

/**
 * The report of a time, for the channels that it is configured for. The key follows from schedule and due time alone, so
 * that one that has to be made again is the same message.
 */
export function reportMessage(
  { cron, timeZone, channels }: ReportSchedule,
  due: ReportDue,
  { figures, problem }: Pick<ReportFacts, 'figures' | 'problem'>,
  now: UtcDateTime,
): Addressed {
  const [from, until] = [due.from.toISO(), due.until.toISO()];
  const key = `report-${fingerprintHex(`${cron} ${timeZone}`)}-${due.until.toMillis()}`;
  const notification = ownMessage({
    id: key,
    dedupKey: key,
    kind: 'report',
    why: 'report-due',
    severity: 'info',
    at: now.toISO(),
    since: from,
    scope: { by: 'report', value: '' },
    verdict: 'healthy',
    affected: 0,
    durationSeconds: Math.round(due.until.diff(due.from).as('seconds')),
    report: { from, until, figures, problem },
  });
  return { notification, to: channels.map((channel) => ({ channel, first: null })) };
}
