import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LiveApiError } from '../../lib/live/errors.ts';
import type { ListRequest } from '../../lib/live/request.ts';
import {
  type Answer,
  aClient,
  anAnsweringServer,
  failureOf,
  json,
  plainly,
} from '../fixtures/live/answering-server.ts';
import { aStandIn } from '../stand-ins/live/live-call.ts';

const CANARY = 'CaNaRy';
const KEYS = {
  accessKeyId: `STS.${CANARY}-id`,
  accessKeySecret: `${CANARY}-secret/+=`,
  securityToken: `${CANARY}-token/+=`,
};
const REQUEST: ListRequest = {
  region: 'cn-shanghai',
  taskName: `${CANARY}'s (relay)`,
  dstUrl: `rtmp://user:${CANARY}@push.example.com/app/${CANARY}?auth_key=${CANARY}&b='c' d`,
};

/** Says back, in every field of an error, whatever it was sent: URL, query and headers, as gateways do. */
const echo =
  (status: number, code: string): Answer =>
  (response, nth, request) => {
    const said = `${request.url} ${decodeURIComponent(request.url ?? '')} ${JSON.stringify(request.headers)} ${REQUEST.dstUrl} ${KEYS.accessKeySecret}`;
    const twice = encodeURIComponent(said);
    json(status, {
      Code: code,
      Message: `${'Specified parameter is not valid. '.repeat(4)}${said} ${twice}`,
      RequestId: `R-1 ${said}`,
      HostId: said,
      Recommend: `https://api.example.com/troubleshoot?q=${twice}`,
      Description: said,
      Detail: said,
      AccessDeniedDetail: { AuthAction: said },
    })(response, nth, request);
  };

const echoInCode: Answer = (response, nth, request) => {
  echo(400, `Bad ${request.url} ${KEYS.accessKeySecret} ${REQUEST.dstUrl}`)(response, nth, request);
};

describe.each(['v3', 'v2'] as const)(
  'with the %s signature, no key, token, URL or filter is in an error',
  (signature) => {
    it.each<[string, Answer]>([
      ['InvalidParameter, whose text is shown', echo(400, 'InvalidParameter')],
      ['SignatureDoesNotMatch, whose text holds what was signed', echo(400, 'SignatureDoesNotMatch')],
      ['Throttling', echo(429, 'Throttling.User')],
      ['InternalError', echo(500, 'InternalError')],
      ['a code in a success', echo(200, 'InvalidParameter')],
      ['a RetCode', json(200, { RetCode: 1, Description: KEYS.accessKeySecret })],
      ['a code that is no code', echoInCode],
      [
        'a page of HTML that says the URL back',
        (response, nth, request) => plainly(502, `${request.url}`)(response, nth, request),
      ],
      [
        'a redirect',
        (response, nth, request) => plainly(302, '', { location: `${request.url}` })(response, nth, request),
      ],
      ['a reset', (response) => response.socket?.resetAndDestroy()],
      ['no page', json(200, {})],
    ])('%s', async (_name, answer) => {
      const server = await anAnsweringServer(answer);
      const failure = await failureOf(aClient(server.url, { keys: KEYS, signature }).listRelayTasks(REQUEST));
      expect(everythingOf(failure)).not.toContain(CANARY);
    });

    it('a refused connection', async () => {
      const client = aClient('http://127.0.0.1:1', { keys: KEYS, signature });
      const failure = await failureOf(client.listRelayTasks(REQUEST));
      expect(failure.reason).toBe('network');
      expect(everythingOf(failure)).not.toContain(CANARY);
    });

    it('a timeout', async () => {
      const server = await anAnsweringServer(() => {});
      const client = aClient(server.url, { keys: KEYS, signature, callTimeoutMs: 100 });
      const failure = await failureOf(client.listRelayTasks(REQUEST));
      expect(failure.reason).toBe('timeout');
      expect(everythingOf(failure)).not.toContain(CANARY);
    });

    it('a signature that the stand-in refuses, quoting what it had signed', async () => {
      const credentials = [{ ...KEYS, accessKeySecret: 'another' }];
      const standIn = await aStandIn({ verifySignatures: true, credentials, regions: ['cn-shanghai'] });
      const failure = await failureOf(aClient(standIn.url, { keys: KEYS, signature }).listRelayTasks(REQUEST));
      expect(failure.reason).toBe('signature');
      expect(everythingOf(failure)).not.toContain(CANARY);
    });
  },
);

describe('the endpoint in an error', () => {
  it('is its host, without the user and password that somebody put into the URL', async () => {
    const client = aClient(`http://user:${CANARY}@127.0.0.1:1/path/${CANARY}?${CANARY}`, { keys: KEYS });
    const failure = await failureOf(client.listRelayTasks(REQUEST));
    expect(failure.message).toContain(' at 127.0.0.1:1: ');
    expect(everythingOf(failure)).not.toContain(CANARY);
  });
});

describe('the text of InvalidParameter', () => {
  it('is shown, since it says which parameter, without what may be secret in it', async () => {
    const Message = `Region mars-1 is not supported: ${REQUEST.dstUrl}`;
    const server = await anAnsweringServer(json(400, { Code: 'InvalidParameter', Message, RequestId: 'R-1' }));
    const failure = await failureOf(aClient(server.url).listRelayTasks(REQUEST));
    expect(failure.message).toContain('answered InvalidParameter: Region mars-1 is not supported: ***');
    expect(failure.message).toContain('(HTTP 400, request R-1)');
  });

  it('leaks nothing where it is cut to length', async () => {
    for (let padding = 150; padding < 210; padding++) {
      const Message = `${'.'.repeat(padding)}${KEYS.accessKeySecret}`;
      const server = await anAnsweringServer(json(400, { Code: 'InvalidParameter', Message }));
      const failure = await failureOf(aClient(server.url, { keys: KEYS }).listRelayTasks(REQUEST));
      expect(failure.message).not.toContain(CANARY.slice(0, 2));
    }
  });
});

/** All that a log, a crash or a debugger could show of an error. */
function everythingOf(error: LiveApiError): string {
  return [
    error.message,
    error.stack,
    error.metricCode,
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: null, showHidden: true, getters: true }),
    String(error.cause),
  ].join('\n');
}
