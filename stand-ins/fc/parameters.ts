import type { Call } from './call.ts';
import { isObject } from './fields.ts';
import { invalid } from './refusal.ts';

/** Names of one kind of parameters of an operation. What the service does not know is ignored, as by the service. */
interface Names {
  readonly done?: readonly string[];
  /** The service knows it, and it is not done here: refused, so that nobody relies on it. */
  readonly refused?: readonly string[];
}

/** What an operation accepts. */
export interface Parameters {
  readonly query?: Names;
  readonly body?: Names;
  readonly headers?: Names;
}

/** By route. */
export type ParameterTable = Readonly<Record<string, Parameters>>;

/** Of every operation: nothing here has an ETag. */
const CONDITIONS = ['if-match', 'if-none-match'];

/** @throws Refusal when something is asked for that is not done here */
export function checkDone(call: Call, { query, body, headers }: Parameters = {}): void {
  refuse('parameter', query?.refused, (name) => call.query.get(name));
  refuse('header', [...CONDITIONS, ...(headers?.refused ?? [])], (name) => call.headers[name]);
  if (body?.refused === undefined || call.body.length === 0) return;
  const given = parsed(call.body);
  refuse('field', body.refused, (name) => given[name]);
}

function refuse(kind: string, refused: readonly string[] = [], read: (name: string) => unknown): void {
  const name = refused.find((one) => asksForSomething(read(one)));
  if (name !== undefined) invalid(`the ${kind} '${name}' is not served: this stand-in does nothing about it`);
}

/** Empty values and `false` are what clients send for nothing. */
function asksForSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** What is no JSON is refused where it is read. */
function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
