import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import type { PlatformReply } from '../../functions/http-request.ts';
import type { PlatformContext } from '../../functions/invocation.ts';
import { functionCompute, lambda } from './handler-run.ts';

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body?: string;
  /** How the platform gives the body: in base64, or in 2.0 as a stream. */
  readonly packed?: boolean;
}

export interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: readonly string[];
  readonly body: string;
}

export type Ask = (asked: Asked) => Promise<Answered>;
type HttpFunction = (event: unknown, second?: unknown, third?: PlatformContext) => Promise<PlatformReply>;

/** The three forms in which a request comes and an answer goes. Function Compute gives names of headers as they were sent. */
export function formsOf(handle: HttpFunction): readonly (readonly [string, Ask])[] {
  return [
    ['Function Compute 2.0', (asked) => askFc2(handle, asked)],
    ['Function Compute 3.0', async (asked) => answered(await handle(eventOfFc3(asked), functionCompute()))],
    ['a Lambda function URL', lambdaUrlOf(handle)],
  ];
}

/** Asks in the form of a Lambda function URL. */
export function lambdaUrlOf(handle: HttpFunction): Ask {
  return async (asked) => answered(await handle(eventOfLambda(asked), lambda()));
}

function bodyFields({ body, packed = false }: Asked): object {
  if (body === undefined) return {};
  return { body: packed ? Buffer.from(body).toString('base64') : body, isBase64Encoded: packed };
}

function eventOfFc3(asked: Asked): Buffer {
  const { path, method = 'GET', headers = {}, query = {} } = asked;
  const http = { method, path, sourceIp: '192.0.2.1', protocol: 'HTTP/1.1' };
  return Buffer.from(
    JSON.stringify({
      version: 'v1',
      rawPath: path,
      headers,
      queryParameters: query,
      requestContext: { http },
      ...bodyFields(asked),
    }),
  );
}

function eventOfLambda(asked: Asked): object {
  const { path, method = 'GET', headers = {}, query = {} } = asked;
  const { cookie, ...others } = lowerCase(headers);
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: others,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    requestContext: { http: { method, path } },
    ...bodyFields(asked),
  };
}

async function askFc2(
  handle: HttpFunction,
  { path, method = 'GET', headers = {}, query = {}, body: sent = '', packed = false }: Asked,
): Promise<Answered> {
  const told = { statusCode: 0, headers: {} as Record<string, string>, body: '' as string | Buffer };
  const response = {
    setStatusCode(code: number) {
      told.statusCode = code;
    },
    setHeader(name: string, value: string) {
      told.headers[name] = value;
    },
    send(body: string | Buffer) {
      told.body = body;
    },
  };
  const request = { method, path, headers: lowerCase(headers), queries: query };
  const event = packed
    ? Object.assign(Readable.from([Buffer.from(sent)]), request)
    : { ...request, body: Buffer.from(sent) };
  await handle(event, response, functionCompute());
  const isBase64Encoded = typeof told.body !== 'string';
  const body = typeof told.body === 'string' ? told.body : told.body.toString('base64');
  return answered({ ...told, body, isBase64Encoded });
}

function answered({ statusCode, headers, body, isBase64Encoded, cookies }: PlatformReply): Answered {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  const cookie = headers['set-cookie'];
  return { statusCode, headers, cookies: cookies ?? (cookie === undefined ? [] : [cookie]), body: plain.toString() };
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
