import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openFc } from '../../../infra/fc/open.ts';
import { fixedCredentials, type LiveKeys } from '../../../lib/aliyun/credentials.ts';
import { useProxiesOf } from '../../../lib/http/proxies.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { apply, clientAt, desired, fcSettings, pack } from './a-deployment.ts';

useStandInKeys();

interface Seen {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const servers: Server[] = [];
const standIns: FcStandIn[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that answers everything alike, or nothing at all; notes what it was asked. */
async function serverThat(reply: Reply | null): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    if (reply) response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const JSON_TYPE = { 'content-type': 'application/json', 'x-fc-request-id': 'r-1' };

async function aStandIn(keys?: LiveKeys): Promise<FcStandIn> {
  const standIn = await startFcStandIn(keys === undefined ? {} : { credentials: [keys] });
  standIns.push(standIn);
  return standIn;
}

describe.each([2, 3] as const)('the client of FC %s.0', (version) => {
  const wanted = desired(version);

  it('calls the endpoint of the region by https', async () => {
    const called: string[] = [];
    vi.spyOn(https, 'request').mockImplementation(((options: { host?: string; hostname?: string }) => {
      called.push(String(options.hostname ?? options.host));
      throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    }) as never);
    const client = await openFc(fcSettings(version), {
      secrets: [],
      credentials: fixedCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' }),
    });
    await expect(client.function()).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringContaining('its host name was not found'),
    });
    expect(called).toEqual([
      version === 2 ? '1234567890123456.cn-shanghai.fc.aliyuncs.com' : 'fcv3.cn-shanghai.aliyuncs.com',
    ]);
  });

  it('says of a call that fails that it does not go through the proxy there is', async () => {
    vi.spyOn(https, 'request').mockImplementation(() => {
      throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    });
    await useProxiesOf({ HTTPS_PROXY: 'http://on-call:CANARY@proxy.example.com:3128' });
    const credentials = fixedCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' });
    const client = await openFc(fcSettings(version), { secrets: [], credentials });
    await useProxiesOf({});
    const failure = await client.function().catch((error: unknown) => error as Error);
    const named = /\(called directly, not through the proxy proxy\.example\.com:3128\) could not be reached/;
    expect((failure as Error).message).toMatch(named);
    expect((failure as Error).message).not.toMatch(/CANARY|on-call/);
  });

  it.each([
    ['of STS', 'STS.temporary'],
    ['whose id does not say so', 'TMP.temporary'],
  ])('sends and signs the token of a temporary key %s', async (_, accessKeyId) => {
    const keys = { accessKeyId, accessKeySecret: 'secret', securityToken: 'token' };
    const standIn = await aStandIn(keys);
    const client = await openFc(fcSettings(version, { endpoint: standIn.url }), {
      secrets: [],
      credentials: fixedCredentials(keys),
    });
    await apply(wanted, client);
    expect(await client.versions()).toHaveLength(1);
  });

  it('asks for keys on every call, so that rotating ones are followed', async () => {
    const standIn = await aStandIn();
    let asked = 0;
    const client = await openFc(fcSettings(version, { endpoint: standIn.url }), {
      secrets: [],
      credentials: async () => {
        asked += 1;
        return { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
      },
    });
    await client.function();
    await client.triggers();
    expect(asked).toBe(2);
  });

  it('changes nothing of what it is given', async () => {
    const standIn = await aStandIn();
    const before = structuredClone(wanted);
    await apply(wanted, await clientAt(standIn.url, version));
    expect(wanted).toEqual(before);
  });

  it.each<[string, Reply, string, RegExp]>([
    ['HTML of a proxy', { status: 502, body: '<html>' }, 'server-error', /HTTP 502/],
    ['a 404 that is no answer of FC', { status: 404, body: 'nothing here' }, 'unreadable-answer', /HTTP 404/],
    ['broken JSON', { headers: JSON_TYPE, body: '{"functionName":"secret' }, 'unreadable-answer', /request r-1/],
    ['an empty body that should be JSON', { headers: JSON_TYPE }, 'unreadable-answer', /HTTP 200/],
    ['JSON without a code', { status: 403, headers: JSON_TYPE, body: '{}' }, 'unreadable-answer', /HTTP 403/],
    ['too many calls', { status: 429, headers: JSON_TYPE, body: '{}' }, 'throttled', /HTTP 429/],
  ])('tells %s, with status and request', async (_, reply, reason, text) => {
    const { url } = await serverThat(reply);
    const client = await clientAt(url, version);
    const failure = await client.function().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: 'DeployError', reason, message: expect.stringMatching(text) });
    expect((failure as Error).message).not.toMatch(/undefined|secret/);
  });

  it('takes a deletion for done when its answer is empty, whatever the head promises', async () => {
    const { url } = await serverThat({ headers: JSON_TYPE });
    await (await clientAt(url, version)).deleteAlias('live');
    const { url: other } = await serverThat({ status: 204, headers: JSON_TYPE });
    await (await clientAt(other, version)).deleteAlias('live');
  });

  it('gives up a call that is not answered', async () => {
    const { url } = await serverThat(null);
    const client = await openFc(fcSettings(version, { endpoint: url }), { secrets: [], timeoutSeconds: 0.05 });
    await expect(client.function()).rejects.toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining('did not answer GetFunction within 0.05 s'),
    });
  });

  it('says so when nobody listens', async () => {
    const { url } = await serverThat(null);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect((await clientAt(url, version)).function()).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringContaining('it refused the connection (ECONNREFUSED)'),
    });
  });

  it('tells a function that failed from one that returned, though both are answered with HTTP 200', async () => {
    const standIn = await aStandIn();
    const client = await clientAt(standIn.url, version);
    await apply(desired(version, {}, { program: 'exports.handler = async () => ({ swept: true });' }), client);
    expect(await client.invoke('live', '{}')).toEqual({ text: '{"swept":true}', errorType: null });
    await apply(desired(version, {}, { program: "exports.handler = async () => { throw new Error('no'); };" }), client);
    const failed = await client.invoke('live', '{}');
    expect(failed.errorType).toMatch(/Error/);
    expect(failed.text).toContain('no');
  });
});

describe('the client of FC 2.0 on the wire', () => {
  const wanted = desired(2);

  it('sends the digest as its service wants it: base64 of the hex text', async () => {
    const { url, seen } = await serverThat({ headers: JSON_TYPE, body: '{}' });
    await (await clientAt(url, 2)).createFunction(wanted.function, wanted.zip);
    const hex = createHash('md5')
      .update(seen[0]?.body ?? '')
      .digest('hex');
    expect(seen[0]?.headers['content-md5']).toBe(Buffer.from(hex).toString('base64'));
  });

  it('sends the package with the call itself, never by way of a temporary bucket', async () => {
    const { url, seen } = await serverThat({ headers: JSON_TYPE, body: '{}' });
    const client = await clientAt(url, 2);
    await client.createFunction(wanted.function, wanted.zip);
    await client.updateFunction(wanted.function, pack().zip);
    expect(seen.map(({ line }) => line)).toEqual([
      'POST /2016-08-15/services/relaywatch/functions',
      'PUT /2016-08-15/services/relaywatch/functions/relaywatch',
    ]);
    for (const { body } of seen) {
      expect(JSON.parse(body).code).toEqual({ zipFile: Buffer.from(wanted.zip).toString('base64') });
      expect(body).not.toContain('withoutCodeLimit');
    }
  });

  it('keeps options out of headers and of the query', async () => {
    const { url, seen } = await serverThat({ status: 204 });
    const client = await clientAt(url, 2);
    await client.deleteService();
    await client.deleteFunction();
    await client.deleteTrigger('timer');
    await client.deleteInstanceCap('live');
    const expected = ['accept', 'authorization', 'connection', 'date', 'host', 'user-agent', 'x-fc-account-id'];
    for (const { line, headers } of seen) {
      expect(line).not.toContain('?');
      expect(
        Object.keys(headers)
          .filter((name) => !/^(content-length|transfer-encoding)$/.test(name))
          .sort(),
      ).toEqual(expected);
    }
  });

  it('sends a number as a number where the package does not see to it', async () => {
    const { url, seen } = await serverThat({ headers: JSON_TYPE, body: '{}' });
    const client = await clientAt(url, 2);
    await client.putInstanceCap('live', 1);
    await client.putAsyncConfig('live', wanted.async);
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([
      { maximumInstanceCount: 1 },
      { maxAsyncRetryAttempts: 0, maxAsyncEventAgeInSeconds: 60 },
    ]);
  });
});
