/** Real time with leaps between sweeps, so that an hour of waiting takes none. */
export interface WorldClock {
  nowMs(): number;
  monotonicMs(): number;
  leap(ms: number): void;
  readonly leapt: number;
  /** For how long this process has not looked at anything. */
  busyMs(): number;
  stop(): void;
}

const TICK_MS = 4;

export function startWorldClock(): WorldClock {
  let leapt = 0;
  let tickedMs = performance.now();
  const ticker = setInterval(() => {
    tickedMs = performance.now();
  }, TICK_MS);
  return {
    nowMs: () => Date.now() + leapt,
    monotonicMs: () => performance.now() + leapt,
    leap(ms) {
      leapt += ms;
    },
    get leapt() {
      return leapt;
    },
    busyMs: () => performance.now() - tickedMs,
    stop: () => clearInterval(ticker),
  };
}
