import type { Random } from './random.ts';

/** Ways in which one call can go wrong on purpose. */
export const FAULT_KINDS = ['reset', 'http500', 'hang', 'html', 'truncated', 'http503', 'drip'] as const;

type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault; `variant` in [0, 1) chooses between its forms. */
export interface Fault {
  readonly kind: FaultKind;
  readonly variant: number;
}

/** Shares from 0 to 1: of calls for the fault kinds, of tasks for newEnum and missingFields. */
export type FaultShares = { [kind in FaultKind]?: number } & { newEnum?: number; missingFields?: number };

const ASKED_KINDS: Readonly<Record<string, FaultKind>> = {
  fail: 'http500',
  unavailable: 'http503',
  reset: 'reset',
  hang: 'hang',
  html: 'html',
  truncate: 'truncated',
  drip: 'drip',
};

/** Decides which calls go wrong: by share, or because the region's name asks for it. */
export class FaultPlan {
  readonly #shares: FaultShares;
  readonly #random: Random;
  readonly #timesGiven = new Map<string, number>();

  constructor(shares: FaultShares, random: Random) {
    this.#shares = shares;
    this.#random = random;
  }

  /** The fault of the next call, if it gets one. */
  draw(): Fault | undefined {
    const variant = this.#random();
    let place = this.#random();
    for (const kind of FAULT_KINDS) {
      place -= this.#shares[kind] ?? 0;
      if (place < 0) return { kind, variant };
    }
    return undefined;
  }

  /**
   * The fault that a region asks for by its name: `fail-page-2` fails every read of page 2, `hang-page-3-times-1`
   * only the first of page 3. Also reset, html, truncate, unavailable and drip.
   */
  asked(region: string, pageNumber: string): Fault | undefined {
    const parts = /^([a-z]+)-page-(\d+)(?:-times-(\d+))?$/.exec(region);
    const kind = ASKED_KINDS[parts?.[1] ?? ''];
    if (kind === undefined || parts?.[2] !== pageNumber) return undefined;
    const given = (this.#timesGiven.get(region) ?? 0) + 1;
    this.#timesGiven.set(region, given);
    return parts[3] === undefined || given <= Number(parts[3]) ? { kind, variant: 0 } : undefined;
  }

  /** Forgets how often a region had its fault. */
  reset(): void {
    this.#timesGiven.clear();
  }
}
