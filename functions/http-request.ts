/** What an HTTP trigger asks for, of either cloud. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
}

/** What is answered: the form that Function Compute 3.0 and Lambda function URLs take as it is. */
export interface HttpReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The response object of Function Compute 2.0. Source: FC 2.0, HTTP handlers. */
export interface ResponseOfFc2 {
  setStatusCode(status: number): void;
  setHeader(name: string, value: string): void;
  send(body: string): void;
}

export function isResponseOfFc2(value: unknown): value is ResponseOfFc2 {
  return typeof value === 'object' && value !== null && 'setStatusCode' in value && 'send' in value;
}

/**
 * The request of an HTTP event: the bytes of a JSON object on Function Compute 3.0, an object on Lambda (`rawPath`,
 * `requestContext.http.method` on both), a request object on Function Compute 2.0 (`path`, `method`).
 * Never throws: what is not said counts as GET of `/`.
 * Sources: FC 3.0, HTTP trigger invoking function; AWS Lambda, function URL payloads (2.0).
 */
export function httpRequestOf(event: unknown): HttpRequest {
  const fields = fieldsOf(event instanceof Uint8Array ? parsed(Buffer.from(event).toString()) : event);
  const http = fieldsOf(fieldsOf(fields.requestContext).http);
  return {
    method: textOf(fields.method) ?? textOf(http.method) ?? 'GET',
    path: textOf(fields.rawPath) ?? textOf(fields.path) ?? '/',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
