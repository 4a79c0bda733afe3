import type { S3Client } from '@aws-sdk/client-s3';
import { isPassing } from './failure.ts';
import { s3Failure, sdkErrorOf } from './s3-error.ts';

/**
 * Tells the host before each attempt of a call, and has the client try again after every answer that may be another one a
 * moment later. By itself it does so after 429, 500, 502, 503 and 504, and not after the conflicts of S3 (409) or what
 * other services have above 504. Source: @smithy/core 3.41, retry.
 */
export function watchCalls({ middlewareStack }: S3Client, onCall: (host: string) => void): void {
  middlewareStack.add(
    (next) => async (args) => {
      const host = hostIn(args.request);
      if (host !== null) onCall(host);
      try {
        return await next(args);
      } catch (error) {
        throw retriedWhenPassing(error);
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'watchCalls' },
  );
}

function hostIn(request: unknown): string | null {
  const { hostname, port } = request as { readonly hostname?: unknown; readonly port?: unknown };
  if (typeof hostname !== 'string') return null;
  return typeof port === 'number' ? `${hostname}:${port}` : hostname;
}

function retriedWhenPassing(error: unknown): unknown {
  if (!(error instanceof Error) || sdkErrorOf(error).status === null) return error;
  const failure = s3Failure(error);
  return isPassing(failure)
    ? Object.assign(error, { $retryable: { throttling: failure.kind === 'throttled' } })
    : error;
}
