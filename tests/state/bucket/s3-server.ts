import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `lost-answer` does what was asked and then cuts the connection. */
export type S3Fault =
  | { readonly status: number; readonly code?: string }
  | 'html'
  | 'hang'
  | 'disconnect'
  | 'lost-answer';

/** As much of S3 as the store uses, in memory, with faults. Looks at no signature; moto is the judge of the rest. */
export interface S3Server {
  readonly url: string;
  readonly objects: Map<string, { text: string; writer: string | undefined }>;
  /** For example `PUT /bucket/key`. */
  readonly calls: string[];
  /** When each call says that it was signed, in Unix milliseconds. */
  readonly signedAt: number[];
  /** Whether `If-None-Match` is honoured. */
  conditional: boolean;
  /** Whether the bucket has Object Lock with a default retention, so that a write needs a checksum. */
  objectLock: boolean;
  /** What every write is refused with. */
  writesRefused: { readonly status: number; readonly code: string } | null;
  /** Calls that are denied. */
  refuse: (call: string) => boolean;
  /** Calls that meet no fault. */
  spare: (call: string) => boolean;
  failNext(fault: S3Fault, times?: number): void;
  close(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const faults: S3Fault[] = [];
  const server = createServer((request, response) => void serve(request, response, s3, faults));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const s3: S3Server = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    calls: [],
    signedAt: [],
    conditional: true,
    objectLock: false,
    writesRefused: null,
    refuse: () => false,
    spare: () => false,
    failNext: (fault, times = 1) => void faults.push(...Array.from({ length: times }, () => fault)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return s3;
}

async function serve(request: IncomingMessage, response: ServerResponse, s3: S3Server, faults: S3Fault[]) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', s3.url);
  const call = `${request.method} ${url.pathname}${url.search}`;
  s3.calls.push(call);
  s3.signedAt.push(signingTime(request));
  if (s3.refuse(call)) return refuse(response, 403, 'AccessDenied');
  if (s3.writesRefused && request.method === 'PUT') {
    return refuse(response, s3.writesRefused.status, s3.writesRefused.code);
  }
  const fault = s3.spare(call) ? undefined : faults.shift();
  if (fault === 'hang') return;
  if (fault === 'disconnect') return response.destroy();
  if (fault === 'html') return response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>');
  if (typeof fault === 'object') return refuse(response, fault.status, fault.code);
  const answer = perform(request, url, Buffer.concat(chunks).toString(), s3);
  if (fault === 'lost-answer') return response.destroy();
  if ('code' in answer) return refuse(response, answer.status, answer.code);
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | { readonly status: number; readonly code: string };

function perform(
  { method, headers }: IncomingMessage,
  { pathname, searchParams }: URL,
  body: string,
  s3: S3Server,
): Answer {
  const [, , ...parts] = decodeURIComponent(pathname).split('/');
  const key = parts.join('/');
  if (method === 'PUT') {
    const given = headers['content-md5'];
    const wanted = createHash('md5').update(body).digest('base64');
    if (given !== undefined && given !== wanted) return { status: 400, code: 'BadDigest' };
    if (s3.objectLock && given === undefined) return { status: 400, code: 'InvalidRequest' };
    if (s3.conditional && headers['if-none-match'] === '*' && s3.objects.has(key)) {
      return { status: 412, code: 'PreconditionFailed' };
    }
    s3.objects.set(key, { text: body, writer: headers['x-amz-meta-writer'] as string | undefined });
    return { status: 200 };
  }
  // as many a store that imitates S3: the SDK sends no Content-MD5 any more
  if (method === 'POST' && searchParams.has('delete')) return { status: 400, code: 'MissingContentMD5' };
  if (method === 'DELETE') {
    s3.objects.delete(key);
    return { status: 204 };
  }
  if (searchParams.get('list-type') === '2') return { status: 200, body: listing(searchParams, s3) };
  const found = s3.objects.get(key);
  if (!found) return { status: 404, code: 'NoSuchKey' };
  return { status: 200, headers: found.writer ? { 'x-amz-meta-writer': found.writer } : {}, body: found.text };
}

function listing(query: URLSearchParams, { objects }: S3Server): string {
  const limit = Number(query.get('max-keys') ?? 1_000);
  const after = query.get('start-after') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
  const contents = keys.slice(0, limit).map((key) => `<Contents><Key>${key}</Key></Contents>`);
  const truncated = `<IsTruncated>${keys.length > limit}</IsTruncated>`;
  return `<ListBucketResult>${truncated}${contents.join('')}</ListBucketResult>`;
}

/** As the service does, the message quotes what it was sent. */
function refuse(response: ServerResponse, status: number, code: string | undefined): void {
  const message = `Refused ${response.req.headers.authorization} ${response.req.headers['x-amz-security-token']}`;
  const body = code === undefined ? '' : `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

/** From `yyyyMMddTHHmmssZ`. */
function signingTime({ headers }: IncomingMessage): number {
  const [year, month, day, hour, minute, second] = (/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
    .exec(String(headers['x-amz-date']))
    ?.slice(1) ?? []) as string[];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
