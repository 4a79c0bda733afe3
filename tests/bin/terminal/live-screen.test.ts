import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScreen } from '../../../bin/terminal/screen/live-screen.ts';
import { Shown } from '../../../bin/terminal/shown.ts';

const SIZE = { columns: 30, rows: 9 };

/** A terminal that does what is written to it, and what it shows then. */
function aTerminal() {
  const terminal = new headless.Terminal({
    cols: SIZE.columns,
    rows: SIZE.rows,
    convertEol: true,
    allowProposedApi: true,
  });
  let written = Promise.resolve();
  const write = (text: string) => {
    written = written.then(() => new Promise((done) => terminal.write(text, done)));
    return true;
  };
  const stream = { isTTY: true, ...SIZE, write, on: () => undefined, off: () => undefined };
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    async rows(): Promise<string[]> {
      await written;
      const { active } = terminal.buffer;
      const all = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
      return all.slice(0, all.findLastIndex((text) => text !== '') + 1);
    },
  };
}

describe('the live screen', () => {
  it('shows each frame whole, and nothing of those before it, whatever grows and shrinks', async () => {
    const line = fc.constantFrom('relaywatch', 'channels', 'one message', 'another message');
    const frame = fc.tuple(fc.array(line, { maxLength: SIZE.rows - 2 }), fc.constant(['Ctrl-C stops']));
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
        const { stream, rows } = aTerminal();
        let lines: readonly string[] = [];
        const screen = openScreen(() => Shown.lines(lines), stream);
        for (const parts of frames) {
          lines = parts.flat();
          screen.draw();
          expect(await rows()).toEqual(lines);
        }
        screen.close();
        expect(await rows()).toEqual(lines);
      }),
      { numRuns: 200 },
    );
  });
});
