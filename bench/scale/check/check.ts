import { percentileOf } from '../../support/delays.ts';
import { figure } from '../../support/figure.ts';
import { markdownTable, progress, result } from '../../support/table.ts';
import { figuresOf } from '../figures.ts';
import { MODEL } from '../model.ts';
import type { ScaleOptions } from '../options.ts';
import { simulated } from '../run.ts';
import { compared, modelOf, planOf } from './compare.ts';
import { realRun } from './real-run.ts';

/**
 * Few calls a second, since everything is on one machine: the platform gives each instance a processor of its own. The interval
 * is two thirds of the usual one.
 */
const OPTIONS: ScaleOptions = {
  accounts: 20,
  relays: 3_000,
  ticks: 10,
  intervalMs: 40_000,
  // not twice the interval: which tick finds it over would be decided by milliseconds
  leaseSeconds: 70,
  rollingMs: null,
  seed: 1,
  regionsEach: 1,
  stopsFromTick: 1,
  stopsUntilTick: 6,
  downTicks: null,
  model: { ...MODEL, qps: 2, stopsAMinute: 6, dispatcherDeaths: 0 },
};
const AIM = 0.1;

/** Runs a few accounts for real, and simulates the same ones with the round trips that were measured there. */
export async function check(seed: number): Promise<void> {
  const options = { ...OPTIONS, seed };
  progress(`${options.accounts} accounts for real, ${(options.ticks * options.intervalMs) / 1_000} s`);
  const real = await realRun(options, (tick) => progress(`tick ${tick + 1} of ${options.ticks}`));
  const plan = planOf(real.outcomes, options);
  const model = modelOf(real, options.model);
  const trip = `round trip: p50 ${percentileOf(real.trips, 0.5).toFixed(0)} ms, p99 ${percentileOf(real.trips, 0.99).toFixed(0)} ms`;
  progress(`${trip}; the same simulated`);
  const outcomes = await simulated({ options: { ...options, model }, plan }, 1);
  const rows = compared(figuresOf(real.outcomes, plan, options), figuresOf(outcomes, plan, options));
  const shown = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  result(
    markdownTable(
      ['what', 'real', 'simulated', 'difference'],
      rows.map((one) => [one.what, shown(one.real), shown(one.simulated), percent(one.difference)]),
    ),
  );
  const worst = rows.reduce((most, one) => (Math.abs(one.difference) > Math.abs(most.difference) ? one : most));
  result(`\nIn the real run ${trip}. Largest difference: ${worst.what}, ${percent(worst.difference)}.`);
  figure({
    what: `${options.accounts} accounts simulated ÷ for real: the figure that differs most (${worst.what})`,
    aim: '≤ 10 %',
    result: percent(worst.difference),
    reached: Math.abs(worst.difference) <= AIM,
  });
}
