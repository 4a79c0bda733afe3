import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';
import { describeComponent } from './describe-component.ts';
import { longestTaskMs } from './main-thread.ts';
import { BROWSER } from './status-browser.ts';
import { useStatusBrowser } from './use-status-browser.ts';

const START = '2026-03-01T08:00:00.000Z';
const POLL_MS = 10_000;
const HOSTS = 100;
const RELAYS_A_HOST = 60;
/** Longer, and a reader who scrolls notices it. */
const MOST_MS = 50;

describeComponent('a page of a hundred causes that refreshes itself', BROWSER, () => {
  const browser = useStatusBrowser();

  /** Relays of a hundred sources, all well. */
  async function hundredSources(): Promise<World> {
    const world = new World({ pager: 120, chat: 20 }, { pageSize: 1_000 }, START);
    for (let n = 0; n < HOSTS * RELAYS_A_HOST; n += 1)
      world.add(`relay-${n}`, {
        sources: [{ origin: `rtmp://source-${n % HOSTS}.example.com` }],
        destinationKey: `relay-${n}`,
      });
    await world.sweep();
    return world;
  }

  /** All of them have stopped, but for the last of each source. */
  async function hundredCauses(): Promise<World> {
    const world = await hundredSources();
    for (let n = 0; n < HOSTS * (RELAYS_A_HOST - 1); n += 1) world.set(`relay-${n}`, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    return world;
  }
  const theLastOf = (host: number) => `relay-${HOSTS * (RELAYS_A_HOST - 1) + host}`;

  async function opened(world: World): Promise<Page> {
    const { url } = await browser.serve(world);
    const { page } = await browser.open(url, { viewport: { width: 1_000, height: 800 } });
    await page.locator('.local').first().waitFor();
    expect(await page.locator('article').count()).toBe(HOSTS);
    return page;
  }

  /** What the page shows after it has asked once more. */
  async function refreshed(page: Page): Promise<void> {
    const before = await page.locator('.asof').textContent();
    await page.clock.fastForward(POLL_MS + 1);
    await expect.poll(() => page.locator('.asof').textContent()).not.toBe(before);
  }

  /** Which articles had anything but the time since they are open changed, by their place on the page. */
  async function changedBy(page: Page, work: () => Promise<void>): Promise<unknown> {
    await page.evaluate(`(() => {
      window.articles = [...document.querySelectorAll('article')];
      window.records = [];
      window.observer = new MutationObserver((records) => window.records.push(...records));
      for (const one of window.articles)
        window.observer.observe(one, { subtree: true, childList: true, characterData: true, attributes: true });
    })()`);
    await work();
    return page.evaluate(`(() => {
      window.records.push(...window.observer.takeRecords());
      const isSoLong = ({ type, target }) =>
        type === 'characterData' && target.parentElement === target.parentElement.closest('dl').querySelector('b');
      const changed = window.records.filter((record) => !isSoLong(record));
      const places = changed.map(({ target }) => window.articles.findIndex((one) => one.contains(target)));
      return { kept: window.articles.every((one) => one.isConnected), places: [...new Set(places)] };
    })()`);
  }

  it('touches nothing but the time while nothing changes', async () => {
    const world = await hundredCauses();
    const page = await opened(world);
    const changed = await changedBy(page, async () => {
      await world.sweepAfter(60);
      await refreshed(page);
    });
    expect(changed).toEqual({ kept: true, places: [] });
    expect(await page.locator('article .facts b').first().textContent()).toBe('2 min');
  });

  it('keeps what the reader has opened, focused and scrolled to while a cause grows and another ends', async () => {
    const world = await hundredCauses();
    const page = await opened(world);
    const grown = await hostOf(page, 1);
    const ended = await hostOf(page, 2);
    const read = page.locator('article').nth(60);
    const heading = await read.locator('h3').textContent();
    const fold = read.locator('details.fold').last();
    await fold.locator('summary').click();
    const link = fold.locator('a.why').first();
    await link.focus();
    const topOfFocus = () => page.evaluate('document.activeElement.getBoundingClientRect().top');
    const top = Number(await topOfFocus());
    const focused = await link.getAttribute('href');
    world.set(theLastOf(grown), 'stopped', 'PullStreamFailed');
    for (let n = 0; n < RELAYS_A_HOST; n += 1) world.set(`relay-${n * HOSTS + ended}`, 'running');
    for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
    await refreshed(page);
    expect(await page.locator('article').count()).toBe(HOSTS - 1);
    const same = page.locator('article', { hasText: heading ?? '' });
    expect(await same.locator('details.fold[open] summary').last().textContent()).toContain('Relays (59)');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(focused);
    expect(await page.evaluate('scrollY')).toBeGreaterThan(1_000);
    expect(Math.abs(Number(await topOfFocus()) - top)).toBeLessThanOrEqual(1);
  });

  it.each([
    ['nothing changes', () => undefined, 59],
    ['every cause grows', (world: World) => setAll(world, 'stopped', 59), 60],
  ])('never keeps the reader waiting for more than 50 ms when %s', async (_, change, relays) => {
    const world = await hundredCauses();
    const page = await opened(world);
    change(world);
    for (let n = 0; n < 2; n += 1) await world.sweepAfter(60);
    const longestMs = await longestTaskMs(page, async () => {
      await refreshed(page);
      await expect.poll(() => countOf(page, `Relays (${relays})`), { timeout: 5_000 }).toBe(HOSTS);
    });
    expect(longestMs).toBeLessThan(MOST_MS);
  });

  it('never keeps the reader waiting for more than 50 ms when a hundred causes begin and end at once', async () => {
    const world = await hundredSources();
    const { url } = await browser.serve(world);
    const { page } = await browser.open(url, { viewport: { width: 1_000, height: 800 } });
    expect(await page.locator('article').count()).toBe(0);
    for (const [status, count] of [
      ['stopped', HOSTS],
      ['running', 0],
    ] as const) {
      setAll(world, status);
      for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
      const longestMs = await longestTaskMs(page, async () => {
        await refreshed(page);
        await expect.poll(() => countOf(page, `Relays (${RELAYS_A_HOST})`), { timeout: 5_000 }).toBe(count);
      });
      expect(longestMs).toBeLessThan(MOST_MS);
    }
  });

  /** How many causes have such a line to open; it takes the browser next to no time to find out. */
  function countOf(page: Page, summary: string): Promise<unknown> {
    return page.evaluate(
      `[...document.querySelectorAll('article > .fold > summary')].filter((one) => one.textContent === '${summary}').length`,
    );
  }

  function setAll(world: World, status: 'stopped' | 'running', from = 0): void {
    for (let n = HOSTS * from; n < HOSTS * RELAYS_A_HOST; n += 1)
      world.set(`relay-${n}`, status, ...(status === 'stopped' ? ['PullStreamFailed'] : []));
  }

  /** The number of the source that the cause at a place of the page is about. */
  async function hostOf(page: Page, place: number): Promise<number> {
    const title = await page.locator('article h3').nth(place).textContent();
    return Number(/source-(\d+)\./.exec(title ?? '')?.[1]);
  }
});
