import Table from 'cli-table3';
import pc from 'picocolors';
import type { TaskStatus } from '../../lib/monitor/relay-task.ts';
import type { StateOutcome } from '../../lib/state-health.ts';
import type { AlertOutcome, SweepSummary } from '../../lib/sweep-summary.ts';

const COLOUR_OF: Readonly<Record<TaskStatus, (text: string) => string>> = {
  running: pc.green,
  idle: pc.dim,
  recovering: pc.yellow,
  stopped: pc.red,
  exited: pc.dim,
  unknown: pc.yellow,
};

const PLAIN_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A table without lines, for a terminal of 80 columns and for pipes. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom = Number.POSITIVE_INFINITY,
): string {
  const table = new Table({
    head: head.map((name) => pc.dim(name)),
    chars: PLAIN_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (index >= rightFrom ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** One sweep, for people: what runs, what stopped and why, and whether this is the whole truth. */
export function sweepReport({ tasks, sweep, incidents, metrics, alerts, state, heartbeat }: SweepSummary): string {
  const number = (value: number) => value.toLocaleString('en');
  const statuses = Object.entries(tasks.byStatus) as [TaskStatus, number][];
  const reasons = Object.entries(tasks.stoppedByReason).filter(([, count]) => count > 0);
  const verdict = sweep.complete ? pc.green('✓ complete') : pc.red('✗ incomplete');
  const overlooked = sweep.overlooked > 0 ? ` · up to ${number(sweep.overlooked)} overlooked` : '';
  return [
    `${verdict}  ${number(tasks.total)} relay tasks · ${number(sweep.pages)} pages · ${number(sweep.calls)} calls · ${number(sweep.throttled)} throttled · ${(sweep.durationMs / 1_000).toFixed(1)} s${overlooked}`,
    ...sweep.reasons.map((reason) => pc.red(`  ${reason}`)),
    '',
    plainTable(
      statuses.map(([status]) => status),
      [statuses.map(([status, count]) => COLOUR_OF[status](number(count)))],
      0,
    ),
    ...(reasons.length > 0
      ? [
          '',
          plainTable(
            ['stopped because', 'tasks'],
            reasons.map(([reason, count]) => [pc.red(reason), number(count)]),
            1,
          ),
        ]
      : []),
    '',
    `  incidents: ${incidents.open} open, ${incidents.opened} opened and ${incidents.resolved} resolved by this sweep`,
    ...metrics.map(({ type, ok, datapoints, problem }) =>
      outcome(ok, `${type}: ${number(datapoints)} data points`, problem),
    ),
    ...alerts.map((one) => outcome(one.ok, `${one.name ?? one.type}: ${messagesOf(one)}`, one.problem)),
    ...(state ? stateLines(state) : []),
    ...(heartbeat ? [outcome(heartbeat.ok, 'heartbeat sent', heartbeat.ok ? undefined : heartbeat.problem)] : []),
    '',
  ].join('\n');
}

/** `2 messages sent, 1 waits until 2026-03-02T09:00:00.000Z`. */
function messagesOf({ sent, waiting = 0, waitingUntil }: AlertOutcome): string {
  const until = waitingUntil === undefined ? '' : ` until ${waitingUntil}`;
  const left = waiting === 0 ? '' : `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}${until}`;
  return `${sent === 1 ? '1 message' : `${sent} messages`} sent${left}`;
}

function stateLines({ ok, problem, notes = [] }: StateOutcome): string[] {
  return [
    ...(ok ? [] : [outcome(false, 'the state cannot be saved, so messages may repeat', problem)]),
    ...notes.map((note) => pc.yellow(`  state: ${note}`)),
  ];
}

function outcome(ok: boolean, text: string, problem: string | undefined): string {
  return ok ? `  ${pc.green('✓')} ${text}` : `  ${pc.red('✗')} ${text}: ${problem ?? 'failed'}`;
}
