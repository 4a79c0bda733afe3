import type { Clock } from '../../lib/base/time.ts';

/** What a service manager, a container and a person at a terminal send to end a process. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
/** Sooner, it is the first signal once more: npm passes on what the terminal has sent to both of them. */
const SAME_WITHIN_MS = 500;

/** Listens for what ends the process: the first signal fires what is given back, another one ends it at once. */
export function stopSignals(
  clock: Pick<Clock, 'monotonicMs'>,
  exit: (code: number) => void = (code) => process.exit(code),
): AbortSignal {
  const stopping = new AbortController();
  let firstMs = Number.POSITIVE_INFINITY;
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (!stopping.signal.aborted) {
        firstMs = clock.monotonicMs();
        stopping.abort(name);
        // as a shell tells of a process that a signal ended
      } else if (clock.monotonicMs() - firstMs >= SAME_WITHIN_MS) exit(128 + number);
    });
  }
  return stopping.signal;
}
