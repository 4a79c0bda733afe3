/*
 * What a function does between its sweep and the next one, beside what callbacks name. It is paid by the second, and some
 * relay of a large fleet is always at fault.
 */

/** So long after a fault began its relay is asked for, without a callback. Later ends are told by one, or by a sweep. */
export const YOUNG_MS = 600_000;
/** Before the next timer event, since a sweep that finds the state in use has to wait. */
export const NEXT_SWEEP_MS = 5_000;
/** How often hints are listed meanwhile: a bucket asks a price for each listing. */
export const HINTS_EVERY_MS = 1_000;
