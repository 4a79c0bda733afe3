/** A signal for one call on a real socket. `end` it when the call is over: a function is frozen with its timers. */
export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Fires after `ms` of real time with a TimeoutError, or with `outer` when whoever called gives up earlier. Not
 * AbortSignal.any over AbortSignal.timeout: Node 20 may collect the timeout as garbage, and then it never fires.
 */
export function deadlineIn(ms: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException(`no answer in ${ms} ms`, 'TimeoutError')), ms);
  const giveUp = () => controller.abort(outer?.reason);
  if (outer?.aborted) giveUp();
  outer?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', giveUp);
    },
  };
}

/** The work's outcome, or the signal's reason thrown at the deadline, for work that may listen to no signal, as lookups of credentials. */
export async function withDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const { signal, end } = deadlineIn(ms, outer);
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(signal), late]);
  } finally {
    signal.removeEventListener('abort', stop);
    end();
  }
}
