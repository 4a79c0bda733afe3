import fc from 'fast-check';
import { hostileNames, hostileTexts } from './hostile.ts';
import { mutatedText } from './mutated.ts';

/** A request, before it is an event of some platform. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** An event, and what comes after it. */
export type Call = readonly [event: unknown, second: unknown];

/** Requests in the form of each platform; a few are damaged on the way. */
export function calls(asked: fc.Arbitrary<Asked>): fc.Arbitrary<Call> {
  const lambda = fc.tuple(asked, fc.boolean()).map(([one, packed]): Call => [lambdaEvent(one, packed), undefined]);
  const fc3 = fc.tuple(asked, fc.boolean()).map(([one, packed]): Call => [bytes(lambdaEvent(one, packed)), undefined]);
  const damaged = mutatedText(asked.map((one) => JSON.stringify(lambdaEvent(one, false)))).map(
    (text): Call => [parsed(text), undefined],
  );
  return fc.oneof(
    { weight: 4, arbitrary: lambda },
    { weight: 2, arbitrary: fc3 },
    { weight: 2, arbitrary: asked.map((one): Call => [requestOfFc2(one), responseOfFc2()]) },
    { weight: 1, arbitrary: damaged },
  );
}

/** Names and values that a client may send, some of those that the receiver looks for among them. */
export function pairs(names: readonly string[], values: fc.Arbitrary<string>, most: number) {
  const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: hostileNames });
  return fc.array(fc.tuple(name, fc.oneof(values, hostileTexts)), { maxLength: most });
}

function lambdaEvent({ method, path, query, headers, body }: Asked, packed: boolean): object {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: new URLSearchParams(query.map(([name, value]) => [name, value])).toString(),
    headers: Object.fromEntries(headers),
    requestContext: { http: { method, path } },
    body: packed ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: packed,
  };
}

function requestOfFc2({ method, path, query, headers, body }: Asked): object {
  return {
    method,
    path,
    queries: Object.fromEntries(query.map(([name, value], at) => [name, at % 2 === 0 ? value : [value, value]])),
    headers: Object.fromEntries(headers),
    body: Buffer.from(body),
  };
}

function responseOfFc2(): object {
  return { setStatusCode: () => undefined, setHeader: () => undefined, send: () => undefined };
}

function bytes(event: object): Uint8Array {
  return Buffer.from(JSON.stringify(event));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
