import type { Page } from 'playwright-core';
import { sent } from '../../functions/status/replies.ts';
import { answer } from '../../functions/status/site.ts';
import type { Site } from '../../functions/status/site-parts.ts';
import { serveLocally } from '../../lib/status/local-server.ts';
import { longestTaskMs } from '../../tests/components/main-thread.ts';
import { StatusBrowser } from '../../tests/components/status-browser.ts';

/** What a reader gets of a page in headless Chromium. */
export interface Looked {
  /** Each with an empty cache, the first of them from a browser that has drawn nothing yet. */
  readonly firstPaintsMs: readonly number[];
  /** Everything that the browser received for the page, headers too. */
  readonly loadedKb: number;
  readonly frames: number;
  /** Frames of the whole way down that took longer than 50 ms. */
  readonly slowFrames: number;
  /** The longest task of the main thread, processor time, while the page refreshes itself. */
  readonly refreshMs: number;
}

const LOADS = 7;
const SLOW_FRAME_MS = 50;
const PIXELS_A_FRAME = 120;
/** Long enough for two refreshes. */
const REFRESH_MS = 25_000;

/** Opens addresses of a site. @param paths of the pages */
export async function lookedAt(site: Site, paths: readonly string[]): Promise<Looked[]> {
  const browser = await StatusBrowser.start();
  const server = await serveLocally(async (request) => sent(await answer(request, site), request));
  try {
    const looked: Looked[] = [];
    for (const path of paths) looked.push(await lookAt(`${server.url}${path}`, browser));
    return looked;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function lookAt(url: string, browser: StatusBrowser): Promise<Looked> {
  const firstPaintsMs: number[] = [];
  for (let load = 1; load < LOADS; load += 1) {
    const page = await browser.blank();
    firstPaintsMs.push(await firstPaintMs(page, url));
    await page.context().close();
  }
  const page = await browser.blank();
  const received = await receivedBy(page);
  firstPaintsMs.push(await firstPaintMs(page, url));
  const loadedKb = received() / 1_000;
  const gapsMs = await scrolledDown(page);
  const refreshMs = await longestTaskMs(page, () => page.waitForTimeout(REFRESH_MS));
  await page.context().close();
  const slowFrames = gapsMs.filter((gapMs) => gapMs > SLOW_FRAME_MS).length;
  return { firstPaintsMs, loadedKb, frames: gapsMs.length, slowFrames, refreshMs };
}

/** From the request to the first contentful paint, the server's time included. */
async function firstPaintMs(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'networkidle' });
  return Number(
    await page.evaluate(`new Promise((done) =>
      new PerformanceObserver((list) => {
        const [paint] = list.getEntriesByName('first-contentful-paint');
        if (paint) done(paint.startTime);
      }).observe({ type: 'paint', buffered: true }))`),
  );
}

/** @returns the bytes that came over the network so far */
async function receivedBy(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}

/** Scrolls from the top to the end. @returns the time between each two frames, in milliseconds */
async function scrolledDown(page: Page): Promise<readonly number[]> {
  return page.evaluate(`new Promise((done) => {
    const gaps = [];
    let lastMs;
    const step = (nowMs) => {
      if (lastMs !== undefined) gaps.push(nowMs - lastMs);
      lastMs = nowMs;
      const before = scrollY;
      scrollBy({ top: ${PIXELS_A_FRAME}, behavior: 'instant' });
      if (scrollY === before) done(gaps);
      else requestAnimationFrame(step);
    };
    scrollTo(0, 0);
    requestAnimationFrame(step);
  })`);
}
