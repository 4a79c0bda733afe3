import { RefusedRequest } from './refusals.ts';

const SIGV4 =
  /^AWS4-HMAC-SHA256 Credential=[^/\s,]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=\S+, ?Signature=[0-9a-f]{64}$/;

/**
 * Wants a Signature Version 4 header whose scope is the service `monitoring`. The signature itself is not computed.
 * @returns the region that it is for. @throws RefusedRequest
 */
export function checkAuthorization(header: string | undefined): string {
  if (header === undefined) {
    throw new RefusedRequest('MissingAuthenticationTokenException', 'The request has no Authorization header.');
  }
  const [, region, service] = SIGV4.exec(header) ?? [];
  if (region === undefined || service === undefined) {
    throw new RefusedRequest('IncompleteSignatureException', 'The Authorization header is not Signature Version 4.');
  }
  if (service !== 'monitoring') {
    throw new RefusedRequest('InvalidSignatureException', `Credential should be scoped to monitoring, not ${service}.`);
  }
  return region;
}
