/*
 * When what a state says of its own sweeps is a problem: for the status page, and for whoever watches over several accounts.
 */

/** A sweep may take as long as the interval, and saving a little longer. */
const GRACE_SECONDS = 60;
/** A message that is only waiting for the next sweep is not yet a problem. */
export const UNDELIVERED_SECONDS = 300;

/** The age at which the last sweep is too long ago. */
export function lateAfterSeconds(intervalSeconds: number): number {
  return 2 * intervalSeconds + GRACE_SECONDS;
}
