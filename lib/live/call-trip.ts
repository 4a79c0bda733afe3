/** Whether a call opened a connection for itself, or went over one that an earlier call had left open. */
export type Connection = 'new' | 'kept';

/**
 * What one call tells of its way over the network, while it is under way. A call that tells nothing counts as one on a
 * connection of its own: it proves nothing about how fast the network is.
 */
export interface CallTrip {
  /** The request is being written to a connected socket: look-ups, handshakes and waits of our own lie behind it. */
  written(connection: Connection): void;
  /** The head of the answer is here. */
  heard(): void;
}
