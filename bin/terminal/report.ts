import type { TaskStatus } from '../../lib/monitor/relay-task.ts';
import type { StateOutcome } from '../../lib/sweep/session/state-health.ts';
import type { AlertOutcome, SweepSummary } from '../../lib/sweep/summary.ts';
import { BAD, dim, GOOD, green, line, lines, type Part, red, type Shown, yellow } from './shown.ts';
import { plainTable } from './table.ts';

const COLOUR_OF: Readonly<Record<TaskStatus, (part: Part) => Shown>> = {
  running: green,
  idle: dim,
  recovering: yellow,
  stopped: red,
  exited: dim,
  unknown: yellow,
};

/** One sweep, for people: what is running, what stopped and why, and whether anything is missing. */
export function sweepReport(summary: SweepSummary): Shown {
  const { skipped, tasks, sweep, incidents, metrics, alerts, state, heartbeat } = summary;
  // zeros would look like an empty account
  if (skipped) return lines([line`– ${yellow('skipped')}: ${skipped.reason}`, '']);
  const number = (value: number) => value.toLocaleString('en');
  const statuses = Object.entries(tasks.byStatus) as [TaskStatus, number][];
  const reasons = Object.entries(tasks.stoppedByReason).filter(([, count]) => count > 0);
  const verdict = sweep.complete ? line`${GOOD} ${green('complete')}` : line`${BAD} ${red('incomplete')}`;
  const overlooked = sweep.overlooked > 0 ? ` · up to ${number(sweep.overlooked)} overlooked` : '';
  return lines([
    line`${verdict}  ${number(tasks.total)} relay tasks · ${number(sweep.pages)} pages · ${number(sweep.calls)} calls · ${number(sweep.throttled)} throttled · ${(sweep.durationMs / 1_000).toFixed(1)} s${overlooked}`,
    ...sweep.reasons.map((reason) => red(line`  ${reason}`)),
    '',
    plainTable(
      statuses.map(([status]) => status),
      [statuses.map(([status, count]) => COLOUR_OF[status](number(count)))],
      { rightFrom: 0 },
    ),
    ...(reasons.length > 0
      ? [
          '',
          plainTable(
            ['stopped because', 'tasks'],
            reasons.map(([reason, count]) => [red(reason), number(count)]),
            { rightFrom: 1 },
          ),
        ]
      : []),
    '',
    line`  incidents: ${incidents.open} open, ${incidents.opened} opened and ${incidents.resolved} resolved by this sweep`,
    ...metrics.map(({ type, ok, datapoints, problem }) =>
      outcome(ok, `${type}: ${number(datapoints)} data points`, problem),
    ),
    ...alerts.map((one) => outcome(one.ok, `${one.name ?? one.type}: ${messagesOf(one)}`, one.problem)),
    ...(state ? stateLines(state) : []),
    ...(heartbeat ? [outcome(heartbeat.ok, 'heartbeat sent', heartbeat.ok ? undefined : heartbeat.problem)] : []),
    '',
  ]);
}

/** `2 messages sent, 1 waits until 2026-03-02T09:00:00.000Z`. */
function messagesOf({ sent, waiting = 0, waitingUntil }: AlertOutcome): string {
  const until = waitingUntil === undefined ? '' : ` until ${waitingUntil}`;
  const left = waiting === 0 ? '' : `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}${until}`;
  return `${sent === 1 ? '1 message' : `${sent} messages`} sent${left}`;
}

function stateLines({ ok, problem, notes = [] }: StateOutcome): Shown[] {
  return [
    ...(ok ? [] : [outcome(false, 'the state cannot be saved, so messages may repeat', problem)]),
    ...notes.map((note) => yellow(line`  state: ${note}`)),
  ];
}

function outcome(ok: boolean, text: string, problem: string | undefined): Shown {
  return ok ? line`  ${GOOD} ${text}` : line`  ${BAD} ${text}: ${problem ?? 'failed'}`;
}
