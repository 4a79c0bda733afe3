import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { StatusBrowser } from './status-browser.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** In which ways people look at a page. */
export const WAYS_TO_LOOK: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
  ['chinese', { locale: 'zh-CN' }],
  ['chinese-phone', { ...PHONE, locale: 'zh-CN' }],
];

/** One browser for all tests of a file; its pages are closed after each. */
export function useStatusBrowser(): Pick<StatusBrowser, 'serve' | 'open'> {
  let browser: StatusBrowser | undefined;
  const started = () => {
    if (browser === undefined) throw new Error('the browser has not been started');
    return browser;
  };
  beforeAll(async () => {
    browser = await StatusBrowser.start();
  });
  afterEach(() => browser?.closePages());
  afterAll(() => browser?.close());
  return {
    serve: (world, parts) => started().serve(world, parts),
    open: (url, options) => started().open(url, options),
  };
}

/** By how much a page is wider than its window. */
export function tooWideBy(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
