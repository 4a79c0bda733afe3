import { describe, expect, it } from 'vitest';
import { dispatcherCost } from '../../../infra/cost/dispatcher.ts';
import { type Estimate, estimate } from '../../../infra/cost/estimate.ts';
import { fleetOf } from '../../../infra/cost/fleet.ts';
import { sharedAssumptions, wholeCost } from '../../../infra/cost/whole.ts';
import { accountTable, wholeTable } from '../../../infra/cost/whole-table.ts';
import { parseConfigWithout, parseOperatorConfig } from '../../../lib/config/partial.ts';

const S3 = { type: 's3', bucket: 'state-bucket', region: 'us-east-1' };
const AWS = { aws: { region: 'us-east-1' } };
const documentOf = (count: number, parts: object = {}) =>
  JSON.stringify({
    live: { regions: ['cn-shanghai'] },
    state: S3,
    deploy: AWS,
    ...parts,
    accounts: Array.from({ length: count }, (_, index) => ({ name: `tv-${index}`, live: { qps: 10 - (index % 5) } })),
  });

async function wholeOf(count: number, parts: object = {}, options = {}) {
  const text = documentOf(count, parts);
  const names = Array.from({ length: count }, (_, index) => `tv-${index}`);
  const configs = names.map((name) => parseConfigWithout(text, {}, 'test', [], name));
  const dispatcher = await dispatcherCost(parseOperatorConfig(text, {}, 'test', []), configs, options);
  const estimates = new Map<string, Estimate>();
  for (const [index, config] of configs.entries())
    estimates.set(names[index] ?? '', await estimate(config, fleetOf(config, 1_000), options));
  return { names, estimates, dispatcher, whole: wholeCost(names, estimates, dispatcher) };
}
const unitsIn = ({ dispatcher }: Awaited<ReturnType<typeof wholeOf>>, item: string) =>
  dispatcher.clouds[0]?.lines.find((line) => line.item === item)?.units ?? 0;

describe('the dispatcher', () => {
  it('costs, with three accounts, what a calculation by hand gives', async () => {
    const given = await wholeOf(3);
    // 43,800 rounds of 2 s, 0.2 s for starting and 0.2 s for looking, at a quarter of a GB
    expect(unitsIn(given, 'function memory')).toBeCloseTo(43_800 * 2.4 * 0.25, 6);
    expect(unitsIn(given, 'invocations')).toBe(43_800);
    expect(unitsIn(given, 'traffic')).toBe(3 * 43_800);
    // its own state as a sweep's; then one listing and one read for each account
    expect(unitsIn(given, 'state writes')).toBeCloseTo(43_800 * (4.3 + 3), 0);
    expect(unitsIn(given, 'state reads')).toBeCloseTo(43_800 * (1 + 3), 6);
  });

  it('looks at a third of many accounts, and takes longer to start them', async () => {
    const given = await wholeOf(30);
    expect(unitsIn(given, 'function memory')).toBeCloseTo(43_800 * 2.6 * 0.25, 6);
    expect(unitsIn(given, 'state reads')).toBeCloseTo(43_800 * (1 + 10), 6);
  });

  it('has the heartbeat and the interval of the top, and no state where that is a file', async () => {
    const heartbeat = { url: 'https://beat.example.com/secret' };
    const given = await wholeOf(
      2,
      { state: { type: 'file', path: '/var/state' }, heartbeat },
      { intervalSeconds: 120 },
    );
    expect(given.dispatcher.clouds[0]?.lines.map(({ item, units }) => [item, units])).toEqual([
      ['function memory', expect.closeTo(21_900 * 2.4 * 0.25, 6)],
      ['invocations', 21_900],
      ['logs', expect.any(Number)],
      ['traffic', 43_800],
      ['heartbeat', 21_900],
    ]);
  });
});

describe('all accounts together', () => {
  it('cost what they cost one by one, and the dispatcher', async () => {
    const { estimates, dispatcher, whole } = await wholeOf(4, { deploy: {} });
    expect(whole.clouds.map(({ cloud }) => cloud)).toEqual(['function-compute', 'lambda']);
    for (const [place, cloud] of whole.clouds.entries()) {
      const each = [...estimates.values()].map(({ clouds }) => clouds[place]?.usd ?? 0);
      expect(Object.values(cloud.accounts)).toEqual(each);
      expect(cloud.dispatcher).toBe(dispatcher.clouds[place]?.usd);
      expect(cloud.usd).toBeCloseTo(
        each.reduce((sum, usd) => sum + usd, cloud.dispatcher),
        9,
      );
    }
  });

  it('name those that could not be estimated, and count what is unknown once', async () => {
    const oss = { type: 'oss', bucket: 'state-bucket', region: 'cn-shanghai' };
    const { estimates, dispatcher, names } = await wholeOf(2, { state: oss, deploy: {} });
    const whole = wholeCost([...names, 'unread'], estimates, dispatcher);
    expect(whole.leftOut).toEqual(['unread']);
    expect(whole.unknown.map(({ item, clouds }) => [item, clouds.length])).toEqual([
      ['traffic', 1],
      ['state writes', 2],
      ['state reads', 2],
      ['traffic', 1],
    ]);
    // each its own state, and the dispatcher its own and a look at both
    expect(whole.unknown.find(({ item }) => item === 'state reads')?.units).toBeCloseTo(43_800 * (2 + 1 + 2), 0);
    const table = wholeTable(whole, dispatcher, [...estimates.values()]).text;
    expect(table).toMatch(/Not in it, see above: unread/);
    expect(table.match(/no price in USD was found/g)).toHaveLength(2);
    expect(table).toMatch(/\n {2}total +[\d.]+ +[\d.]+\n/);
  });

  it('say of an account only what is true of it alone', async () => {
    const { estimates } = await wholeOf(2);
    const all = [...estimates.values()];
    const [first = all[0] as never] = all;
    const shared = sharedAssumptions(all);
    expect(shared.length).toBeGreaterThan(3);
    const table = accountTable(first, shared).text;
    expect(table.match(/^· .*$/gm)).toEqual([expect.stringMatching(/^· A sweep takes 3.1 s: 11 calls/)]);
    expect(table).not.toMatch(/Sources/);
  });
});
