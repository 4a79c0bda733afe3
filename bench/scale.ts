import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { parseConfig } from '../lib/config/load.ts';
import { readingSeconds } from '../lib/config/reading-time.ts';
import { check } from './scale/check/check.ts';
import { billOf } from './scale/cost.ts';
import { dispatchPlan } from './scale/dispatch-plan.ts';
import { figuresOf } from './scale/figures.ts';
import { MINUTE_MS, MODEL } from './scale/model.ts';
import type { ScaleOptions } from './scale/options.ts';
import { billTable, delayTable, figureTable } from './scale/report.ts';
import { accountsBehindByRound } from './scale/rounds.ts';
import { simulated } from './scale/run.ts';
import { atMost, figure } from './support/figure.ts';
import { result } from './support/table.ts';

/*
 * Many accounts with large fleets: the real sweep (pacer, plan of pages, judging, incidents, messages, state, lease), and the
 * real rounds of the dispatcher, on a virtual clock, in a model of everything around them; docs/scale.md says which. One
 * invocation in twenty dies, and one region is down for two minutes.
 *
 *   npm run bench:scale [-- --accounts 1000 --relays 50000 --minutes 10 --seed 1 --lease 110 --no-faults --rolling]
 *   npm run bench:scale -- --check    twenty accounts for real, and simulated, side by side (five minutes)
 */

const { values } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    accounts: { type: 'string', default: '1000' },
    relays: { type: 'string', default: '50000' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    lease: { type: 'string', default: '110' },
    threads: { type: 'string', default: String(cpus().length) },
    rolling: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: true },
    check: { type: 'boolean', default: false },
  },
});

/** Told by then, unless two of an account's invocations die one after the other. */
const LAST_MINUTES = 5;

/** As a rolling sweep has it by default. */
function readingMs(): number {
  const config = parseConfig('{ live: { regions: [cn-shanghai] }, sweep: { mode: rolling } }', {}, 'the simulation');
  return 1_000 * (readingSeconds(config) ?? Number.POSITIVE_INFINITY);
}

function optionsGiven(): ScaleOptions {
  const ticks = Number(values.minutes);
  if (!(ticks > LAST_MINUTES + 1)) throw new Error(`--minutes has to be more than ${LAST_MINUTES + 1}`);
  return {
    accounts: Number(values.accounts),
    relays: Number(values.relays),
    ticks,
    intervalMs: MINUTE_MS,
    leaseSeconds: Number(values.lease),
    rollingMs: values.rolling ? readingMs() : null,
    seed: Number(values.seed),
    regionsEach: 2,
    stopsFromTick: 1,
    stopsUntilTick: ticks - LAST_MINUTES,
    downTicks: values.faults ? [2, 4] : null,
    model: values.faults ? MODEL : { ...MODEL, deaths: 0, dispatcherDeaths: 0 },
  };
}

async function scale(): Promise<void> {
  const options = optionsGiven();
  const plan = dispatchPlan(options);
  const bar = new cliProgress.SingleBar({
    format: '  {bar} {value}/{total} accounts · {eta_formatted} left',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 20_000,
  });
  bar.start(options.accounts, 0);
  const outcomes = await simulated({ options, plan }, Number(values.threads), (done) => bar.update(done));
  bar.stop();
  const figures = figuresOf(outcomes, plan, options);
  const behind = await accountsBehindByRound(outcomes, plan, options);
  result(delayTable(figures));
  result(`\n${figureTable(figures, behind, options)}`);
  result(`\n${billTable(await billOf(figures, options), options.accounts)}`);
  const what = `${options.accounts.toLocaleString('en')} simulated accounts × ${options.relays.toLocaleString('en')} relays`;
  const free = figures.delaysBy.get('nothing');
  figure(atMost(`${what}: stop → told, p99, without faults`, free?.p99 ?? Number.NaN, 120, ' s', 0));
  figure(atMost(`${what}: throttled calls`, figures.throttled, 0, '', 0));
}

if (values.check) await check(Number(values.seed));
else await scale();
