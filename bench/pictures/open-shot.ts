import type { OpenPage, StatusBrowser } from '../../tests/components/status-browser.ts';
import type { Shot } from './shots.ts';

/** Where the pages of the story are served, and the key of the outage that it ends with. */
export interface Served {
  readonly url: string;
  readonly causeKey: string;
}

/** The page of a shot, drawn and ready to be looked at. */
export async function openShot(browser: StatusBrowser, { path, options }: Shot, served: Served): Promise<OpenPage> {
  const opened = await browser.open(`${served.url}${path.replace('CAUSE', served.causeKey)}`, options);
  // local times come with the script
  await opened.page.locator('.local').first().waitFor();
  return opened;
}
