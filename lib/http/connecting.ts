import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';

/** A first SYN that is lost is sent again after a second; below the 3 s that the AWS clients give a whole connect. */
const ATTEMPT_MS = 2_000;

/**
 * Gives each address of a host time to answer. Node 20 gives one 250 ms before it tries the next and does not come back
 * to it: where connecting takes longer and the host's other address leads nowhere, as IPv6 often does, nothing could be
 * reached at all. For the entry of a process, before its first connection.
 * Source: Node.js 20, net.setDefaultAutoSelectFamilyAttemptTimeout.
 */
export function connectPatiently(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS);
}
