import { type BucketFailure, bucketFailure } from './failure.ts';

/** The parts of an AWS error that are used. */
export interface SdkError {
  readonly name: string | null;
  readonly status: number | null;
  readonly attempts: number;
}

/** Why S3 did not do what it was asked for. */
export function s3Failure(error: unknown): BucketFailure {
  const { name, status } = sdkErrorOf(error);
  return bucketFailure(name, status, error);
}

/** The names of JavaScript's own errors and of an undeclared answer say nothing; the status is used instead. */
export function sdkErrorOf(error: unknown): SdkError {
  if (!(error instanceof Error)) return { name: null, status: null, attempts: 1 };
  const mute = ['Error', 'TypeError', 'SyntaxError', 'TimeoutError', 'AbortError', 'Unknown', 'UnknownError'];
  const metadata: unknown = '$metadata' in error ? error.$metadata : null;
  return {
    name: mute.includes(error.name) || /^\d+$/.test(error.name) ? null : error.name,
    status: numberIn(metadata, 'httpStatusCode'),
    attempts: numberIn(metadata, 'attempts') ?? 1,
  };
}

function numberIn(metadata: unknown, field: string): number | null {
  const value = (metadata as Record<string, unknown> | null)?.[field];
  return typeof value === 'number' ? value : null;
}
