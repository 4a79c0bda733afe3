import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signed } from '../../lib/status/access.ts';
import { serveLocally } from '../../lib/status/local-server.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { breakSomething, populate, writingOn } from '../support/status-site.ts';
import { describeComponent } from './describe-component.ts';
import { axeViolations, BROWSER, pictureOf } from './status-browser.ts';
import { useStatusBrowser } from './use-status-browser.ts';

const START = '2026-03-01T08:00:00.000Z';
const ACCESS = { token: 'the-token-of-the-page-4711', sessionHours: 12 };
const LATER = DateTime.fromISO(START, { zone: 'utc' }).plus({ hours: 1 }) as DateTime<true>;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

describeComponent('what on-call does on the status page in Chromium', BROWSER, () => {
  const browser = useStatusBrowser();

  /** The address of a cause in a world in an outage, with a link that lets somebody in. */
  async function anOutage(isAllowed = true) {
    const world = new World({ pager: 120 }, {}, START);
    populate(world);
    await world.sweep();
    breakSomething(world);
    for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
    const key = (await world.remembered())?.causes.find(({ scope }) => scope.by === 'source')?.key ?? '';
    const { url } = await browser.serve(world, { access: ACCESS, writing: isAllowed ? writingOn(world) : null });
    const address = `${url}/cause/${key}`;
    return { world, url, address, link: `${address}?key=${signed('link', LATER, ACCESS)}` };
  }
  const fact = (page: Page, name: string) =>
    page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');

  it('is acknowledged, taken back and silenced, and the page says by whom', async () => {
    const { world, link } = await anOutage();
    const { page, complaints } = await browser.open(link);
    await page.getByLabel('Your name').fill('Ana');
    await page.getByLabel('Comment').fill('on the phone');
    await pictureOf(page, 'acting');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await expect.poll(() => fact(page, 'Acknowledged').textContent()).toMatch(/^by Ana at 08:03.*on the phone$/);
    expect(await world.remembered()).toMatchObject({ acknowledged: [{ by: 'Ana', comment: 'on the phone' }] });
    await pictureOf(page, 'acknowledged');
    await page.getByLabel('Your name').fill('Ben');
    await page.getByRole('button', { name: 'Take the acknowledgement back' }).click();
    await expect.poll(() => fact(page, 'Acknowledged').count()).toBe(0);
    await page.getByLabel('Your name').fill('Ben');
    await page.getByLabel('until a time').check();
    await page.getByLabel('Until (UTC)').fill('2026-03-01T12:30');
    await page.getByRole('button', { name: 'Silence', exact: true }).click();
    await expect.poll(() => fact(page, 'Silenced').textContent()).toContain('by Ben at 08:03');
    expect(await fact(page, 'Silenced').textContent()).toContain('until 12:30:00 UTC');
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', PHONE],
    ['chinese', { locale: 'zh-CN' }],
  ] as const)('is whole and readable for everybody: %s', async (name, options) => {
    const { link } = await anOutage();
    const { page } = await browser.open(link, options);
    await page.locator('.local').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wide).toBe(0);
    await pictureOf(page, `acting-${name}`);
  });

  it('can be done with the keyboard alone', async () => {
    const { world, link } = await anOutage();
    const { page } = await browser.open(link);
    const focused = () => page.evaluate(`document.activeElement.name + ' ' + document.activeElement.value`);
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if ((await focused()) === wanted) return;
        await page.keyboard.press('Tab');
      }
      expect.fail(`Tab does not lead to ${wanted}`);
    };
    await tabTo('who ');
    await page.keyboard.type('Ana');
    await tabTo('for 1h');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('for 4h');
    await tabTo('do silence');
    await page.keyboard.press('Enter');
    await expect.poll(() => fact(page, 'Silenced').textContent()).toContain('until 12:03:00 UTC');
    expect(await world.remembered()).toMatchObject({ silences: [{ by: 'Ana' }] });
  });

  it('can be done without a script', async () => {
    const { link } = await anOutage();
    const { page } = await browser.open(link, { javaScriptEnabled: false });
    await page.getByLabel('Your name').fill('Ana');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await expect.poll(() => fact(page, 'Acknowledged').textContent()).toContain('by Ana');
  });

  it('is not offered where it is not allowed', async () => {
    const { link } = await anOutage(false);
    const { page } = await browser.open(link);
    expect(await page.locator('article').count()).toBe(1);
    expect(await page.locator('form.acting').count()).toBe(0);
  });

  it('is refused to the form of another site, although the browser was let in, and to one whose session has ended', async () => {
    const { world, link, address } = await anOutage();
    const { page } = await browser.open(link);
    const proof = await page.locator('input[name=proof]').inputValue();
    const form = `<form method="post" action="${address}"><input name="who" value="Eve"><input name="proof"
      value="${proof}"><button name="do" value="ack">send</button></form>`;
    const elsewhere = await serveLocally(async () => ({
      statusCode: 200,
      headers: { 'content-type': 'text/html' },
      body: form,
    }));
    try {
      await page.goto(elsewhere.url.replace('127.0.0.1', 'localhost'));
      const refused = page.waitForResponse(address);
      await page.getByText('send').click();
      expect((await refused).status()).toBe(403);
      expect((await world.remembered())?.acknowledged ?? []).toEqual([]);
    } finally {
      await elsewhere.close();
    }
    await page.goto(link);
    await page.context().clearCookies();
    await page.getByLabel('Your name').fill('Ana');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('You need a link to see this page');
    expect(await axeViolations(page)).toEqual([]);
    expect((await world.remembered())?.acknowledged ?? []).toEqual([]);
  });
});
