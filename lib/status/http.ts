/** A request, independent of any platform. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a POST; null when it is longer than a form of ours can be. */
  readonly body?: string | null;
}

/** The longest body that is read: a comment of 500 characters takes nine times as many bytes in a form. */
export const MOST_BODY_BYTES = 16_384;

/** A reply, independent of any platform. */
export interface HttpReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply>;

/** A cookie from a request; null when there is none with that name. */
export function cookieOf({ headers }: HttpRequest, name: string): string | null {
  const pairs = (headers.cookie ?? '').split(/[;,]/).map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
