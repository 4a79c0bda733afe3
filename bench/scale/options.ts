import { type Model, REGIONS } from './model.ts';

/** What is simulated. Plain data, since threads are told it. */
export interface ScaleOptions {
  readonly accounts: number;
  /** Of each account, over its regions. */
  readonly relays: number;
  /** How many times the timer fires. */
  readonly ticks: number;
  readonly intervalMs: number;
  readonly leaseSeconds: number;
  /** How long each sweep reads when several make up a lap; null: each reads everything. */
  readonly rollingMs: number | null;
  readonly seed: number;
  /** Each account has its relays in so many regions of the model. */
  readonly regionsEach: number;
  /** Relays begin to stop after the first of these ticks, and no more do after the second, so that each can be told. */
  readonly stopsFromTick: number;
  readonly stopsUntilTick: number;
  /** Between which ticks a region is down; null: none is. */
  readonly downTicks: readonly [from: number, until: number] | null;
  readonly model: Model;
}

/** Names as a configuration has them; their order is that of the file. */
export function accountNames(accounts: number): string[] {
  const digits = String(accounts).length;
  return Array.from({ length: accounts }, (_, index) => `account-${String(index + 1).padStart(digits, '0')}`);
}

/** Where an account has its relays. */
export function regionsOf({ regionsEach }: Pick<ScaleOptions, 'regionsEach'>, account: number): string[] {
  return Array.from({ length: regionsEach }, (_, place) => REGIONS[(account + place) % REGIONS.length] ?? REGIONS[0]);
}

/** A seed for one part of the simulation, so that no two parts draw the same numbers. */
export function partSeed({ seed }: Pick<ScaleOptions, 'seed'>, part: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b)) >>> 0;
}
