/** What goes wrong with a request: never served, or served with its answer lost. */
export interface FcFault {
  /** Which request, counted from now; 1 is the next. */
  readonly request: number;
  /** `before`: nothing was done. `after`: it took effect all the same. */
  readonly moment: 'before' | 'after';
  /** The connection is cut, or HTTP 500 is answered. Default: cut. */
  readonly how?: 'cut' | 'http500';
  /** Every request after it fails before it is served, as if the network were gone. */
  readonly lasting?: boolean;
}

/** Requests that are refused in the service's own way. */
export interface FcRefusal {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
  /** Part of the request line, such as `POST /services`. Default: every request. */
  readonly matching?: string;
  /** Default: 1. */
  readonly times?: number;
}

/** Which requests go wrong. */
export interface FaultPlan {
  fail(fault: FcFault): void;
  refuse(refusal: FcRefusal): void;
  clear(): void;
  /** Counts a request. @param line method and path */
  next(line: string): { readonly fault: FcFault | null; readonly refusal: FcRefusal | null };
}

export function createFaultPlan(): FaultPlan {
  let count = 0;
  let faults: { readonly at: number; readonly fault: FcFault }[] = [];
  let refusals: { left: number; readonly refusal: FcRefusal }[] = [];
  return {
    fail: (fault) => void faults.push({ at: count + fault.request, fault }),
    refuse: (refusal) => void refusals.push({ left: refusal.times ?? 1, refusal }),
    clear() {
      faults = [];
      refusals = [];
    },
    next(line) {
      count += 1;
      return { fault: faultAt(count), refusal: refusalOf(line) };
    },
  };

  function faultAt(now: number): FcFault | null {
    const exact = faults.find(({ at }) => at === now);
    if (exact) return exact.fault;
    const lasting = faults.find(({ at, fault }) => fault.lasting && at < now);
    return lasting ? { ...lasting.fault, moment: 'before' } : null;
  }

  function refusalOf(line: string): FcRefusal | null {
    const found = refusals.find(({ left, refusal }) => left > 0 && line.includes(refusal.matching ?? ''));
    if (!found) return null;
    found.left -= 1;
    return found.refusal;
  }
}
