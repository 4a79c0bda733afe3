import type { ChannelView, LapView, MonitorHealth, MonitorProblem, StatusDocument } from '../../lib/status/document.ts';
import { count, countOf, roughly, tenths } from './figures.ts';
import { BAD, dim, GOOD, line, lines, type Part, red, type Shown, WARNING, yellow } from './shown.ts';

/** Whether the monitor is well, and what is open, as plain lines. */
export function statusReport(document: StatusDocument): Shown {
  const { monitor } = document;
  return lines([
    sweepLine(monitor),
    ...lapLines(monitor),
    ...monitor.problems.flatMap((problem) => PROBLEMS[problem](monitor)),
    ...fleetLines(document),
    ...openLines(document),
    ...monitor.channels.map(channelLine),
  ]);
}

function sweepLine({ lastSweep, lap, sweepingNow }: MonitorHealth): Part {
  const now = sweepingNow ? '; one is under way' : '';
  if (lastSweep === null) return line`${BAD} no sweep has come to its end yet${now}`;
  const { ageSeconds, complete, at, calls, throttled, durationSeconds, overlooked } = lastSweep;
  const missed = overlooked > 0 ? `, up to ${count(overlooked)} overlooked` : '';
  const effort = `${countOf(calls, 'call')}, ${count(throttled)} throttled, ${tenths(durationSeconds * 1_000)}${missed}`;
  return line`${complete ? GOOD : BAD} last sweep ${roughly(ageSeconds * 1_000)} ago (${at}), ${complete ? 'complete' : red(lackingOf(lap))}; ${effort}${now}`;
}

function lackingOf(lap: LapView | null): string {
  return lap && lap.last === null ? 'first lap under way' : 'incomplete';
}

/** Where a sweep reads only a part, what counts is the lap. */
function lapLines({ lap }: MonitorHealth): Part[] {
  if (lap === null) return [];
  const { pagesRead, pagesToRead, ageSeconds, last, seenWithinSeconds } = lap;
  const before = last
    ? `; the last full lap ended ${roughly(last.ageSeconds * 1_000)} ago and took ${roughly(last.seconds * 1_000)}`
    : '';
  const seen = seenWithinSeconds === null ? '' : `; any stop is seen within ${roughly(seenWithinSeconds * 1_000)}`;
  const pages = `${count(pagesRead)} of about ${countOf(pagesToRead, 'page')}`;
  return [`  lap: ${pages} in ${roughly(ageSeconds * 1_000)}${before}${seen}`];
}

/** The text of each problem; empty for those that another line covers. */
const PROBLEMS: Readonly<Record<MonitorProblem, (monitor: MonitorHealth) => readonly Shown[]>> = {
  'never-swept': () => [],
  incomplete: ({ lap }) => [line`  ${WARNING} what was not seen ${lap ? 'in a whole lap ' : ''}may have changed`],
  'channel-broken': () => [],
  late: ({ lateAfterSeconds }) => [
    line`  ${BAD} it is late: sweeps come at least every ${roughly(lateAfterSeconds * 1_000)}; look at the timer and its log`,
  ],
  blind: ({ blind }) =>
    blind.map(({ name, reason, since }) => line`  ${BAD} blind in ${name} since ${since}: ${reason}`),
  'state-broken': () => [line`  ${BAD} the state could not be loaded or saved; ${'`relaywatch check`'} says why`],
  undelivered: ({ oldestUndeliveredSeconds }) => [
    line`  ${BAD} no channel took a message that waits for ${roughly(oldestUndeliveredSeconds * 1_000)}`,
  ],
};

function fleetLines({ fleet }: StatusDocument): Part[] {
  if (fleet === null) return [];
  const statuses = Object.entries(fleet.byStatus).filter(([, number]) => number > 0);
  return [`  ${[countOf(fleet.total, 'relay'), ...statuses.map(([status, n]) => `${count(n)} ${status}`)].join(', ')}`];
}

function openLines({ open, causes, causesLeftOut }: StatusDocument): Part[] {
  const held = open.held > 0 ? `; ${countOf(open.held, 'fault')} held back by mutes` : '';
  const pending = open.pending > 0 ? `; ${countOf(open.pending, 'fault')} too short yet to be told` : '';
  const what = open.causes === 0 ? 'nothing is open' : `${countOf(open.causes, 'cause')} open`;
  return [
    line`${open.causes === 0 ? GOOD : BAD} ${what}${held}${pending}`,
    ...causes.map(({ severity, text, key }) => {
      const mark = (severity === 'critical' ? red : yellow)(severity);
      return line`  ${mark} ${text.title} ${dim(key)}`;
    }),
    ...(causesLeftOut > 0 ? [`  and ${count(causesLeftOut)} more`] : []),
  ];
}

function channelLine({ name, state, waiting, brokenSince, problem }: ChannelView): Shown {
  const why = problem === null ? '' : `: ${problem}`;
  if (state === 'broken') return line`${BAD} ${name} is broken since ${brokenSince ?? 'some time'}${why}`;
  if (state === 'waiting') return line`${WARNING} ${name}: ${countOf(waiting, 'message waits', 'messages wait')}${why}`;
  return line`${GOOD} ${name} works`;
}
