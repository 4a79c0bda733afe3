import type { CloudWatchClient, CloudWatchClientConfig, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { withoutNodeVersionWarning } from '../../aws/node-warning.ts';
import type { Clock } from '../../base/time.ts';
import { keptConnections } from '../../http/agents.ts';
import { withDeadline } from '../../http/deadline.ts';
import { withProxyNamed } from '../../http/last-proxy.ts';
import type { Agents } from '../../http/steady-agents.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface WriterSettings {
  readonly namespace: string;
  readonly region: string;
  readonly endpoint?: string;
}

export interface WriterDeps {
  readonly clock: Clock;
  /** Default: the AWS client's own chain (environment, profile, role). */
  readonly credentials?: AwsCredentials;
}

/** Sends one PutMetricData request at a time. */
export interface CloudWatchWriter {
  /** @throws whatever the AWS client throws, a DeadlineError after `timeoutMs`, or the signal's reason */
  put(data: readonly MetricDatum[], timeoutMs: number, giveUp?: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * A writer that uses the AWS client. The client is loaded here and not at the top of the file: it takes some 120 ms,
 * which a sweep should not spend before its first call to Live. It does not retry; `delivery.ts` does, on our clock.
 */
export async function openCloudWatchWriter(settings: WriterSettings, deps: WriterDeps): Promise<CloudWatchWriter> {
  const sdk = await import('./sdk.ts');
  const agents = keptConnections(deps.clock);
  const client = withoutNodeVersionWarning(() => new sdk.CloudWatchClient(clientConfig(settings, deps, agents)));
  return {
    put(data, timeoutMs, giveUp) {
      const command = new sdk.PutMetricDataCommand({ Namespace: settings.namespace, MetricData: [...data] });
      const send = async (abortSignal: AbortSignal) => {
        const { $metadata } = await client.send(command, { abortSignal });
        // the client accepts an empty body, or any JSON, as a success; CloudWatch gives the request id in every answer
        if (!$metadata.requestId) throw Object.assign(new Error('not an answer of CloudWatch'), { $metadata });
      };
      return withDeadline({ clock: deps.clock, timeoutMs, giveUp }, send).catch((error: unknown) => {
        throw withProxyNamed(error, agents, giveUp);
      });
    },
    close: () => destroy(client),
  };
}

function clientConfig(
  { region, endpoint }: WriterSettings,
  { credentials }: WriterDeps,
  agents: Agents,
): CloudWatchClientConfig {
  return {
    region,
    maxAttempts: 1,
    requestHandler: agents,
    // the client gzips bodies of 10,240 bytes and more, which not every server that imitates CloudWatch can read
    ...(endpoint === undefined ? {} : { endpoint, disableRequestCompression: true }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function destroy(client: CloudWatchClient): void {
  client.destroy(); // one kept-alive socket per publication would pile up in a function that lives for hours
}
