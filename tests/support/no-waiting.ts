import { afterEach, beforeEach, vi } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';

/**
 * For a test file that runs commands on the real clock: pauses between calls take no time.
 * A sleep that can be aborted is a deadline, and stays one.
 */
export function useNoWaiting(): void {
  beforeEach(() => {
    const sleep = systemClock.sleep;
    vi.spyOn(systemClock, 'sleep').mockImplementation((ms, signal) => (signal ? sleep(ms, signal) : Promise.resolve()));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
