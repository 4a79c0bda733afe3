import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const STYLE = require.resolve('@xterm/xterm/css/xterm.css');
const SCRIPT = require.resolve('@xterm/xterm/lib/xterm.js');

/** All that `npm start` has written to a terminal of this size after so long, in the middle of its outage. */
export async function writtenByStart({ columns, rows }: Size, afterMs: number): Promise<Buffer> {
  const command = `stty cols ${columns} rows ${rows}; exec npm start --silent`;
  // a terminal of util-linux: the screen is drawn only where somebody looks at it
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: ROOT,
    env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const written: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => void written.push(part));
  await sleep(afterMs);
  const seen = Buffer.concat(written);
  child.stdin.write('\u0003');
  await once(child, 'exit');
  return seen;
}

const THEME = { background: '#14181f', foreground: '#dfe4ec', red: '#ff8a80', green: '#83d3a0', yellow: '#f3bd6a' };

/** What a terminal of this size shows once all of this was written to it. @param page an empty one */
export async function terminalPicture(written: Buffer, { columns, rows }: Size, page: Page): Promise<Buffer> {
  const [style, script] = await Promise.all([STYLE, SCRIPT].map((file) => readFile(file, 'utf8')));
  await page.setContent(`<style>${style} body { margin: 0; background: ${THEME.background} }
    #terminal { display: inline-block; padding: 14px 18px } #terminal * { background-color: ${THEME.background} !important; border: 0 }</style><div id="terminal"></div>`);
  await page.addScriptTag({ content: script ?? '' });
  const options = {
    cols: columns,
    rows,
    theme: THEME,
    cursorInactiveStyle: 'none',
    fontSize: 14,
    fontFamily: 'monospace',
  };
  await page.evaluate(`(() => {
    const terminal = new Terminal(${JSON.stringify(options)});
    terminal.open(document.getElementById('terminal'));
    const bytes = Uint8Array.from(atob('${written.toString('base64')}'), (one) => one.charCodeAt(0));
    return new Promise((done) => terminal.write(bytes, () => requestAnimationFrame(() => setTimeout(done, 200))));
  })()`);
  return page.locator('#terminal').screenshot();
}
