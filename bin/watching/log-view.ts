import type { Log } from '../../lib/base/log.ts';
import type { WatchView } from './view.ts';

/** For a log: sweeps log what they do by themselves, so only the end of the process remains to be reported. */
export function logView(log: Log): WatchView {
  return {
    sweepBegan() {},
    progressed() {},
    heard() {},
    saved() {},
    sweepEnded() {},
    stopping: (underWay) => log.info('watch_stopping', { sweepUnderWay: underWay }),
    close() {},
  };
}
