import { createLogUpdate } from 'log-update';
import type { Shown } from '../shown.ts';
import { shownText } from '../terminal.ts';
import type { Size } from './frame.ts';

/** A part of a terminal that is redrawn in place. */
export interface LiveScreen {
  draw(): void;
  /** Leaves the last drawing in place, and restores the cursor. */
  close(): void;
}

const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

/** @param frame what to show in a terminal of this size: no line wider than it, and one row to spare */
export function openScreen(frame: (size: Size) => Shown, stream: NodeJS.WriteStream = process.stdout): LiveScreen {
  const update = createLogUpdate(stream);
  let drawnLines = 0;
  const draw = () => {
    const text = shownText(frame({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 }), stream);
    const lines = text.split('\n').length;
    // log-update 7 leaves equal last lines where they stood, which is elsewhere once a frame has more or fewer lines
    if (lines !== drawnLines) update.clear();
    drawnLines = lines;
    update(text);
  };
  // a resized terminal wraps its old content differently, so its position is no longer known
  const redraw = () => {
    update.done();
    stream.write(CLEAR);
    draw();
  };
  stream.on('resize', redraw);
  return {
    draw,
    close() {
      draw();
      stream.off('resize', redraw);
      update.done();
    },
  };
}
