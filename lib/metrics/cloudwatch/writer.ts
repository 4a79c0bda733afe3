import type { CloudWatchClient, CloudWatchClientConfig, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { withoutNodeVersionWarning } from '../../aws/node-warning.ts';
import { keptConnections } from '../../http/agents.ts';
import { withDeadline } from '../../http/deadline.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface WriterSettings {
  readonly namespace: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly compress?: boolean;
}

/** One PutMetricData request at a time. */
export interface CloudWatchWriter {
  /** @throws whatever the AWS client throws, a TimeoutError after `timeoutMs`, or the signal's reason */
  put(data: readonly MetricDatum[], timeoutMs: number, giveUp?: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * A writer on the AWS client. The client is loaded here and not at the top: it costs some 120 ms, which a sweep need
 * not spend before its first call to Live. It does not retry; `cloudwatch-delivery.ts` does, on our clock.
 */
export async function openCloudWatchWriter(
  settings: WriterSettings,
  credentials: AwsCredentials | undefined,
): Promise<CloudWatchWriter> {
  const sdk = await import('./sdk.ts');
  const client = withoutNodeVersionWarning(() => new sdk.CloudWatchClient(clientConfig(settings, credentials)));
  return {
    put(data, timeoutMs, giveUp) {
      const command = new sdk.PutMetricDataCommand({ Namespace: settings.namespace, MetricData: [...data] });
      const send = async (abortSignal: AbortSignal) => {
        const { $metadata } = await client.send(command, { abortSignal });
        // the client takes nothing, and any JSON, for a success; CloudWatch says in each answer which request it was
        if (!$metadata.requestId) throw Object.assign(new Error('not an answer of CloudWatch'), { $metadata });
      };
      return withDeadline(timeoutMs, send, giveUp);
    },
    close: () => destroy(client),
  };
}

function clientConfig(settings: WriterSettings, credentials: AwsCredentials | undefined): CloudWatchClientConfig {
  return {
    region: settings.region,
    maxAttempts: 1,
    requestHandler: keptConnections(),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    ...compression(settings),
  };
}

/** The client gzips bodies of 10,240 bytes and more; not every server that imitates CloudWatch reads these. */
function compression({ compress, endpoint }: WriterSettings): CloudWatchClientConfig {
  const wanted = compress ?? (endpoint === undefined ? undefined : false);
  return wanted === undefined ? {} : { disableRequestCompression: !wanted };
}

function destroy(client: CloudWatchClient): void {
  client.destroy(); // a kept-alive socket per publication would pile up in a function that lives for hours
}
