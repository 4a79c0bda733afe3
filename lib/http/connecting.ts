import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';

/**
 * A lost first SYN is sent again after one second. Must stay below the 3 s that the AWS clients allow for connecting.
 */
const ATTEMPT_MS = 2_000;

/**
 * Gives each address of a host enough time to answer. Node 20 tries each for 250 ms and does not come back to it. Where
 * connecting takes longer and the host's other address is unreachable, as is common with IPv6, no connection would ever
 * succeed. To be called by the entry point of a process, before its first connection.
 * Source: Node.js 20, net.setDefaultAutoSelectFamilyAttemptTimeout.
 */
export function connectPatiently(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS);
}
