import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { LOOK_EVENT } from '../look-event.ts';
import type { Sleeper } from './sleeper.ts';

/** Live waits for five seconds in all. */
const TIMEOUT_MS = 1_500;

const clients = new Map<string | undefined, LambdaClient>();

/** Needs `lambda:InvokeFunction` on that function. @throws an Error of the SDK */
export async function wakeOnLambda({ name, endpoint }: Sleeper): Promise<void> {
  const client = clients.get(endpoint) ?? new LambdaClient({ maxAttempts: 2, ...(endpoint ? { endpoint } : {}) });
  clients.set(endpoint, client);
  const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
  await client.send(
    new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(LOOK_EVENT) }),
    { abortSignal },
  );
}
