import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect garbage sooner and grow its heap later. A sweep makes a hundred kilobytes of garbage a page and keeps
 * next to nothing; by default the heap grows to hundreds of megabytes first. See bench/README.md for what it saves.
 */
export function preferSmallMemory(): void {
  setFlagsFromString('--optimize-for-size');
}
