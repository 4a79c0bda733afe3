/**
 * Takes the pictures that README.md and docs/ show, of the page and the terminal as they are in an outage. Those of the page and the
 * message are the same each time, on one machine; that of the terminal is of a real run of `npm start`, so its times differ.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { messageText } from '../bin/terminal/message.ts';
import { textOf } from '../bin/terminal/shown.ts';
import { wordsOf } from '../lib/alerts/words.ts';
import type { Notification } from '../lib/monitor/notification.ts';
import { BROWSER, StatusBrowser } from '../tests/components/status-browser.ts';
import { openShot } from './pictures/open-shot.ts';
import { SHOTS } from './pictures/shots.ts';
import { playDay, type Story } from './pictures/story.ts';
import { terminalPicture, writtenByStart } from './pictures/terminal.ts';
import { webpOf } from './pictures/webp.ts';
import { progress } from './support/table.ts';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
/** Where a PNG of each is left for whoever cannot look at WebP. */
const ALSO_PNG = process.env.RELAYWATCH_PNG_FOLDER;

const SCREEN = { columns: 100, rows: 31 };
/** The source has been dead for a while and its message was heard, but it has not healed yet. */
const AFTER_MS = 52_000;
const MESSAGE = { columns: 124, rows: 18 };
const TERMINAL_SCALE = 1.25;

if (!BROWSER.installed) throw new Error(BROWSER.howToInstall);
const browser = await StatusBrowser.start();
try {
  const [story, screen] = await Promise.all([playDay(), writtenByStart(SCREEN, AFTER_MS)]);
  const terminal = await browser.blank(TERMINAL_SCALE);
  await mkdir(FOLDER, { recursive: true });
  await keep('terminal', await terminalPicture(screen, SCREEN, terminal), terminal);
  await keep('message', await terminalPicture(writtenOf(story.message), MESSAGE, terminal), terminal);
  await takeShots(story, terminal);
} finally {
  await browser.close();
}

/** @param blank draws the WebP */
async function takeShots({ world, causeKey }: Story, blank: Page): Promise<void> {
  const { url } = await browser.serve(world);
  for (const shot of SHOTS) {
    const { page } = await openShot(browser, shot, { url, causeKey });
    await keep(shot.name, await page.screenshot(), blank);
  }
}

async function keep(name: string, png: Buffer, blank: Page): Promise<void> {
  const webp = await webpOf(png, blank);
  await writeFile(join(FOLDER, `${name}.webp`), webp);
  if (ALSO_PNG !== undefined) await writeFile(join(ALSO_PNG, `${name}.png`), png);
  progress(`${name}.webp: ${(webp.length / 1_000).toFixed(0)} kB`);
}

/** The message as a terminal gets it from `npm start`. */
function writtenOf(notification: Notification): Buffer {
  const { title, body } = wordsOf(notification, { language: 'en' });
  return Buffer.from(textOf(messageText({ notification, title, body })).replaceAll('\n', '\r\n'));
}
