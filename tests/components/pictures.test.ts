import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShot, type Served } from '../../bench/pictures/open-shot.ts';
import { SHOTS } from '../../bench/pictures/shots.ts';
import { playDay } from '../../bench/pictures/story.ts';
import { describeComponent } from './describe-component.ts';
import { BROWSER, pictureOf, StatusBrowser } from './status-browser.ts';

describeComponent('the pictures of the documentation in Chromium', BROWSER, () => {
  let browser: StatusBrowser;
  let served: Served;
  beforeAll(async () => {
    browser = await StatusBrowser.start();
    const { world, causeKey } = await playDay();
    served = { causeKey, url: (await browser.serve(world)).url };
  });
  afterAll(() => browser?.close());

  it.each(SHOTS.map((shot) => [shot.name, shot] as const))('show what they are there for: %s', async (name, shot) => {
    const { page, complaints } = await openShot(browser, shot, served);
    await pictureOf(page, `docs-${name}`);
    for (const [selector, text] of shot.shows) {
      const box = await page.locator(selector, { hasText: text }).first().boundingBox();
      expect(box?.y, `where ${selector} with "${text}" begins`).toBeLessThan((shot.options.viewport?.height ?? 0) - 20);
    }
    expect(complaints).toEqual([]);
  });
});
