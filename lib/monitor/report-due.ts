import type { UtcDateTime } from '../base/time.ts';
import { type Recurring, timesUntil } from './cron.ts';
import { secondsFrom } from './instants.ts';

/** When a report is sent, of how long, and to whom. */
export interface ReportSchedule extends Recurring {
  /** How far back it looks; null: to the time of the report before. */
  readonly sinceSeconds: number | null;
  /** Names of channels. */
  readonly channels: readonly string[];
}

/** What is remembered of reports. Plain data. */
export interface ReportMemory {
  /** Whose times these are: another cron expression or time zone begins anew. */
  readonly schedule: string;
  /** ISO 8601, UTC: of all due times up to this one the report was handed over, or none was wanted. */
  readonly until: string;
  /** Sweeps in which the journal could not be read for the report that is due. */
  readonly failed: number;
}

/** A report that is due, and the time that it is about. */
export interface ReportDue {
  readonly from: UtcDateTime;
  /** When it was due. */
  readonly until: UtcDateTime;
}

/** A machine's clock may be ahead of another's by this much; one that is further ahead must not end reports for long. */
const CLOCKS_DIFFER_SECONDS = 3_600;

/**
 * The report that is due, and what to remember until it was made. Of several times that passed, the last one is due: a report
 * that was missed is not sent twice. A schedule that is seen for the first time has no past. Pure.
 */
export function reportDue(
  schedule: ReportSchedule,
  remembered: ReportMemory | null,
  now: UtcDateTime,
): { readonly memory: ReportMemory; readonly due: ReportDue | null } {
  const id = scheduleId(schedule);
  if (remembered?.schedule !== id || secondsFrom(remembered.until, now) < -CLOCKS_DIFFER_SECONDS)
    return { memory: { schedule: id, until: now.toISO(), failed: 0 }, due: null };
  const [until, before = until] = timesUntil(schedule, now, 2);
  if (!until || !before || secondsFrom(remembered.until, until) <= 0) return { memory: remembered, due: null };
  const { sinceSeconds } = schedule;
  const from = sinceSeconds === null ? before : until.minus({ seconds: sinceSeconds });
  return { memory: remembered, due: { from, until } };
}

/** What to remember once the report of this time was handed over. */
export function reportMade({ schedule }: ReportMemory, { until }: ReportDue): ReportMemory {
  return { schedule, until: until.toISO(), failed: 0 };
}

function scheduleId({ cron, timeZone }: Recurring): string {
  return `${cron} ${timeZone}`;
}
