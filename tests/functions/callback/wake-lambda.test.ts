import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sleeper } from '../../../functions/callback/sleeper.ts';
import { wakeOnLambda } from '../../../functions/callback/wake-lambda.ts';
import { LOOK_EVENT } from '../../../functions/look-event.ts';
import { systemClock } from '../../../lib/base/time.ts';

interface Invocation {
  readonly url: string | undefined;
  readonly type: unknown;
  readonly authorization: unknown;
  readonly body: string;
}

let server: Server;
let endpoint: string;
let invocations: Invocation[];
/** Statuses of the next answers; 202 when there is none left. */
let answers: number[];

beforeEach(async () => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'the-key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'the-secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'the-token');
  invocations = [];
  answers = [];
  server = createServer(async (request, response) => {
    const { 'x-amz-invocation-type': type, authorization } = request.headers;
    invocations.push({ url: request.url, type, authorization, body: await text(request) });
    response.writeHead(answers.shift() ?? 202, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const partsOf = (sleeper: Sleeper) => ({
  sleeper,
  context: undefined,
  keys: null,
  clock: systemClock,
  event: LOOK_EVENT,
});

describe('waking the function of the sweep on Lambda', () => {
  it('queues the event for a look, signed with the keys of the role', async () => {
    await wakeOnLambda(partsOf({ name: 'relaywatch-prod-sweep', endpoint }));
    expect(invocations).toEqual([
      {
        url: '/2015-03-31/functions/relaywatch-prod-sweep/invocations',
        type: 'Event',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=the-key\/\d{8}\/eu-west-1\/lambda\/aws4_request/,
        ),
        body: '{"relaywatch":"look"}',
      },
    ]);
  });

  it('tries a second time when the service fails, and no more', async () => {
    answers = [500];
    await wakeOnLambda(partsOf({ name: 'sweep', endpoint }));
    expect(invocations).toHaveLength(2);
    answers = [500, 500, 500];
    await expect(wakeOnLambda(partsOf({ name: 'sweep', endpoint }))).rejects.toThrow();
    expect(invocations).toHaveLength(4);
  });

  it('fails at once when the role may not do it', async () => {
    answers = [403];
    await expect(wakeOnLambda(partsOf({ name: 'sweep', endpoint }))).rejects.toThrow();
    expect(invocations).toHaveLength(1);
  });
});
