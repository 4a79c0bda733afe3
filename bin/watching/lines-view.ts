import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import { openCauses } from '../../lib/status/open-causes.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { count, countOf, roughly, tenths } from '../terminal/figures.ts';
import { messageText, seenBy, titleText } from '../terminal/message.ts';
import { BAD, GOOD, line, type Part, type Shown, WARNING } from '../terminal/shown.ts';
import type { WatchView } from './view.ts';

/** Plain lines, for pipes and for people who like to scroll: one per sweep, and each message in full. */
export function linesView(print: (part: Part) => void, clock: Clock): WatchView & { readonly log: Log } {
  let openNow = 0;
  let lastBody = '';
  const say = (part: Part) => print(line`${clock.nowUtc().toFormat('HH:mm:ss')} ${part}`);
  const sayAs = (mark: Shown) => (event: string, facts?: Readonly<Record<string, unknown>>) =>
    say(line`${mark} ${event.replaceAll('_', ' ')}: ${String(facts?.problem ?? JSON.stringify(facts ?? {}))}`);
  return {
    log: { debug() {}, info() {}, warn: sayAs(WARNING), error: sayAs(BAD) },
    sweepBegan() {},
    progressed() {},
    saved(snapshot) {
      openNow = openCauses(knownOf(usableOf(snapshot)), clock.nowUtc()).length;
    },
    heard({ channel, ...message }) {
      // what several channels receive in the same words is shown once
      const isShown = message.body === lastBody;
      lastBody = message.body;
      say(
        line`${channel} hears${seenBy(message.source)}${message.source === undefined || message.source === 'sweep' ? '' : ':'} ${isShown ? titleText(message) : messageText(message)}`,
      );
    },
    sweepEnded({ summary }, nextInMs) {
      // skipped and failed sweeps are in the log
      if (summary && !summary.skipped) say(line`${sweepLine(summary, openNow)}; next in ${roughly(nextInMs)}`);
    },
    stopping: (underWay) => say(underWay ? 'stopping when the sweep under way has come to its end' : 'stopping'),
    close() {},
  };
}

function sweepLine({ tasks, sweep }: SweepSummary, openNow: number): Shown {
  const { running, stopped, recovering } = tasks.byStatus;
  const mark = sweep.complete ? line`${GOOD} complete` : line`${BAD} incomplete (${sweep.reasons.join('; ')})`;
  const relays = `${count(tasks.total)} relays, ${count(running)} running, ${count(stopped)} stopped, ${count(recovering)} recovering`;
  const effort = `${countOf(sweep.calls, 'call')}, ${count(sweep.throttled)} throttled, ${tenths(sweep.durationMs)}`;
  return line`${mark}: ${relays}; ${countOf(openNow, 'cause')} open; ${effort}`;
}
