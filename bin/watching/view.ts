import type { Log } from '../../lib/base/log.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { PageProgress } from '../../lib/live/pages.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import type { MessageSource } from '../../lib/sweep/sweep-run.ts';
import type { Round } from './repeat.ts';

/** A message that a channel accepted, in the channel's own words. */
export interface Heard {
  readonly channel: string;
  readonly at: UtcDateTime;
  readonly notification: Notification;
  readonly title: string;
  /** Everything below the title, several lines. */
  readonly body: string;
  /** What saw what it is about; absent: a sweep. */
  readonly source?: MessageSource;
}

/** Shows what a watching process does, as it happens. */
export interface WatchView {
  sweepBegan(): void;
  progressed(progress: PageProgress): void;
  heard(message: Heard): void;
  /** The state as the sweep in progress has just saved it. */
  saved(snapshot: RawSnapshot): void;
  sweepEnded(round: Round, nextInMs: number): void;
  /** @param underWay whether a sweep will finish first */
  stopping(underWay: boolean): void;
  /** Removes what must not stay on the screen. */
  close(): void;
}

/** The view, with its errors kept inside: a sweep must not mistake them for errors of a channel or of the state. */
export function safely(view: WatchView, log: Log): WatchView {
  const guarded = <Arguments extends readonly unknown[]>(name: string, show: (...what: Arguments) => void) => {
    return (...what: Arguments) => {
      try {
        show(...what);
      } catch (error) {
        // it may quote anything, so only its name is reported
        const problem = `a fault of our own in ${name} (${error instanceof Error ? error.name : typeof error})`;
        log.error('not_shown', { problem });
      }
    };
  };
  return {
    sweepBegan: guarded('sweepBegan', () => view.sweepBegan()),
    progressed: guarded('progressed', (progress: PageProgress) => view.progressed(progress)),
    heard: guarded('heard', (message: Heard) => view.heard(message)),
    saved: guarded('saved', (snapshot: RawSnapshot) => view.saved(snapshot)),
    sweepEnded: guarded('sweepEnded', (round: Round, nextInMs: number) => view.sweepEnded(round, nextInMs)),
    stopping: guarded('stopping', (underWay: boolean) => view.stopping(underWay)),
    close: guarded('close', () => view.close()),
  };
}
