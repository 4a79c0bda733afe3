import { askedWaitMs } from '../http/retry-after.ts';

/** How many milliseconds the answer behind this AWS client error asks us to wait; null when it does not ask. */
export function awsWaitMs(error: unknown, nowMs: number): number | null {
  const { statusCode, headers } = fieldsOf(fieldsOf(error).$response);
  const named = fieldsOf(headers);
  const get = (name: string) => {
    const value = named[name];
    return typeof value === 'string' ? value : null;
  };
  return typeof statusCode === 'number' ? askedWaitMs(statusCode, { get }, nowMs) : null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
