import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';

/** The settings of a sweep that reads everything, tells everything to everybody, and expects nothing. */
export const PLAIN_SWEEP: Omit<SweepSettings, 'regions' | 'qps' | 'pageSize'> = {
  scopes: [],
  policy: DEFAULT_POLICY,
  maintenance: [],
  expectations: [],
  routes: [],
  describeBudget: 200,
  leaseSeconds: 30,
};
