import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();
useNoWaiting();

/** @param temporary where temporary files go; default: a folder of each run */
async function watching(path: string, temporary?: string) {
  const live = closing(await startLiveStandIn({ tasks: 150, regions: ['cn-shanghai'], qps: 0 }));
  const webhook = closing(await startWebhookStandIn());
  const config = await configFile({
    live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
    alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
    state: { type: 'file', path },
  });
  const env: Record<string, string> = temporary === undefined ? {} : { TMPDIR: temporary };
  return { webhook, sweep: (...flags: string[]) => relaywatch(['sweep', '--config', config, ...flags], env) };
}

describe('relaywatch sweep with a state that is broken', () => {
  const BELOW_A_FILE = 'cannot be read (ENOTDIR): check that it is a readable folder';

  it.each([
    ['a path below a file', 'file/state', BELOW_A_FILE],
    ['a path that is a file', 'file', BELOW_A_FILE],
    ['a place that the machine keeps to itself', '/sys/relaywatch', 'cannot be written (E'],
  ])(
    'tells all that it saw, says plainly that the state cannot be saved, and exits 1: %s',
    async (_, place, problem) => {
      const folder = await freshFolder();
      await writeFile(join(folder, 'file'), '');
      const { webhook, sweep } = await watching(place.startsWith('/') ? place : join(folder, place));
      const { code, stdout } = await sweep('--json');
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        sweep: { complete: true },
        state: { ok: false, problem: expect.stringContaining(problem) },
      });
      expect(webhook.received().length).toBeGreaterThan(0);

      const report = await sweep();
      expect(report.code).toBe(1);
      expect(report.stdout).toContain('✗ the state cannot be saved, so messages may repeat: state.path ');
      expect(await readdir(folder)).toEqual(['file']);
    },
  );

  it('tells once within the hour, though each run is a process of its own that can save nothing', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'file'), '');
    const { webhook, sweep } = await watching(join(folder, 'file'), folder);
    await sweep();
    const heard = webhook.received().length;
    expect(webhook.received().at(-1)?.body).toContain('"type":"relaywatch.state-broken"');
    expect(await sweep()).toMatchObject({ code: 1 });
    expect(webhook.received()).toHaveLength(heard);
    expect((await readdir(folder)).sort()).toEqual(['file', expect.stringMatching(/^relaywatch-\d+$/)]);
  });

  it('exits 0 and says what it passed over when only a file in its folder is odd', async () => {
    const state = join(await freshFolder(), 'state');
    const { sweep } = await watching(state);
    await mkdir(state);
    await writeFile(join(state, 'snapshot-999999999999.json'), 'garbage');
    for (let sweeps = 1; sweeps <= 3; sweeps++) {
      const { code, stdout } = await sweep();
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}state: snapshot 999999999999 is too far above .* and is ignored: remove it$/m);
    }
  });
});
