import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOnly } from '../../bin/commands/dry-run.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { EMPTY_SNAPSHOT } from '../../lib/state/snapshot.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, useRunFolder } from './command-line.ts';
import { makeReportDue, YEARLY } from './due-report.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();
useNoWaiting();

const REGIONS = ['cn-shanghai'];

async function aSetting(more: object = {}) {
  const webhook = closing(await startWebhookStandIn());
  const cloudWatch = closing(await startCloudWatchStandIn());
  const state = join(await freshFolder(), 'state');
  const sweepOf = async (seed: number, ...args: string[]) => {
    const live = closing(await startLiveStandIn({ tasks: 300, regions: REGIONS, qps: 0, seed }));
    const config = await configFile({
      live: { endpoint: live.url, regions: REGIONS, qps: 1_000 },
      metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
      alerts: [{ type: 'webhook', name: 'pager', url: `${webhook.url}/webhook` }, { type: 'console' }],
      state: { type: 'file', path: state },
      ...more,
    });
    return relaywatch(['sweep', '--config', config, ...args]);
  };
  return { webhook, cloudWatch, state, sweepOf };
}

describe('relaywatch sweep --dry-run', () => {
  it('prints each message that would be told, once and whole, and to whom; and sends, publishes and saves nothing', async () => {
    const { webhook, cloudWatch, state, sweepOf } = await aSetting();
    const { code, stdout } = await sweepOf(1, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nwould tell (pager, console|console, pager): \[summary\] critical \d+ of \d+ relays/);
    expect(stdout.split('What to do:')).toHaveLength(2);
    expect(stdout).toMatch(/\nnothing was sent, published or saved\n$/);
    expect(webhook.received()).toEqual([]);
    expect(cloudWatch.requests()).toBe(0);
    await expect(readdir(state)).rejects.toThrow('ENOENT');
  });

  it('goes on from the state as it is, and leaves it so', async () => {
    const { webhook, state, sweepOf } = await aSetting();
    await sweepOf(1);
    const before = await readdir(state, { recursive: true });
    const heard = webhook.received().length;
    // another fleet: other relays have stopped
    const { stdout } = await sweepOf(2, '--dry-run', '--json');
    const { dryRun, wouldTell } = JSON.parse(stdout);
    expect(dryRun).toBe(true);
    expect(wouldTell.map(({ kind }: { kind: string }) => kind)).toContain('open');
    expect(new Set(wouldTell.map(({ channel }: { channel: string }) => channel))).toEqual(
      new Set(['pager', 'console']),
    );
    expect(await readdir(state, { recursive: true })).toEqual(before);
    expect(webhook.received()).toHaveLength(heard);
  });

  it('prints the report that is due, and leaves it and the journal to the next sweep', async () => {
    const { webhook, state, sweepOf } = await aSetting({ report: { ...YEARLY, channels: ['pager'] } });
    await sweepOf(1);
    await makeReportDue(state);
    const before = await readdir(state, { recursive: true });
    const told = JSON.parse((await sweepOf(1, '--dry-run', '--json')).stdout).wouldTell;
    expect(told).toMatchObject([{ channel: 'pager', kind: 'report', report: { problem: null } }]);
    expect(told[0].title).toMatch(/^Report, \d{4}-01-01 00:00 to \d{4}-01-01 00:00 UTC: no outage, 0\.0 minutes lost$/);
    expect((await sweepOf(1, '--dry-run')).stdout).toContain('would tell pager: [report] info Report, ');
    expect(await readdir(state, { recursive: true })).toEqual(before);
    const types = () => webhook.received().map(({ body }) => JSON.parse(body).type);
    expect(types()).not.toContain('relaywatch.report');
    await sweepOf(1);
    await sweepOf(1);
    expect(types().filter((type) => type === 'relaywatch.report')).toHaveLength(1);
  });

  it('says nobody when nobody would be told', async () => {
    const { sweepOf } = await aSetting();
    await sweepOf(1);
    expect((await sweepOf(1, '--dry-run')).stdout).toContain('\nnobody would be told anything\n');
  });
});

describe('a store on which nothing is written', () => {
  it('gives what was saved to whoever saved it, and keeps it from all others', async () => {
    const store = createMemoryStore();
    await store.create(1, { ...EMPTY_SNAPSHOT, savedAt: 'real' });
    const seen = readOnly(store);
    expect(await seen.load()).toMatchObject({ newest: 1, snapshot: { savedAt: 'real' } });
    expect(await seen.create(2, { ...EMPTY_SNAPSHOT, savedAt: 'dry' })).toBe(true);
    expect(await seen.load()).toMatchObject({ newest: 2, snapshot: { savedAt: 'dry' } });
    expect(await store.load()).toMatchObject({ newest: 1, snapshot: { savedAt: 'real' } });
  });
});
