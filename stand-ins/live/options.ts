import { STAND_IN_KEYS } from '../keys.ts';
import type { Credential } from './authenticate.ts';
import type { CallbackOptions } from './callback-options.ts';
import type { FaultShares } from './faults.ts';
import type { LatencyOptions } from './latency.ts';
import type { ListOrder } from './list-order.ts';
import type { Window } from './rate-limit.ts';
import type { Scenario } from './scenario.ts';

/** How the stand-in of ApsaraVideo Live behaves. Everything has a default. */
export interface LiveStandInOptions {
  /** 0, the default, is any free one. */
  port?: number;
  tasks?: number;
  /** What `Region` may be. The first has the most tasks. */
  regions?: readonly string[];
  seed?: number;
  credentials?: readonly Credential[];
  verifySignatures?: boolean;
  /** Calls a second of each operation, over all regions; 0 is no limit. */
  qps?: number;
  window?: Window;
  /** Whether refused calls count in the window too. */
  throttledCount?: boolean;
  /** Whether the answer to a refused call has x-acs-retry-after. */
  retryAfterHeader?: boolean;
  latency?: LatencyOptions;
  /** Calls after which the server closes a connection; 0, the default, is never. */
  callsPerConnection?: number;
  faults?: FaultShares;
  scenario?: Scenario;
  churnPerSecond?: number;
  /** How each region's list is ordered. The service documents no order; the newest first is the default. */
  order?: ListOrder;
  /** The account never activated Live. */
  unopened?: boolean;
  /** The account has no live domain. */
  noDomain?: boolean;
  /** A text put wherever a secret may stand. */
  canary?: string;
  /** How callbacks are sent for tasks with a CallbackUrl on this machine; a `url` gives one to every seeded task. */
  callbacks?: CallbackOptions;
  /** How long a task that reached its end stays listed. */
  exitedKeptSeconds?: number;
  /** The wall clock, Unix milliseconds. */
  now?: () => number;
  /** The clock of arrivals and of the rate limit, milliseconds from anywhere. */
  monotonicNow?: () => number;
}

/** The live centres that the list operation documents. */
const DEFAULT_REGIONS = ['cn-shanghai', 'cn-beijing', 'ap-southeast-1', 'ap-southeast-5'] as const;

/** Fills in what was left out. */
export function withDefaults(options: LiveStandInOptions) {
  return {
    port: 0,
    tasks: 1000,
    regions: DEFAULT_REGIONS as readonly string[],
    seed: 1,
    credentials: [STAND_IN_KEYS] as readonly Credential[],
    verifySignatures: true,
    qps: 10,
    window: 'sliding' as Window,
    throttledCount: true,
    retryAfterHeader: false,
    latency: undefined as LatencyOptions | undefined,
    callsPerConnection: 0,
    faults: {} as FaultShares,
    scenario: [] as Scenario,
    churnPerSecond: 0,
    order: 'newest' as ListOrder,
    unopened: false,
    noDomain: false,
    canary: undefined as string | undefined,
    callbacks: {} as CallbackOptions,
    exitedKeptSeconds: 6 * 3600,
    now: Date.now,
    monotonicNow: () => performance.now(),
    ...options,
  };
}

export type ResolvedOptions = ReturnType<typeof withDefaults>;
