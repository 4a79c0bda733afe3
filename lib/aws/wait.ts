import { askedWaitMs } from '../http/retry-after.ts';

/** Milliseconds that the answer asks to wait of which the AWS client made this error; null when it asks nothing. */
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
