import { startFunction } from './support/function-process.ts';
import { NETWORKS, type NetworkName } from './support/networks.ts';
import { type StandInProcess, startStandInProcess } from './support/stand-in-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * The function, as it is deployed, in the smallest instance of Function Compute: 0.05 vCPU and 128 MB. Does a sweep of
 * 12,000 relays at 10 calls a second keep its pace there? The first invocation of an instance has the code cold; the
 * others have it warm. `-- 0.1` is another share of a processor.
 */

const LIMITS = { cpu: Number(process.argv[2] ?? 0.05), memoryMb: 128 };
const TASKS = 12_000;
const REGIONS = ['cn-shanghai', 'cn-beijing'];
const INVOCATIONS = 4;
const TEN_A_SECOND_MS = 100;

const rows: string[][] = [];
let by = '';
for (const network of ['calm', 'WAN'] as const) {
  const standIn = await startStandInProcess({ tasks: TASKS, regions: REGIONS, seed: 7, latency: NETWORKS[network] });
  try {
    rows.push(...(await measured(network, standIn)));
  } finally {
    standIn.stop();
  }
}
result(`${LIMITS.cpu} vCPU and ${LIMITS.memoryMb} MB, by ${by}.\n`);
result(
  markdownTable(
    [
      'network',
      'invocation',
      'sweep',
      'calls',
      'throttled',
      'time ÷ ideal',
      'invocation, s',
      'processor ms in all',
      'of it load',
      'a page, without load',
      'periods at the limit so far',
      'most memory so far, MB',
    ],
    rows,
  ),
);

async function measured(network: NetworkName, standIn: StandInProcess): Promise<string[][]> {
  const config = { live: { endpoint: standIn.url, regions: REGIONS, qps: 10 } };
  const instance = await startFunction(config, LIMITS);
  by = instance.quota?.by ?? by;
  const found: string[][] = [];
  try {
    for (let n = 1; n <= INVOCATIONS; n++) {
      await standIn.reset();
      const startedMs = Date.now();
      const { summary, cpuMs, loadMs, maxRssMb } = await instance.invoke();
      const { calls, throttled, firstArrivalMs, lastArrivalMs } = await standIn.stats();
      const [firstMs, lastMs] = [firstArrivalMs ?? Number.NaN, lastArrivalMs ?? Number.NaN];
      const tookMs = Date.now() - startedMs;
      found.push([
        network,
        n === 1 ? 'first' : `${n}`,
        summary.sweep.complete && summary.tasks.total === TASKS ? 'complete' : summary.sweep.reasons.join('; '),
        String(calls),
        String(throttled),
        ((lastMs - firstMs) / ((calls - 1) * TEN_A_SECOND_MS)).toFixed(3),
        (tookMs / 1_000).toFixed(1),
        cpuMs.toFixed(0),
        loadMs.toFixed(0),
        ((cpuMs - loadMs) / summary.sweep.pages).toFixed(2),
        (await instance.quota?.heldBack()) ?? 'unknown',
        ((await instance.quota?.mostMb()) ?? maxRssMb).toFixed(0),
      ]);
      progress(`${network}, invocation ${n} of ${INVOCATIONS}`);
    }
  } finally {
    await instance.end();
  }
  return found;
}
