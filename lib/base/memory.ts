import { setFlagsFromString } from 'node:v8';

/**
 * What keeps V8's heap small, and its compiler from working for little, at the least cost. A sweep produces some hundred kilobytes of garbage per page and keeps next to
 * nothing; by default the heap would first grow to hundreds of megabytes. `--optimize-for-size` keeps it as small as these do, but
 * shrinks it again after every collection, which takes as much processor time as all the rest of a sweep. See bench/README.md.
 */
const FLAGS = [
  // young objects stay within the megabyte that they begin with: most of a page is dead when that is full
  '--semi-space-growth-factor=1',
  // old ones are collected when there are a fifth more of them, not several times as many
  '--heap-growing-percent=20',
  // threads for so little would wait for each other, the more so in a share of one processor
  '--no-parallel-scavenge',
  // four times Node 20's: most sweeps are over before code that is only just warm pays for having been compiled
  '--interrupt-budget=264000',
];

/** To be called at the start of a process that sweeps. */
export function preferSmallMemory(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
