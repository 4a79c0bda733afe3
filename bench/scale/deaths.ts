import { PAGE_SIZE_MAX } from '../../lib/live/request.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { partSeed, type ScaleOptions } from './options.ts';

/** What a whole sweep takes beside its calls, roughly: only the moments of deaths are drawn from it. */
const AROUND_MS = 2_000;

/**
 * How long each invocation of an account may live, by tick, in milliseconds; Infinity for most. One that would die after its end
 * does not.
 */
export function deathsOf(options: ScaleOptions, account: number): number[] {
  const { relays, model, ticks, accounts } = options;
  // a seed of its own, beyond those of the accounts: what else is drawn must not move the deaths
  const random = seededRandom(partSeed(options, accounts + account));
  const wholeMs = (relays / PAGE_SIZE_MAX / model.qps) * 1_000 + AROUND_MS;
  return Array.from({ length: ticks }, () => {
    const [dies, when] = [random() < model.deaths, random()];
    return dies ? when * wholeMs : Number.POSITIVE_INFINITY;
  });
}
