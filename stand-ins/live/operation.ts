import type { Fleet } from './fleet.ts';
import type { Oddities } from './oddities.ts';
import type { Parameters } from './parameters.ts';

/** What an operation works on. The fleet was advanced to now. */
export interface OperationContext {
  readonly fleet: Fleet;
  readonly oddities: Oddities;
  readonly parameters: Parameters;
}

/** Gives the body without RequestId. @throws ApiError */
export type Operation = (context: OperationContext) => Record<string, unknown>;

/** What all operations are called with. */
export const API_VERSION = '2016-11-01';
