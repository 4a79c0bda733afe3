import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** PutMetricData takes 1 MB; the smaller reading of it, after unpacking. */
export const MOST_BODY_BYTES = 1_000_000;

/** A request's body, unpacked; null when it is larger than the service takes, empty when it is not gzip after all. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk); // read on, or the client would see a broken connection
  }
  if (bytes > MOST_BODY_BYTES) return null;
  const raw = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? unpack(raw) : raw.toString('utf8');
}

async function unpack(packed: Buffer): Promise<string | null> {
  try {
    return (await promisify(gunzip)(packed, { maxOutputLength: MOST_BODY_BYTES })).toString('utf8');
  } catch (error) {
    return error instanceof RangeError ? null : ''; // an empty body is no JSON, which is how it will be refused
  }
}
