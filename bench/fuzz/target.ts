import type fc from 'fast-check';

/** A part of relaywatch that reads what strangers wrote. */
export interface FuzzTarget<Input = unknown> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Feeds it one input. @throws for whatever it does that is not documented */
  run(input: Input): void | Promise<void>;
}

/** How a module of `targets/` is opened; some need a fleet first. */
export interface TargetModule {
  open(): Promise<FuzzTarget>;
}

/** What the parts are, and how many of 100 inputs each gets: the cheap ones get more. */
export const TARGETS: Readonly<Record<string, number>> = {
  live: 44,
  callback: 30,
  templates: 8,
  page: 6,
  journal: 5,
  config: 4,
  snapshot: 2,
  sweep: 1,
};

export function moduleOf(target: string): string {
  return new URL(`./targets/${target}.ts`, import.meta.url).href;
}

/** @throws Error with that sentence unless it holds */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}
