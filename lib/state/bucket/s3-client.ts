import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { withoutNodeVersionWarning } from '../../aws/node-warning.ts';
import type { Clock } from '../../base/time.ts';
import { keptConnections } from '../../http/agents.ts';
import { withDeadline } from '../../http/deadline.ts';
import { withProxyNamed } from '../../http/last-proxy.ts';
import type { Agents } from '../../http/steady-agents.ts';
import { watchCalls } from './s3-calls.ts';

interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys, or a function that provides them when they are needed. */
export type S3Credentials = S3Keys | (() => Promise<S3Keys>);

export interface S3BucketSettings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
}

export interface S3BucketDeps {
  readonly clock: Clock;
  readonly credentials?: S3Credentials;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const CONNECT_MS = 3_000;
/** Chosen so that two attempts fit in the deadline. */
const ATTEMPT_SHARE = 0.45;
const ATTEMPTS = 2;

/** What the client itself needs, beside what a bucket is given. */
interface S3ClientDeps extends S3BucketDeps {
  /** Told before each call which host, and where it is no standard one which port, is called. */
  readonly onCall: (host: string) => void;
}

export type S3Sdk = typeof import('./s3-sdk.ts');

interface Opened {
  readonly sdk: S3Sdk;
  readonly client: S3Client;
}

/** Runs an operation on the AWS client within its time limit. */
export type UseS3 = <T>(
  work: (opened: Opened, signal: AbortSignal) => Promise<T>,
  giveUp: AbortSignal | undefined,
) => Promise<T>;

/** The AWS client of a bucket. It is loaded on first use and not at start, since that costs some 150 ms. */
export function s3Client(settings: S3BucketSettings, deps: S3ClientDeps): UseS3 {
  const { clock, timeoutMs = TIMEOUT_MS } = deps;
  let opened: Promise<Opened> | null = null;
  const agents = keptConnections(clock);
  return (work, giveUp) =>
    withDeadline({ clock, timeoutMs, giveUp }, async (signal) => {
      opened ??= open(settings, deps, timeoutMs, agents);
      return work(await opened, signal);
    }).catch((error: unknown) => {
      throw withProxyNamed(error, agents, giveUp);
    });
}

async function open(
  { region, endpoint }: S3BucketSettings,
  { credentials, onCall }: S3ClientDeps,
  timeoutMs: number,
  agents: Agents,
): Promise<Opened> {
  const sdk = await import('./s3-sdk.ts');
  const config: S3ClientConfig = {
    region,
    maxAttempts: ATTEMPTS,
    // not every service that imitates S3 understands optional checksums
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, timeoutMs * ATTEMPT_SHARE),
      requestTimeout: timeoutMs * ATTEMPT_SHARE,
      throwOnRequestTimeout: true,
      ...agents,
    },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const client = withoutNodeVersionWarning(() => new sdk.S3Client(config));
  watchCalls(client, onCall);
  return { sdk, client };
}
