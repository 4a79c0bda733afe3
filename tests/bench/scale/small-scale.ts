import { MODEL, type Model } from '../../../bench/scale/model.ts';
import type { ScaleOptions } from '../../../bench/scale/options.ts';

/** Few accounts with few relays, without faults, but for what is given. */
export function smallScale(
  parts: Partial<Omit<ScaleOptions, 'model'>> & { readonly model?: Partial<Model> } = {},
): ScaleOptions {
  return {
    accounts: 2,
    relays: 1_000,
    ticks: 7,
    intervalMs: 60_000,
    leaseSeconds: 110,
    rollingMs: null,
    seed: 1,
    regionsEach: 2,
    stopsFromTick: 1,
    stopsUntilTick: 3,
    downTicks: null,
    ...parts,
    model: { ...MODEL, deaths: 0, dispatcherDeaths: 0, ...parts.model },
  };
}
