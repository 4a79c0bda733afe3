/** A JSON object, as clients send and read it. */
export type JsonObject = { [name: string]: unknown };

/** One authorized request. */
export interface Call {
  readonly method: string;
  /** Below the version of the API, decoded: `/services/relaywatch`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly requestId: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; absent: no content. */
  readonly json?: JsonObject;
  /** Instead of `json`: what a function returned. */
  readonly raw?: Buffer;
}

export const NO_CONTENT: Answer = { status: 204 };

export function ok(json: JsonObject): Answer {
  return { status: 200, json };
}
