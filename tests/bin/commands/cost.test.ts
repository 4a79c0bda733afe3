import { describe, expect, it } from 'vitest';
import { startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { closing, configFile, relaywatch, useCommandLine } from '../command-line.ts';

useCommandLine();

const REGIONS = ['cn-shanghai', 'cn-beijing'];
const METRICS = [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', perTask: { costCap: 60 } }];

async function aConfig() {
  const live = closing(await startLiveStandIn({ tasks: 150, regions: REGIONS, qps: 0 }));
  const path = await configFile({
    live: { endpoint: live.url, regions: REGIONS },
    metrics: METRICS,
    deploy: { aws: { region: 'us-east-1' } },
  });
  return { live, path };
}

describe('relaywatch cost', () => {
  it('asks Live for the relays that there are, by one page a region, and prints the table', async () => {
    const { live, path } = await aConfig();
    const { code, stdout, stderr } = await relaywatch(['cost', '--config', path]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(live.stats().operations.DescribeLivePullToPushList?.calls).toBe(2);
    expect(stdout).toMatch(/AWS Lambda in us-east-1/);
    expect(stdout).toMatch(/custom metrics +\d+ metrics/);
    expect(stdout).toMatch(/per-task metrics +\d+ metrics/);
    expect(stdout).toMatch(/total +without 1 unknown +[\d.]+\n/);
    expect(stdout).toMatch(/\d+ relays are retrying; all month long/);
    expect(stdout).toMatch(/Prices as of 2026-11-22, in USD/);
    expect(stdout).not.toMatch(/Function Compute/);
  });

  it('needs nobody when it is told how many there are, and says when the cap refuses', async () => {
    const path = await configFile({ live: { regions: REGIONS }, metrics: METRICS });
    const args = ['cost', '--config', path, '--tasks', '5000', '--interval-seconds', '120', '--json'];
    const { code, stdout } = await relaywatch(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pricesOf: '2026-11-22',
      fleet: { relays: 5_000, calls: 52, recovering: null },
      pace: { intervalSeconds: 120, sweeps: 21_900 },
      clouds: [{ cloud: 'function-compute' }, { cloud: 'lambda' }],
      retrying: null,
      refusals: [expect.stringContaining('above its costCap of 60 USD')],
    });
  });

  it.each([
    ['a count that is none', ['--tasks', 'many'], /must be a whole number/],
    ['an interval of nothing', ['--interval-seconds', '0'], /must be 1 or more/],
  ])('refuses %s', async (_name, flags, sentence) => {
    const { code, stderr } = await relaywatch(['cost', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it('says what is wrong with the deploy section', async () => {
    const path = await configFile({ live: { regions: REGIONS }, deploy: { fc: { version: 4 } } });
    const { code, stderr } = await relaywatch(['cost', '--config', path, '--tasks', '1']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/deploy\.fc\.version/);
  });
});
