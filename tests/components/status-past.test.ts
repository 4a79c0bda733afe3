import { expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';
import { breakSomething, HOSTILE_NAMES, populate } from '../support/status-site.ts';
import { describeComponent } from './describe-component.ts';
import { axeViolations, BROWSER, pictureOf } from './status-browser.ts';
import { tooWideBy, useStatusBrowser, WAYS_TO_LOOK } from './use-status-browser.ts';

const START = '2026-03-01T08:00:00.000Z';
const POLL_MS = 10_000;
const PAGES = ['history', 'reliability'] as const;

describeComponent('the pages of the past in Chromium', BROWSER, () => {
  const browser = useStatusBrowser();

  /** A day with two outages of one source, relays with hostile names, and a push fault that goes on. */
  async function aDay(): Promise<World> {
    const world = new World({ pager: 120, chat: 20 }, {}, START);
    populate(world);
    await world.sweep();
    for (let hour = 0; hour < 20; hour += 1) {
      if (hour === 3 || hour === 12) breakSomething(world);
      if (hour === 5 || hour === 15)
        for (const id of world.tasks.keys()) if (id !== 'event-3') world.set(id, 'running');
      for (let n = 0; n < 3; n += 1) await world.sweepAfter(1_200);
    }
    return world;
  }

  it.each(WAYS_TO_LOOK)('are whole and readable for everybody: %s', async (name, options) => {
    const { url } = await browser.serve(await aDay());
    for (const one of PAGES) {
      const { page, complaints } = await browser.open(`${url}/${one}`, options);
      await page.locator('.local').first().waitFor();
      await pictureOf(page, `${one}-${name}`);
      expect(await axeViolations(page)).toEqual([]);
      expect(await tooWideBy(page)).toBe(0);
      expect(complaints).toEqual([]);
      if (name.startsWith('chinese'))
        expect(await page.locator('nav a[aria-current=page]').textContent()).toMatch(/历史|可靠性/);
    }
  });

  it('show each cause as a bar and as a row, and lead to how it went', async () => {
    const { url } = await browser.serve(await aDay());
    const { page, complaints } = await browser.open(`${url}/history`);
    expect(await page.locator('table.causes tbody tr').count()).toBe(await page.locator('.lanes rect.bar').count());
    const row = page.locator('table.causes tbody tr', { hasText: 'source-3.example.com' });
    expect(await row.count()).toBe(2);
    const bar = page.locator('.lanes a:has(rect.critical)', { hasText: 'source-3' }).first();
    expect(await bar.locator('title').textContent()).toMatch(/62 relays: studio-/);
    await row.first().locator('th a').click();
    await page.waitForURL(/\/cause\/source-/);
    expect(await page.locator('h2', { hasText: 'This cause is over' }).count()).toBe(1);
    expect(await page.locator('article ol.timeline').textContent()).toMatch(
      /began, 62 affected.*pager.*accepted.*over/s,
    );
    expect(await page.locator('table.members:not(.causes) tbody tr').count()).toBe(50);
    expect(await page.locator('table.causes tbody tr').count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await pictureOf(page, 'closed-cause');
    expect(complaints).toEqual([]);
  });

  it('filter by a plain form without a script, and keep the choice when the language changes', async () => {
    const { url } = await browser.serve(await aDay());
    const { page } = await browser.open(`${url}/history`, { javaScriptEnabled: false });
    await page.getByLabel('Relay name').fill('event-*');
    await page.getByLabel('Period').selectOption('7d');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/name=event-/);
    expect(await page.locator('table.causes tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL(/lang=zh/);
    expect(await page.locator('table.causes tbody tr').count()).toBe(1);
    expect(await page.getByLabel('转推任务名称').inputValue()).toBe('event-*');
    expect(await page.getByLabel('时间范围').inputValue()).toBe('7d');
  });

  it('stay as they were loaded while the rest of the page goes on', async () => {
    const world = await aDay();
    const { url } = await browser.serve(world);
    const { page } = await browser.open(`${url}/history`);
    const rows = await page.locator('table.causes tbody tr').count();
    for (let n = 1; n <= 62; n += 1) world.set(`studio-${n}`, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const answer = page.waitForResponse(/\/api\/v1\/status/);
    await page.clock.fastForward(POLL_MS + 1);
    await (await answer).finished();
    await expect.poll(() => page.locator('h1').textContent()).toContain('2 open causes');
    expect(await page.locator('table.causes tbody tr').count()).toBe(rows);
  });

  it('say so when a cause ends while somebody looks at it', async () => {
    const world = await aDay();
    const { url } = await browser.serve(world);
    const { page } = await browser.open(url);
    await page.locator('article h3 a').first().click();
    await page.waitForURL(/\/cause\//);
    await page.locator('.local').first().waitFor();
    for (const id of world.tasks.keys()) world.set(id, 'running');
    await world.sweepAfter(60);
    const answer = page.waitForResponse(/\/api\/v1\/status/);
    await page.clock.fastForward(POLL_MS + 1);
    await (await answer).finished();
    await expect.poll(() => page.locator('main').textContent()).toContain('This cause has just ended.');
    expect(await page.locator('.trouble').textContent()).toBe('');
    await page.getByRole('link', { name: 'See how it went' }).click();
    await expect.poll(() => page.locator('h2', { hasText: 'This cause is over' }).count()).toBe(1);
  });

  it('show hostile names as text', async () => {
    const { url } = await browser.serve(await aDay());
    const { page, complaints } = await browser.open(`${url}/history?name=*script*`);
    const text = await page.locator('main').innerText();
    expect(text).toContain(HOSTILE_NAMES[0].slice(0, 20));
    expect(text).not.toContain('x'.repeat(200));
    expect(await page.locator('img, script:not([src]):not([type="application/json"])').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { url } = await browser.serve(await aDay());
    for (const one of PAGES) {
      const { page } = await browser.open(`${url}/${one}`);
      for (let presses = 0; presses < 300; presses += 1) {
        await page.keyboard.press('Tab');
        const isNew = await page.evaluate(`(() => {
          const one = document.activeElement;
          if (!one || one === document.body || one.dataset.seen) return false;
          one.dataset.seen = '1';
          return true;
        })()`);
        if (!isNew) break;
      }
      const unreached = await page
        .locator('a:not([tabindex="-1"]), summary, input, select, button')
        .evaluateAll((all) =>
          all.filter((each) => !each.hasAttribute('data-seen') && each.checkVisibility()).map((each) => each.outerHTML),
        );
      expect(unreached).toEqual([]);
    }
  });
});
