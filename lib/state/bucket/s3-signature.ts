import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { encodedPath, ossQuery } from './oss-signature.ts';
import type { S3Keys } from './s3-keys.ts';

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Scheme and host, with the port where it is not the default one. */
  readonly origin: string;
  /** Not encoded; begins with a slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface SignedS3 {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** SHA-256 as the signer wants it, from Node's own. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: Parameters<typeof createHmac>[1]) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

/**
 * Signed by the vendor's signer but sent by us: its client takes longer to load, and for its first call, than everything else
 * before the first call to Live. Source: AWS Signature Version 4; for S3 a path is not encoded twice, and the hash of the body is
 * a header.
 */
export async function signedS3(request: S3Request, keys: S3Keys, region: string, now: Date): Promise<SignedS3> {
  const { method, origin, path, query, headers, body } = request;
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: keys,
    sha256: Sha256 as never,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const { protocol, host, hostname } = new URL(origin);
  const sent = { method, protocol, hostname, path: encodedPath(path), query: { ...query }, body };
  const signed = await signer.sign({ ...sent, headers: { ...headers, host } }, { signingDate: now });
  const search = ossQuery(query);
  return { url: `${origin}${sent.path}${search === '' ? '' : `?${search}`}`, headers: signed.headers };
}
