import { buildFunction, type FunctionBundle } from './build-function.ts';

/** Zipped. It has to answer within a second on a cold start, so it is kept smaller than the sweep. */
export const MOST_RECEIVER_BYTES = 280_000;

/**
 * Builds the function that receives callbacks, separate from the sweep's.
 * @param folder receives `callback/index.js`, `callback/parts/` and `callback.zip`
 */
export function buildCallback(folder: string): Promise<FunctionBundle> {
  return buildFunction(folder, 'functions/callback.ts', { name: 'callback' });
}
