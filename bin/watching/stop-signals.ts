import type { Clock } from '../../lib/base/time.ts';

/** The signals with which a service manager, a container or a person at a terminal ends a process. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
/**
 * A second signal within this time is the first one again: npm passes on what the terminal has already sent to both
 * processes.
 */
const SAME_WITHIN_MS = 500;

/** Listens for signals that end the process: the first one fires the returned signal, another one exits at once. */
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
        // the exit code that a shell reports for a process ended by a signal
      } else if (clock.monotonicMs() - firstMs >= SAME_WITHIN_MS) exit(128 + number);
    });
  }
  return stopping.signal;
}
