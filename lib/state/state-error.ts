import { RelaywatchError } from '../base/errors.ts';

/**
 * `state-unreadable`, `state-unwritable`: the store could not be used, or (when writing) did not say whether it was.
 * `state-full`: it has no room; nothing was written.
 * `state-newer`: the newest snapshot is from a newer relaywatch; going on from an older one would lose what that one knew.
 */
export type StateErrorReason = 'state-unreadable' | 'state-unwritable' | 'state-full' | 'state-newer';

/** The state could not be used. Its text and fields hold nothing that a service wrote except a checked error code. */
export class StateError extends RelaywatchError<StateErrorReason> {}
