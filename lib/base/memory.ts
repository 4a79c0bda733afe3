import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect garbage sooner and grow its heap later. A sweep produces a hundred kilobytes of garbage per page and
 * keeps next to nothing; by default the heap would first grow to hundreds of megabytes. See bench/README.md for the
 * savings.
 */
export function preferSmallMemory(): void {
  setFlagsFromString('--optimize-for-size');
}
