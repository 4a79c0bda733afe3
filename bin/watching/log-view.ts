import type { Log } from '../../lib/base/log.ts';
import type { WatchView } from './view.ts';

/** For a log: the sweeps tell it themselves what they do, so that only the end of the process is left to tell. */
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
