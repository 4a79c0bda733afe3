import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { reportOf } from '../../lib/answers/report.ts';
import { reportHtml } from '../../lib/answers/report-html.ts';
import { standingEntries } from '../../lib/answers/standing.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { describeComponent } from './describe-component.ts';
import { BROWSER, printed, StatusBrowser } from './status-browser.ts';

const LONG = ['直播-主会场-'.repeat(20), `long-${'x'.repeat(400)}`, '🚀'.repeat(60)];
const SOURCES = 12;
/** What A4 leaves between its margins, in pixels of the page. */
const A4 = { width: 680, height: 1_009 };

/** Two days: each source dies once, and the last of them stays dead. */
async function twoDays(): Promise<World> {
  const world = new World({ pagerduty: 120, dingtalk: 20 }, {}, '2026-03-01T08:00:00.000Z');
  const of = (source: number) => [...world.tasks.keys()].filter((_, n) => n % SOURCES === source);
  for (let n = 0; n < 48; n += 1) {
    world.add(`relay-${n}`, {
      name: LONG[n] ?? `studio-${n}`,
      sources: [{ origin: `rtmp://source-${n % SOURCES}.example.com` }],
      destination: { origin: `rtmps://push-${n % 7}.a-rather-long-name.of-some-cdn.example.com:443` },
      destinationKey: `relay-${n}`,
    });
  }
  await world.sweep();
  for (let source = 0; source < SOURCES; source += 1) {
    for (const id of of(source)) world.set(id, 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 3; n += 1) await world.sweepAfter(1_200);
    if (source < SOURCES - 1) for (const id of of(source)) world.set(id, 'running');
    for (let n = 0; n < 9; n += 1) await world.sweepAfter(1_200);
  }
  return world;
}

describeComponent('what is printed in Chromium', BROWSER, () => {
  let browser: StatusBrowser;
  let world: World;
  beforeAll(async () => {
    browser = await StatusBrowser.start();
    world = await twoDays();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser?.close());

  const onPaper = async (page: Page) => {
    await page.setViewportSize(A4);
    await page.emulateMedia({ media: 'print' });
  };
  const widerThanPaper = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it('of a report are whole charts, and tables whose words are whole', async () => {
    const until = world.clock.nowUtc();
    const from = until.minus({ days: 2 });
    const entries = await world.noted();
    const standing = standingEntries(entries, (await world.remembered()) ?? { causes: [], incidents: [] }, from);
    const page = await browser.blank();
    await page.setContent(reportHtml(reportOf(entries, from, until, { standing })));
    await onPaper(page);
    expect(await page.locator('svg').count()).toBe(3);
    const cutTexts = await page.locator('svg text').evaluateAll((texts) =>
      texts
        .filter((text) => {
          const [own, chart] = [text, text.closest('svg') ?? text].map((one) => one.getBoundingClientRect());
          return !own || !chart || own.left < chart.left || own.right > chart.right;
        })
        .map((text) => text.textContent),
    );
    expect(cutTexts).toEqual([]);
    // a heading of two words has two lines at most
    const headings = await page
      .locator('th')
      .evaluateAll((all) => all.map((one) => one.getClientRects()[0]?.height ?? 0));
    expect(Math.max(...headings)).toBeLessThan(60);
    expect(await widerThanPaper(page)).toBe(0);
    expect((await printed(page, 'report')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each(['', 'history', 'reliability', 'fleet'])(
    'of the page /%s is all that is read and nothing that is filled in',
    async (path) => {
      const { url } = await browser.serve(world);
      const page = await browser.blank();
      await page.goto(`${url}/${path}`);
      await onPaper(page);
      expect(await page.locator('h1').isVisible()).toBe(true);
      expect(await page.locator('form:visible, nav:visible').count()).toBe(0);
      expect(await widerThanPaper(page)).toBe(0);
      await printed(page, `printed-${path || 'now'}`);
    },
  );
});
