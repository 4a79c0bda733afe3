import { createLogUpdate } from 'log-update';
import type { Shown } from '../shown.ts';
import { shownText } from '../terminal.ts';
import type { Size } from './frame.ts';

/** A part of a terminal that is drawn again and again, in place. */
export interface LiveScreen {
  draw(): void;
  /** Leaves what was drawn last, and gives the cursor back. */
  close(): void;
}

const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

/** @param frame what to show in a terminal of that size: no line wider, and a row left over */
export function openScreen(frame: (size: Size) => Shown, stream: NodeJS.WriteStream = process.stdout): LiveScreen {
  const update = createLogUpdate(stream);
  const draw = () => update(shownText(frame({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 }), stream));
  // a terminal wraps what it showed anew, so that nobody knows any more where it stands
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
