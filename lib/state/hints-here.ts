import type { Hint } from '../monitor/hint.ts';
import { type HintBox, hintName } from './hints.ts';

/** A box whose hints this process receives itself. */
export interface HintsHere extends HintBox {
  next(signal: AbortSignal): Promise<void>;
}

const STORED = 'stored';

/**
 * The box of a process that also receives: what it stored it knows, so the place is listed only once, for what an earlier
 * process left. Nobody else may receive into the same place.
 */
export function hintsHere(box: HintBox): HintsHere {
  const known = new Map<string, Hint>();
  let isListed = false;
  const stored = new EventTarget();
  return {
    ...box,
    async add(hint, signal) {
      await box.add(hint, signal);
      known.set(hintName(hint), hint);
      stored.dispatchEvent(new Event(STORED));
    },
    async waiting(most, signal) {
      if (!isListed) {
        const left = await box.waiting(most, signal);
        for (const hint of left) known.set(hintName(hint), hint);
        isListed = left.length < most;
      }
      return [...known.values()].slice(0, most);
    },
    async remove(hints, signal) {
      await box.remove(hints, signal);
      for (const hint of hints) known.delete(hintName(hint));
    },
    next: (signal) =>
      new Promise((resolve) => {
        const done = new AbortController();
        const end = () => {
          done.abort();
          resolve();
        };
        stored.addEventListener(STORED, end, { signal: done.signal });
        signal.addEventListener('abort', end, { signal: done.signal });
        if (signal.aborted) end();
      }),
  };
}
