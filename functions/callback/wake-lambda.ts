import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { withoutNodeVersionWarning } from '../../lib/aws/node-warning.ts';
import type { WakingParts } from './sleeper.ts';

/** Live waits for five seconds in all. */
const TIMEOUT_MS = 1_500;

const clients = new Map<string | undefined, LambdaClient>();

/** Needs `lambda:InvokeFunction` on that function. @throws an Error of the SDK */
export async function wakeOnLambda({ sleeper: { name, endpoint }, event, timeoutMs }: WakingParts): Promise<void> {
  const client = clients.get(endpoint) ?? clientAt(endpoint);
  clients.set(endpoint, client);
  const abortSignal = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
  await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(event) }), {
    abortSignal,
  });
}

function clientAt(endpoint: string | undefined): LambdaClient {
  return withoutNodeVersionWarning(() => new LambdaClient({ maxAttempts: 2, ...(endpoint ? { endpoint } : {}) }));
}
