import type { CloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';

/** A header that the stand-in takes: of the signature only the form and the scope are looked at. */
export const SIGNED = `AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/monitoring/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** Calls an operation as no official client would let one: with whatever members. */
export async function rpc({ url }: CloudWatchStandIn, operation: string, input: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
      'x-amzn-query-mode': 'true',
      authorization: SIGNED,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { status: response.status, body, queryError: response.headers.get('x-amzn-query-error') };
}
