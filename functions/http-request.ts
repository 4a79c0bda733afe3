import { bodyOf } from '../lib/status/body.ts';
import type { HttpReply, HttpRequest } from '../lib/status/http.ts';
import type { PlatformContext } from './invocation.ts';

/** The answer format of Function Compute 3.0 and Lambda function URLs. */
export interface PlatformReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether `body` is in base64. */
  readonly isBase64Encoded: boolean;
  /** Lambda expects cookies here instead of in the headers. */
  readonly cookies?: readonly string[];
}

/** The response object of Function Compute 2.0. Source: FC 2.0, HTTP handlers. */
export interface ResponseOfFc2 {
  setStatusCode(status: number): void;
  setHeader(name: string, value: string): void;
  send(body: string | Buffer): void;
}

/**
 * Answers a request in the form of the platform that it came from: the HTTP trigger of Function Compute 2.0 `(request,
 * response, context)` and 3.0 `(event, context)`, and a Lambda function URL.
 * @param answer must not throw; a body that breaks off counts as empty
 * @param mostBodyBytes by default what a form of ours may have
 */
export async function answerHttp(
  [event, second, third]: readonly [event: unknown, second: unknown, third: PlatformContext | undefined],
  answer: (request: HttpRequest, context: PlatformContext | undefined) => Promise<HttpReply>,
  mostBodyBytes?: number,
): Promise<PlatformReply> {
  const isFc2 = isResponseOfFc2(second);
  const request = await requestOf(event, mostBodyBytes);
  const reply = await answer(request, (isFc2 ? third : second) as PlatformContext | undefined);
  if (isFc2) sendByFc2(second, reply);
  return platformReply(reply, event);
}

async function requestOf(event: unknown, mostBodyBytes: number | undefined): Promise<HttpRequest> {
  const request = httpRequestOf(event);
  if (request.method !== 'POST') return request;
  return { ...request, body: await httpBodyOf(event, mostBodyBytes).catch(() => '') };
}

export function isResponseOfFc2(value: unknown): value is ResponseOfFc2 {
  return typeof value === 'object' && value !== null && 'setStatusCode' in value && 'send' in value;
}

/** Sends an answer on Function Compute 2.0. */
export function sendByFc2(response: ResponseOfFc2, { statusCode, headers, body }: HttpReply): void {
  response.setStatusCode(statusCode);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.send(typeof body === 'string' ? body : Buffer.from(body));
}

/** An answer in the format of the other platforms. @param event of the request */
export function platformReply({ statusCode, headers, body }: HttpReply, event: unknown): PlatformReply {
  const isBase64Encoded = typeof body !== 'string';
  const text = isBase64Encoded ? Buffer.from(body).toString('base64') : body;
  const { 'set-cookie': cookie, ...others } = headers;
  return fieldsOf(event).version === VERSION_OF_LAMBDA && cookie !== undefined
    ? { statusCode, headers: others, cookies: [cookie], body: text, isBase64Encoded }
    : { statusCode, headers, body: text, isBase64Encoded };
}

const VERSION_OF_LAMBDA = '2.0';

/**
 * The request of an HTTP event: the bytes of a JSON object on Function Compute 3.0, an object on Lambda (`rawPath`,
 * `requestContext.http.method` on both), a request object on Function Compute 2.0 (`path`, `method`, `queries`). Never
 * throws: a missing method or path counts as GET of `/`.
 * Sources: FC 3.0, HTTP trigger invoking function; AWS Lambda, function URL payloads (2.0).
 */
export function httpRequestOf(event: unknown): HttpRequest {
  const fields = fieldsOf(event instanceof Uint8Array || typeof event === 'string' ? parsed(event) : event);
  const http = fieldsOf(fieldsOf(fields.requestContext).http);
  const [path = '/', afterPath] = (textOf(fields.rawPath) ?? textOf(fields.path) ?? '/').split(/\?(.*)/s);
  return {
    method: textOf(fields.method) ?? textOf(http.method) ?? 'GET',
    path: path === '' ? '/' : path,
    query: queryOf(textOf(fields.rawQueryString) || afterPath, fields.queryParameters ?? fields.queries),
    headers: { ...hostIn(fieldsOf(fields.requestContext)), ...headersOf(fields) },
  };
}

/** The host that was asked for, where the headers do not have it. */
function hostIn({ domainName }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return typeof domainName === 'string' ? { host: domainName } : {};
}

/**
 * The body of an HTTP event: a text or base64 on Function Compute 3.0 and Lambda, bytes on Function Compute 2.0, or the
 * request itself as a stream. @param mostBytes by default what a form of ours may have
 * @returns null when it is longer
 */
export async function httpBodyOf(event: unknown, mostBytes?: number): Promise<string | null> {
  const isText = event instanceof Uint8Array || typeof event === 'string';
  const { body, isBase64Encoded } = fieldsOf(isText ? parsed(event) : event);
  if (typeof body === 'string' && isBase64Encoded === true) return bodyOf(Buffer.from(body, 'base64'), mostBytes);
  return bodyOf(body ?? (isText ? '' : event), mostBytes);
}

/** Lambda passes the query unchanged; Function Compute passes an object in which a repeated name has a list. */
function queryOf(raw: string | undefined, parameters: unknown): URLSearchParams {
  if (raw !== undefined) return new URLSearchParams(raw);
  const pairs = Object.entries(fieldsOf(parameters)).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  return new URLSearchParams(pairs);
}

/** Lambda passes cookies separately from the headers. */
function headersOf({ headers, cookies }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.entries(fieldsOf(headers)).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(', ') : value;
    return typeof text === 'string' ? [[name.toLowerCase(), text]] : [];
  });
  const cookie = Array.isArray(cookies) ? { cookie: cookies.filter((one) => typeof one === 'string').join('; ') } : {};
  return { ...Object.fromEntries(texts), ...cookie };
}

function parsed(event: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof event === 'string' ? event : Buffer.from(event).toString());
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
