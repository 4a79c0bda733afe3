import { createJsonLog } from '../../lib/base/json-log.ts';
import { type Log, logOfAccount } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { frameOf } from '../terminal/screen/frame.ts';
import { openScreen } from '../terminal/screen/live-screen.ts';
import { bold, line } from '../terminal/shown.ts';
import { print, printBlock } from '../terminal/terminal.ts';
import type { Form } from './forms.ts';
import { linesView } from './lines-view.ts';
import { logView } from './log-view.ts';
import { type ScreenSettings, screenView } from './screen-view.ts';
import type { WatchView } from './view.ts';

/** Where a watching process reports what it does. */
export interface Showing {
  readonly view: WatchView;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
}

/** @param owner the account that it is about, where several are watched */
export function showing(form: Form, settings: ScreenSettings, clock: Clock, owner?: string): Showing {
  switch (form) {
    case 'json': {
      const log = logOfAccount(createJsonLog(printBlock, clock), owner === undefined ? undefined : { name: owner });
      return { view: logView(log), log, write: (text) => log.info('alert_printed', { text }) };
    }
    case 'lines': {
      const view = linesView(owner === undefined ? print : (part) => print(line`${bold(owner)} ${part}`), clock);
      // the view shows every message that a channel accepted, including those of the console channel
      return { view, log: view.log, write: () => undefined };
    }
    case 'screen':
      return onScreen(settings, clock);
  }
}

const TICK_MS = 1_000;
/** Ten pages arrive per second, and writing to a remote terminal takes time. */
const LEAST_BETWEEN_MS = 200;

function onScreen(settings: ScreenSettings, clock: Clock): Showing {
  let drawnMs = Number.NEGATIVE_INFINITY;
  const changed = () => {
    if (clock.monotonicMs() - drawnMs < LEAST_BETWEEN_MS) return;
    drawnMs = clock.monotonicMs();
    screen.draw();
  };
  const view = screenView(settings, clock, changed);
  const screen = openScreen((size) => frameOf(view.board(), size));
  const over = new AbortController();
  const ticking = async () => {
    for (;;) {
      screen.draw();
      await clock.sleep(TICK_MS, over.signal);
    }
  };
  ticking().catch(() => undefined);
  const close = () => {
    over.abort('closed');
    view.close();
    screen.close();
  };
  return { view: { ...view, close }, log: view.log, write: () => undefined };
}
