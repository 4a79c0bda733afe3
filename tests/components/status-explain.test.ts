import { expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';
import { breakSomething, HOSTILE_NAMES, populate } from '../support/status-site.ts';
import { describeComponent } from './describe-component.ts';
import { axeViolations, BROWSER, pictureOf } from './status-browser.ts';
import { tooWideBy, useStatusBrowser, WAYS_TO_LOOK } from './use-status-browser.ts';

const START = '2026-03-01T08:00:00.000Z';

/** These differ from the others in nothing that a colour or a width changes. */
const SELDOM = [
  ['hostile', 'explain?relay=hostile-0'],
  ['nothing', 'explain?relay=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7'],
  ['problem', 'explain?relay=a&at=soon'],
  ['form', 'explain'],
] as const;
const OFTEN: readonly string[] = ['dark', 'phone', 'phone-dark', 'chinese'];

describeComponent('the explanations in Chromium', BROWSER, () => {
  const browser = useStatusBrowser();

  /** An outage that goes on, of which the chat was down for a while. */
  async function aWorld(): Promise<World> {
    const world = new World({ pager: 120, chat: 20 }, {}, START);
    populate(world);
    await world.sweep();
    world.modes.set('chat', 'refuses');
    breakSomething(world);
    for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
    return world;
  }

  const causeOf = async (world: World) =>
    (await world.remembered())?.causes.find(({ scope }) => scope.by === 'source')?.key ?? '';

  it.each(WAYS_TO_LOOK)('are whole and readable for everybody: %s', async (name, options) => {
    const world = await aWorld();
    const { url } = await browser.serve(world);
    const addresses = [
      ['cause', `cause/${await causeOf(world)}`],
      ['relay', 'explain?relay=studio-1'],
      ['long', 'explain?relay=hostile-3'],
      ['several', 'explain?relay=event-*&at=2026-03-01T08:04:00Z'],
      ...(OFTEN.includes(name) ? [] : SELDOM),
    ] as const;
    for (const [kind, address] of addresses) {
      const { page, complaints } = await browser.open(`${url}/${address}`, options);
      await page.locator('.local').first().waitFor();
      await pictureOf(page, `explain-${kind}-${name}`);
      expect([kind, await axeViolations(page)]).toEqual([kind, []]);
      expect([kind, await tooWideBy(page)]).toEqual([kind, 0]);
      expect([kind, complaints]).toEqual([kind, []]);
    }
  });

  it('lead from a cause to one of its relays, with who was told and who was not', async () => {
    const world = await aWorld();
    const { url } = await browser.serve(world);
    const { page, complaints } = await browser.open(`${url}/cause/${await causeOf(world)}`);
    const section = page.locator('section', { has: page.locator('h2#why') });
    const told = await section.locator('li.answer:not(.refused)').allTextContents();
    expect(told).toEqual([expect.stringMatching(/Told pager: it took the message \(open\), receipt r\.$/)]);
    const refused = await section.locator('li.answer.refused').first().textContent();
    expect(refused).toMatch(/Channel chat did not take the message \(open\): ./);
    await page.locator('table.members a.why').first().click();
    await page.waitForURL(/\/explain\?relay=cn-/);
    const [title = ''] = await page.locator('section h3').allTextContents();
    expect(title).toContain('studio-');
    expect(await page.locator('ol.story').textContent()).toMatch(/Open: judged stopped.*Told pager/s);
    await page.locator('section p a[href*="cause/"]').click();
    await page.waitForURL(/\/cause\/source-/);
    expect(complaints).toEqual([]);
  });

  it('are asked for by a plain form without a script, at a time, and in the other language', async () => {
    const { url } = await browser.serve(await aWorld());
    const { page } = await browser.open(`${url}/explain`, { javaScriptEnabled: false });
    await page.getByLabel('Relay', { exact: true }).fill('studio-1');
    await page.getByLabel('At (UTC)').fill('2026-03-01T08:02:00');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.waitForURL(/relay=studio-1&at=2026-03-01/);
    expect(await page.locator('.asof-then').textContent()).toContain('At 08:02:00 UTC: it was judged stopped');
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL(/lang=zh/);
    expect(await page.locator('.asof-then').textContent()).toContain('08:02:00 UTC 时：判定为 stopped');
    expect(await page.getByLabel('转推任务', { exact: true }).inputValue()).toBe('studio-1');
    expect(await page.getByLabel('时间（UTC）').inputValue()).toBe('2026-03-01T08:02');
  });

  it('show hostile names as text, in their own direction', async () => {
    const { url } = await browser.serve(await aWorld());
    for (const [n, name] of HOSTILE_NAMES.entries()) {
      const { page, complaints } = await browser.open(`${url}/explain?relay=hostile-${n}`);
      const text = await page.locator('main').innerText();
      // without the characters that turn the writing direction
      expect(text).toContain(name.replace(/[\u202c\u202e]/g, '?').slice(0, 18));
      expect(text).not.toContain('x'.repeat(100));
      expect(await page.locator('img, script:not([src]):not([type="application/json"])').count()).toBe(0);
      expect(await page.locator('h3 bdi').first().count()).toBe(1);
      expect(complaints).toEqual([]);
    }
  });
});
