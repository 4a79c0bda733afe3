import { expect } from 'vitest';

/** One call to moto's SQS, which looks at the scope of a signature and not at the signature. */
export async function motoSqs(
  url: string,
  region: string,
  operation: string,
  body: object,
): Promise<Record<string, unknown>> {
  const scope = `test/20260301/${region}/sqs/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
