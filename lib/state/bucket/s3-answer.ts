import { Readable } from 'node:stream';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { isWebPage } from '../../http/web-page.ts';

/** The parts of an answer that are checked before the AWS client reads it. */
interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** Something other than S3 answered. The AWS client accepts a web page with HTTP 200 without complaint. */
export class NotS3Error extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(httpStatusCode: number) {
    super('not an answer of S3');
    // the status says more than a name
    this.name = 'Error';
    this.$metadata = { httpStatusCode };
  }
}

/**
 * Checks the answer to a PutObject, of which the AWS client reads only the headers: a web page would pass for a
 * success.
 */
export function refusingWebPages(command: PutObjectCommand): PutObjectCommand {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      await refuseWebPage(result.response as RawAnswer);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'refuseWebPages' },
  );
  return command;
}

async function refuseWebPage(answer: RawAnswer): Promise<void> {
  const { statusCode, headers, body } = answer;
  if (statusCode >= 300 || headers.etag !== undefined || !(body instanceof Readable)) return;
  const text = await textOf(body);
  if (isWebPage(headers['content-type'] ?? null, text)) throw new NotS3Error(statusCode);
  answer.body = Readable.from([Buffer.from(text)]);
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
