import type { PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { withoutNodeVersionWarning } from '../../aws/node-warning.ts';
import type { Clock } from '../../base/time.ts';
import { keptConnections } from '../../http/agents.ts';
import { withDeadline } from '../../http/deadline.ts';
import { withProxyNamed } from '../../http/last-proxy.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface PublisherSettings {
  readonly region: string;
  /** Instead of the region's own, for example a local stand-in. */
  readonly endpoint?: string | undefined;
  readonly timeoutMs: number;
}

export interface PublisherDeps {
  readonly clock: Clock;
  /** Default: the AWS client's own search (environment, profile, role). */
  readonly credentials?: AwsCredentials;
}

/** @returns SNS's id of the message; @throws whatever the AWS client throws, a DeadlineError, or the signal's reason */
export function publish(
  message: PublishCommandInput,
  settings: PublisherSettings,
  deps: PublisherDeps,
  giveUp?: AbortSignal,
): Promise<string> {
  const work = async (client: SNSClient, sdk: Sdk, abortSignal: AbortSignal) => {
    const { MessageId, $metadata } = await client.send(new sdk.PublishCommand(message), { abortSignal });
    if (!MessageId) throw notSns($metadata);
    return MessageId;
  };
  return withClient(settings, deps, work, giveUp);
}

/** @returns the number of confirmed subscriptions, null when it was not told; @throws as `publish` */
export function countSubscriptions(
  topicArn: string,
  settings: PublisherSettings,
  deps: PublisherDeps,
): Promise<number | null> {
  return withClient(settings, deps, async (client, sdk, abortSignal) => {
    const command = new sdk.GetTopicAttributesCommand({ TopicArn: topicArn });
    const { Attributes, $metadata } = await client.send(command, { abortSignal });
    if (!Attributes) throw notSns($metadata);
    const count = Attributes.SubscriptionsConfirmed;
    return count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
  });
}

/** The client finds nothing wrong with a web page and HTTP 200: it only misses what SNS would have said. */
function notSns($metadata: object): Error {
  return Object.assign(new Error('not an answer of SNS'), { $metadata });
}

type Sdk = typeof import('./sdk.ts');

/**
 * The client is loaded here and not at the top: it costs some 100 ms, which a sweep without messages need not spend. It
 * does not retry; the outbox does, over sweeps. It is closed after each call, so that its socket does not keep the process alive.
 */
async function withClient<T>(
  { region, endpoint, timeoutMs }: PublisherSettings,
  { clock, credentials }: PublisherDeps,
  work: (client: SNSClient, sdk: Sdk, signal: AbortSignal) => Promise<T>,
  giveUp?: AbortSignal,
): Promise<T> {
  const sdk = await import('./sdk.ts');
  const agents = keptConnections(clock);
  const config = {
    region,
    maxAttempts: 1,
    requestHandler: agents,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const client = withoutNodeVersionWarning(() => new sdk.SNSClient(config));
  try {
    return await withDeadline({ clock, timeoutMs, giveUp }, (signal) => work(client, sdk, signal));
  } catch (error) {
    throw withProxyNamed(error, agents, giveUp);
  } finally {
    client.destroy();
  }
}
