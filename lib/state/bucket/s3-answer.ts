import { Readable } from 'node:stream';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { isWebPage } from '../../http/web-page.ts';

/** What of an answer is looked at before the AWS client reads it. */
interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** Something answered in the place of S3. The AWS client finds nothing wrong with a web page and HTTP 200. */
export class NotS3Error extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(httpStatusCode: number) {
    super('not an answer of S3');
    // the status tells more than a name
    this.name = 'Error';
    this.$metadata = { httpStatusCode };
  }
}

/** Has the answer to a PutObject looked at, of which the AWS client reads only headers: a page would be a success. */
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
