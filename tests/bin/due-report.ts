import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A schedule whose last time is always in the past, and its next one not within a test. */
export const YEARLY = { cron: '0 0 1 1 *', timeZone: 'UTC' };

/** Changes the newest snapshot of a folder so that the report of YEARLY was last sent long ago. */
export async function makeReportDue(state: string): Promise<void> {
  const names = (await readdir(state)).filter((name) => /^snapshot-\d+\.json$/.test(name)).sort();
  const path = join(state, names.at(-1) ?? '');
  const snapshot = JSON.parse(await readFile(path, 'utf8'));
  const report = { schedule: `${YEARLY.cron} ${YEARLY.timeZone}`, until: '2020-06-01T00:00:00.000Z', failed: 0 };
  await writeFile(path, JSON.stringify({ ...snapshot, report }));
}
