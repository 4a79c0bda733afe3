import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type AssetFiles, readAssets } from '../../functions/status/assets.ts';
import { sent } from '../../functions/status/replies.ts';
import { answer } from '../../functions/status/site.ts';
import type { Site } from '../../functions/status/site-parts.ts';
import { buildAssets } from '../../infra/build/build-status.ts';
import { type LocalServer, serveLocally } from '../../lib/status/local-server.ts';
import type { World } from '../../stand-ins/simulation/world.ts';
import { siteOf } from '../support/status-site.ts';

const CHROMIUM = '/usr/bin/chromium';

/** Debian's browser; no other is downloaded. */
export const BROWSER = {
  installed: existsSync(CHROMIUM),
  howToInstall:
    'Chromium is missing: apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk',
};

const ARTIFACTS = fileURLToPath(new URL('artifacts/', import.meta.url));

/** A page of a browser, and what it complained of. */
export interface OpenPage {
  readonly page: Page;
  /** What stands in the console, errors of the page, and whatever its policy forbade. */
  readonly complaints: readonly string[];
}

/** A browser, and status pages that it can look at. */
export class StatusBrowser {
  readonly #browser: Browser;
  readonly #assets: AssetFiles;
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(browser: Browser, assets: AssetFiles) {
    this.#browser = browser;
    this.#assets = assets;
  }

  static async start(): Promise<StatusBrowser> {
    const folder = await mkdtemp(join(tmpdir(), 'relaywatch-assets-'));
    try {
      await buildAssets(folder);
      const assets = await readAssets(folder);
      // a container has no sandbox of its own to give
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      return new StatusBrowser(browser, assets);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Serves the pages of a world. */
  async serve(world: World, parts: Partial<Site> = {}): Promise<LocalServer> {
    const site = siteOf(world, { assets: this.#assets, ...parts });
    const server = await serveLocally(async (request) => sent(await answer(request, site), request));
    this.#closers.push(() => server.close());
    return server;
  }

  /** Opens an address in a browser that knows nothing yet. Its clock stands until the test lets it go on. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await this.#browser.newContext({ timezoneId: 'Asia/Shanghai', locale: 'en-GB', ...options });
    this.#closers.unshift(() => context.close());
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    await page.clock.install();
    await page.goto(url);
    return { page, complaints };
  }

  /** An empty page whose clock goes on. @param scale pixels of the picture for each of the page */
  async blank(scale = 1): Promise<Page> {
    const context = await this.#browser.newContext({
      timezoneId: 'Asia/Shanghai',
      deviceScaleFactor: scale,
      viewport: { width: 1_600, height: 1_000 },
    });
    this.#closers.unshift(() => context.close());
    return context.newPage();
  }

  async closePages(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }

  async close(): Promise<void> {
    await this.closePages();
    await this.#browser.close();
  }
}

/** A page as it is printed, for whoever looks at the run. @returns the PDF */
export async function printed(page: Page, name: string): Promise<Buffer> {
  await mkdir(ARTIFACTS, { recursive: true });
  return page.pdf({ path: join(ARTIFACTS, `${name}.pdf`), preferCSSPageSize: true });
}

/** A picture for whoever looks at the run. */
export async function pictureOf(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true });
}

/** What axe finds wrong: one line for each rule, with the first element. */
export async function axeViolations(page: Page): Promise<string[]> {
  // outside of the page's own policy, which lets no script in but its own
  const found = await page.evaluate(`(() => { ${axe.source}; return axe.run(); })()`);
  const { violations } = found as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
