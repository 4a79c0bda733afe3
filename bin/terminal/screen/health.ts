import type { TaskStatus } from '../../../lib/monitor/relay-task.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import { count, countOf, roughly } from '../figures.ts';
import { BAD, dim, GOOD, green, line, type Part, red, type Shown, WARNING, yellow } from '../shown.ts';
import type { Board, ChannelOnBoard } from './board.ts';

/** Whether the monitor itself is well, and when the next sweep starts. */
export function monitorLine(board: Board): Shown {
  return line`${lastText(board)} · ${nextText(board)}${effortText(board)}`;
}

function lastText({ last, now }: Board): Part {
  if (last === null) return 'the first sweep';
  const since = `${roughly(now.diff(last.at).toMillis())} ago`;
  const { summary } = last;
  if (!summary) return line`${BAD} ${red('failed')} ${since}`;
  if (summary.skipped) return line`${WARNING} skipped ${since}`;
  return summary.sweep.complete ? line`${GOOD} complete ${since}` : line`${BAD} ${red('incomplete')} ${since}`;
}

function effortText({ last }: Board): Part {
  if (!last?.summary || last.summary.skipped) return '';
  const { calls, throttled, overlooked } = last.summary.sweep;
  const missed = overlooked > 0 ? `, ${count(overlooked)} overlooked` : '';
  return ` · ${countOf(calls, 'call')}, ${count(throttled)} throttled${missed}`;
}

function nextText({ underWay, nextInMs, phase }: Board): string {
  if (underWay) {
    const { pagesRead, pagesExpected } = underWay;
    return pagesExpected > 0 ? `sweeping, page ${count(pagesRead)} of ${count(pagesExpected)}` : 'sweeping';
  }
  if (phase !== 'watching' || nextInMs === null) return 'no more sweeps';
  return `next in ${roughly(nextInMs)}`;
}

/** Problems of the monitor, one per line; empty when it is well. */
export function troubleLines({ last, warning, now }: Board): Shown[] {
  if (last?.problem !== undefined) return [line`${BAD} ${last.problem}`];
  const summary = last?.summary;
  if (!summary) return [];
  const { sweep, state, metrics, heartbeat } = summary;
  const failed = [
    ...(summary.skipped ? [summary.skipped.reason] : sweep.reasons),
    ...(state?.ok === false ? [`the state cannot be saved: ${state.problem ?? 'failed'}`] : []),
    ...metrics.flatMap(({ type, ok, problem }) => (ok ? [] : [`${type}: ${problem ?? 'failed'}`])),
    ...(heartbeat?.ok === false ? [`heartbeat: ${heartbeat.problem}`] : []),
  ];
  if (failed.length > 0) return failed.slice(0, 2).map((problem) => line`${BAD} ${problem}`);
  const isNew = warning !== null && now.diff(warning.at).as('minutes') < 1;
  return isNew ? [line`${WARNING} ${warning.text}`] : [];
}

/** In order of importance. */
const STATUSES: readonly (readonly [TaskStatus, (part: Part) => Shown])[] = [
  ['running', green],
  ['stopped', red],
  ['recovering', yellow],
  ['unknown', yellow],
  ['idle', dim],
  ['exited', dim],
];

export function fleetLine({ last }: Board): Part {
  const summary = last?.summary;
  if (!summary || summary.skipped) return dim('not read yet');
  const { total, byStatus } = summary.tasks;
  return STATUSES.filter(([status]) => byStatus[status] > 0).reduce<Part>(
    (sum, [status, colour]) => line`${sum}, ${colour(`${count(byStatus[status])} ${status}`)}`,
    countOf(total, 'relay'),
  );
}

/** What each channel was told, and whether it accepts messages. */
export function channelLines(board: Board, listed: number): Part[] {
  const { channels } = board;
  if (channels.length === 0) return [line`${WARNING} none: nobody is told`];
  const shown = channels.length > listed ? channels.slice(0, listed - 1) : channels;
  const rest = channels.length - shown.length;
  return [...shown.map((channel) => channelLine(channel, board)), ...(rest > 0 ? [`and ${count(rest)} more`] : [])];
}

function channelLine({ name, heard, lastHeardAt }: ChannelOnBoard, { last, now }: Board): Shown {
  const outcome = outcomeOf(name, last?.summary);
  const since = lastHeardAt === null ? '' : `, the last ${roughly(now.diff(lastHeardAt).toMillis())} ago`;
  const story = heard === 0 ? 'heard nothing yet' : `heard ${countOf(heard, 'message')}${since}`;
  if (outcome?.ok === false) return line`${BAD} ${name} ${story}: ${outcome.problem ?? 'it takes nothing'}`;
  return line`${GOOD} ${name} ${story}`;
}

function outcomeOf(name: string, summary: SweepSummary | undefined) {
  return summary?.alerts.find((one) => (one.name ?? one.type) === name);
}
