import { RelaywatchError } from '../base/errors.ts';

/**
 * `state-unreadable`, `state-unwritable`: the store could not be used, or (when writing) its answer was lost.
 * `state-full`: it has no room; nothing was written. `state-newer`: the newest snapshot comes from a newer relaywatch,
 * and continuing from an older one would lose its knowledge.
 */
export type StateErrorReason = 'state-unreadable' | 'state-unwritable' | 'state-full' | 'state-newer';

/** The state could not be used. Contains nothing that a service wrote except a checked error code. */
export class StateError extends RelaywatchError<StateErrorReason> {
  override readonly name = 'StateError';
}
