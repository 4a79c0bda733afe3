/** Whether a call opened its own connection or reused one that an earlier call had left open. */
export type Connection = 'new' | 'kept';

/**
 * What one call reports about its way over the network while it is under way. A call that reports nothing is treated as
 * one on a new connection: it proves nothing about the speed of the network.
 */
export interface CallTrip {
  /** The request is being written to a connected socket: DNS, handshakes and our own queueing are over. */
  written(connection: Connection): void;
  /** The head of the answer has arrived. */
  heard(): void;
}
