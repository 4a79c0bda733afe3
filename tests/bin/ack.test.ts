import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createFileJournal } from '../../lib/state/file/file-journal.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere } from './in-process.ts';

useRunFolder();
useNoWaiting();

const REGIONS = ['cn-shanghai'];
const said = (text: string) => ({ code: 0, stdout: `${text}\n`, stderr: '' });

/** A watch that sees other relays stopped in its second sweep than in its first, so that there are causes. */
async function inAnOutage() {
  const state = join(await freshFolder(), 'state');
  const configFor = async (seed: number) => {
    const live = closing(await startLiveStandIn({ tasks: 300, regions: REGIONS, qps: 0, seed }));
    return configFile({
      live: { endpoint: live.url, regions: REGIONS, qps: 1_000 },
      alerts: [{ type: 'console' }],
      state: { type: 'file', path: state },
    });
  };
  await relaywatchHere(['sweep', '--config', await configFor(1)]);
  const config = await configFor(2);
  await relaywatchHere(['sweep', '--config', config]);
  const run = (...args: string[]) => relaywatchHere([...args, '--config', config]);
  const causes: { key: string; acknowledged: object | null }[] = JSON.parse(
    (await run('incidents', '--by', 'cause', '--json')).stdout,
  );
  const key = causes.map((one) => one.key).find((one) => one !== null && one !== 'baseline') ?? '';
  return { run, key, state };
}

describe('relaywatch ack', () => {
  it('acknowledges a cause, shows it, and takes it back; the journal says who, of silences, too', async () => {
    const { run, key, state } = await inAnOutage();
    expect(await run('ack', key, '--by', 'Li', '--comment', 'on the phone')).toEqual(
      said(`${key} is acknowledged: no reminders until it grows, spreads or gets worse; its end is told`),
    );
    const [listed] = JSON.parse((await run('ack', 'list', '--json')).stdout);
    expect(listed).toMatchObject({ causeKey: key, by: 'Li', comment: 'on the phone' });
    expect((await run('ack', 'list')).stdout).toContain('on the phone');
    const causes: { key: string; acknowledged: object | null }[] = JSON.parse(
      (await run('incidents', '--by', 'cause', '--json')).stdout,
    );
    expect(causes.find((one) => one.key === key)?.acknowledged).toEqual(listed);
    expect((await run('incidents', '--by', 'cause')).stdout).toContain(`Li, ${listed.at}`);

    expect(await run('ack', 'undo', key, '--by', 'Wang')).toEqual(said(`${key} is no longer acknowledged`));
    expect(await run('ack', 'undo', key)).toEqual({ ...said(`${key} is not acknowledged`), code: 1 });
    expect(await run('ack', 'list')).toEqual(said('nothing is acknowledged'));
    await run('silence', 'add', '--name', 'x', '--until', 'PT1H');
    const silence = ['--name', 'y', '--until', 'PT1H', '--by', ' Zhao ', '--json'];
    const { id, by } = JSON.parse((await run('silence', 'add', ...silence)).stdout);
    expect(by).toBe('Zhao');
    expect((await run('silence', 'list')).stdout).toMatch(new RegExp(`^ *${id} .* name=y +Zhao *$`, 'm'));
    await run('silence', 'expire', id, '--by', 'Qian');
    await run('silence', 'expire', id, '--by', 'Sun');

    const now = systemClock.nowUtc();
    const entries: JournalEntry[] = [];
    for await (const one of createFileJournal(state).entries(now.minus({ hours: 1 }), now.plus({ minutes: 1 })))
      if (one.kind === 'change') entries.push(one);
    expect(entries).toMatchObject([
      { what: 'ack', who: 'Li', text: `${key}: on the phone` },
      { what: 'ack-undo', who: 'Wang', text: key },
      { what: 'silence-add', text: expect.stringContaining('name=x') },
      { what: 'silence-add', who: 'Zhao', text: expect.stringContaining('name=y'), silence: { by: 'Zhao' } },
      { what: 'silence-expire', who: 'Qian', text: id },
    ]);
  });

  it('says where to find the key of a cause that it does not know, and changes nothing', async () => {
    const { run } = await inAnOutage();
    expect(await run('ack', 'source-none')).toEqual({
      code: 2,
      stdout: '',
      stderr: '✗ no open cause is called source-none: relaywatch incidents --by cause shows their keys\n',
    });
  });
});
