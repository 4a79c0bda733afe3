/** The event with which the receiver of callbacks wakes the sweep's function. */
export const LOOK_EVENT = JSON.stringify({ relaywatch: 'look' });

/** Receivers wake at most once in this time, and rely on a look going on for longer. */
export const WAKE_EVERY_MS = 1_000;
