import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signed } from '../../lib/status/access.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { breakSomething, HOSTILE_NAMES, populate } from '../support/status-site.ts';
import { describeComponent } from './describe-component.ts';
import { axeViolations, BROWSER, pictureOf } from './status-browser.ts';
import { useStatusBrowser, WAYS_TO_LOOK } from './use-status-browser.ts';

const START = '2026-03-01T08:00:00.000Z';
const ACCESS = { token: 'the-token-of-the-page-4711', sessionHours: 12 };
const POLL_MS = 10_000;

describeComponent('the status page in Chromium', BROWSER, () => {
  const browser = useStatusBrowser();

  /** A world whose fleet was swept once while all was well, and with `broken` three times more. */
  async function aWorld({ broken = true } = {}): Promise<World> {
    const world = new World({ pager: 120, chat: 20 }, {}, START);
    populate(world);
    await world.sweep();
    if (broken) {
      world.clock.pass(60_000);
      breakSomething(world);
      for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
    }
    return world;
  }
  const headline = (page: Page) => page.locator('h1').textContent();
  const openAll = (page: Page) =>
    page.evaluate(`for (const one of document.querySelectorAll('details.fold:not([open]) > summary')) one.click()`);
  const polled = async (page: Page) => {
    const answer = page.waitForResponse(/\/api\/v1\/status/);
    await page.clock.fastForward(POLL_MS + 1);
    await (await answer).finished();
  };

  it('shows an outage within one sweep, without reload, and takes it away when it is over', async () => {
    const world = await aWorld({ broken: false });
    const { url } = await browser.serve(world);
    const { page, complaints } = await browser.open(url);
    expect(await headline(page)).toBe('Nothing is wrong');
    await pictureOf(page, 'now-well');
    for (let n = 1; n <= 62; n += 1) world.set(`studio-${n}`, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    await polled(page);
    await expect.poll(() => headline(page)).toBe('1 open cause, 62 relays');
    await expect.poll(() => page.title()).toBe('1 open cause, 62 relays · relaywatch');
    await expect.poll(() => page.locator('[aria-live=polite]').textContent()).toContain('source-3.example.com');
    expect(await page.locator('article h3').textContent()).toContain('62 relays from source-3.example.com stopped');
    for (let n = 1; n <= 62; n += 1) world.set(`studio-${n}`, 'running');
    await world.sweepAfter(60);
    await polled(page);
    await expect.poll(() => headline(page)).toBe('Nothing is wrong');
    expect(await page.locator('article').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says so when it is not up to date, and goes on by itself', async () => {
    const world = await aWorld();
    const server = await browser.serve(world);
    const { page } = await browser.open(server.url);
    await page.route('**/api/**', (route) => route.abort());
    await page.clock.fastForward(POLL_MS + 1);
    await expect.poll(() => page.locator('.trouble').textContent()).toContain('Not updated for');
    await page.unroute('**/api/**');
    await polled(page);
    await expect.poll(() => page.locator('.trouble').textContent()).toBe('');
  });

  it('opens one cause by its link, with its relays, timeline and what to do', async () => {
    const world = await aWorld();
    const { url } = await browser.serve(world);
    const first = await browser.open(url);
    await first.page.locator('article h3 a').first().click();
    await first.page.waitForURL(/\/cause\/source-/);
    const { page, complaints } = await browser.open(first.page.url());
    expect(await page.locator('article').count()).toBe(1);
    for (const part of ['What to do', 'Relays (62)', 'Timeline'])
      expect(await page.locator('details[open] > summary', { hasText: part }).count()).toBe(1);
    expect(await page.locator('table.members tbody tr').count()).toBe(50);
    expect(await page.locator('table.members + p').textContent()).toBe('and 12 more');
    expect(await page.locator('pre code').textContent()).toMatch(/^aliyun live RestartLivePullToPush --Region cn-/);
    await pictureOf(page, 'cause');
    await page.goto(`${url}/cause/source-0000`);
    expect(await page.locator('h2', { hasText: 'This cause is not open' }).count()).toBe(1);
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([]);
  });

  it('shows the fleet by region and status', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page, complaints } = await browser.open(`${url}/fleet`);
    expect(await page.locator('table.fleet tfoot').textContent()).toContain('187');
    expect(await axeViolations(page)).toEqual([]);
    await pictureOf(page, 'fleet');
    expect(complaints).toEqual([]);
  });

  it.each(WAYS_TO_LOOK)('is whole and readable for everybody: %s', async (name, options) => {
    const { url } = await browser.serve(await aWorld());
    const { page, complaints } = await browser.open(url, options);
    await page.locator('.local').first().waitFor();
    await pictureOf(page, `now-${name}`);
    await openAll(page);
    expect(await axeViolations(page)).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wide).toBe(0);
    if (name.startsWith('chinese')) {
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      expect(await headline(page)).toMatch(/个故障未恢复/);
    }
    expect(complaints).toEqual([]);
  });

  it('changes the language, and keeps the choice', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page } = await browser.open(url);
    await page.getByRole('link', { name: '中文' }).click();
    await expect.poll(() => headline(page)).toMatch(/个故障未恢复/);
    await page.goto(`${url}/fleet`);
    expect(await page.locator('table.fleet thead').textContent()).toContain('运行中');
  });

  it('shows hostile names as text, and the whole of a long one on demand', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page, complaints } = await browser.open(url);
    const text = await page.locator('main').innerText();
    await openAll(page);
    const bdis = await page.locator('bdi').allTextContents();
    expect(bdis).toContain(HOSTILE_NAMES[0]);
    expect(bdis).toContain('?gnp.exe?');
    expect(bdis).toContain(HOSTILE_NAMES[2]);
    expect(bdis).toContain(HOSTILE_NAMES[4]);
    expect(text).not.toContain('x'.repeat(200));
    expect(await page.locator('img, script:not([src]):not([type="application/json"])').count()).toBe(0);
    const long = page.locator('details.long', { hasText: 'long-xxx' }).first();
    await long.locator('summary').click();
    await expect.poll(() => long.innerText()).toContain('x'.repeat(10_000));
    await pictureOf(page, 'hostile');
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page } = await browser.open(url);
    const reached = new Set<string>();
    for (let presses = 0; presses < 400; presses += 1) {
      await page.keyboard.press('Tab');
      const mark = (await page.evaluate(`(() => {
        const one = document.activeElement;
        if (!one || one === document.body) return '';
        if (one.dataset.seen) return 'again';
        one.dataset.seen = '1';
        return one.tagName + ' ' + (one.textContent ?? '').slice(0, 40);
      })()`)) as string;
      if (mark === 'again' || mark === '') break;
      reached.add(mark);
    }
    const unreached = await page
      .locator('a, summary, [tabindex="0"]')
      .evaluateAll((all) =>
        all.filter((one) => !one.hasAttribute('data-seen') && one.checkVisibility()).map((one) => one.outerHTML),
      );
    expect(unreached).toEqual([]);
    expect(reached.size).toBeGreaterThan(10);
    await page.goto(url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
    const closed = page.locator('details.fold:not([open]) > summary').first();
    const name = await closed.textContent();
    await closed.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.fold[open] > summary', { hasText: name ?? '' }).count()).toBeGreaterThan(0);
  });

  it('can be read without a script', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page } = await browser.open(url, { javaScriptEnabled: false });
    expect(await headline(page)).toMatch(/open causes, 68 relays/);
    expect(await page.locator('article').count()).toBeGreaterThan(1);
  });

  it('lets somebody in who comes by a link, also from another site, and keeps no key in the address', async () => {
    const { url } = await browser.serve(await aWorld(), { access: ACCESS });
    const key = signed('link', inSeconds(3_600), ACCESS);
    const chat = await browser.serve(await aWorld({ broken: false }));
    const elsewhere = chat.url.replace('127.0.0.1', 'localhost');
    const { page, complaints } = await browser.open(elsewhere);
    await page.evaluate(`(() => {
      const link = document.createElement('a');
      link.href = '${url}/?key=${key}';
      link.textContent = 'the link';
      document.body.prepend(link);
    })()`);
    await page.getByText('the link').click();
    await expect.poll(() => headline(page)).toMatch(/open causes/);
    expect(page.url()).not.toContain('key');
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name.includes('relaywatch'));
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' });
    await polled(page);
    expect(await page.locator('.trouble').textContent()).toBe('');
    // from a message of a chat, without a key this time
    await page.goto(elsewhere);
    await page.evaluate(`(() => {
      const link = document.createElement('a');
      link.href = '${url}/fleet';
      link.textContent = 'the link';
      document.body.prepend(link);
    })()`);
    await page.getByText('the link').click();
    await page.locator('table.fleet').waitFor();
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([]);
  });

  it.each([
    ['no link', () => ''],
    [
      'a link of another token',
      () => `?key=${signed('link', inSeconds(60), { token: 'another-token-of-that-length' })}`,
    ],
    ['a link that has ended', () => `?key=${signed('link', inSeconds(-1), ACCESS)}`],
  ])('refuses somebody with %s, and says how to get a new one', async (name, query) => {
    const { url } = await browser.serve(await aWorld(), { access: ACCESS });
    const { page } = await browser.open(`${url}/${query()}`);
    expect(await headline(page)).toBe('You need a link to see this page');
    expect(await page.locator('code').textContent()).toBe('relaywatch status-link');
    expect(await page.content()).not.toContain('source-3');
    expect(await page.context().cookies()).toEqual([]);
    if (name === 'no link') {
      expect(await axeViolations(page)).toEqual([]);
      await pictureOf(page, 'refused');
    }
  });

  /** On the clock of the worlds, at the time of their last sweep or so. */
  function inSeconds(seconds: number): DateTime<true> {
    return (DateTime.fromISO(START, { zone: 'utc' }) as DateTime<true>).plus({ minutes: 5, seconds });
  }
});
