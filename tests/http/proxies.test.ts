import { once } from 'node:events';
import { createServer } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import selfsigned from 'selfsigned';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import { useProxiesOf } from '../../lib/http/proxies.ts';
import { createHeartbeat } from '../../lib/metrics/heartbeat.ts';
import { aClient, anAnsweringServer, failureOf, json } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import { aProxyTo, PROXY_PASSWORD } from '../support/a-proxy.ts';
import { closedPort } from '../support/closed-port.ts';
import { EVERY_CLIENT } from '../support/every-client.ts';

const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };
let tls: { readonly key: string; readonly cert: string };

beforeAll(async () => {
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'service.example.com' }]);
  tls = { key, cert };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await useProxiesOf({});
});

async function aTlsServer(): Promise<string> {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const server = https.createServer(tls, (_incoming, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(listPage));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const basic = `Basic ${Buffer.from(`on-call:${PROXY_PASSWORD}`).toString('base64')}`;
const ignored = () => undefined;

describe.each(EVERY_CLIENT)('with a proxy in the environment, %s', (_name, callTo) => {
  it('is reached through a tunnel of HTTPS_PROXY, with its password', async () => {
    const proxy = await aProxyTo(await aTlsServer());
    await useProxiesOf({ HTTPS_PROXY: proxy.url });
    await callTo('https://service.example.com').catch(ignored);
    const [first] = proxy.seen;
    expect(first?.line).toMatch(/^CONNECT (b\.)?service\.example\.com:443$/);
    expect(first?.headers['proxy-authorization']).toBe(basic);
  });

  it('is called directly when NO_PROXY says so, and on this machine always', async () => {
    const server = await anAnsweringServer(json(200, listPage));
    const proxy = await aProxyTo(server.url);
    await useProxiesOf({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: 'nowhere.invalid' });
    await callTo(server.url).catch(ignored);
    await callTo('https://nowhere.invalid').catch(ignored);
    expect(server.arrivals.length).toBeGreaterThan(0);
    expect(proxy.seen).toEqual([]);
  });
});

describe('Live through a proxy', () => {
  it('is read over tunnels that are kept, each for one call after another', async () => {
    const proxy = await aProxyTo(await aTlsServer());
    await useProxiesOf({ https_proxy: proxy.url });
    const live = aClient('https://live.example.com');
    const connections: string[] = [];
    const trip = { written: (connection: string) => void connections.push(connection), heard: ignored };
    for (let call = 0; call < 3; call++) {
      expect((await live.listRelayTasks(REQUEST, undefined, trip)).total).toBe(5);
    }
    expect(proxy.seen.map(({ line }) => line)).toEqual(['CONNECT live.example.com:443']);
    expect(connections).toEqual(['new', 'kept', 'kept']);
  });

  it('is read in plain HTTP by HTTP_PROXY', async () => {
    const server = await anAnsweringServer(json(200, listPage));
    const proxy = await aProxyTo(server.url);
    await useProxiesOf({ HTTP_PROXY: proxy.url });
    expect((await aClient('http://live.example.com').listRelayTasks(REQUEST)).total).toBe(5);
    expect(proxy.seen).toMatchObject([
      { line: 'GET http://live.example.com/', headers: { 'proxy-authorization': basic } },
    ]);
  });

  it.each([403, 407, 502])('says that something else answered when the proxy refuses (%i)', async (status) => {
    const proxy = await aProxyTo(await aTlsServer(), status);
    await useProxiesOf({ HTTPS_PROXY: proxy.url });
    const failure = await failureOf(aClient('https://live.example.com').listRelayTasks(REQUEST));
    expect(failure).toMatchObject({ reason: 'unreadable-answer', facts: { httpStatus: status } });
    expect(failure.message).toContain('proxies');
    expect(JSON.stringify([failure, failure.message])).not.toMatch(/CANARY/);
  });

  it('names the proxy, without its password, when it cannot be reached', async () => {
    const closed = `127.0.0.1:${await closedPort()}`;
    await useProxiesOf({ HTTPS_PROXY: `http://on-call:${encodeURIComponent(PROXY_PASSWORD)}@${closed}` });
    const failure = await failureOf(aClient('https://live.example.com').listRelayTasks(REQUEST));
    expect(failure.message).toContain(
      `the connection failed (ECONNREFUSED), through the proxy ${closed}. Calls go through`,
    );
    const deps = { clock: systemClock, random: () => 0 };
    const heartbeat = await createHeartbeat('https://hc.example.com/secret', deps).beat();
    expect(heartbeat).toMatchObject({
      problem: expect.stringContaining(`(ECONNREFUSED), through the proxy ${closed}`),
    });
    expect(JSON.stringify([failure, failure.message, heartbeat])).not.toMatch(/CANARY/);
  });

  it('closes its connection to a proxy that does not answer', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const silent = createServer().on('connect', (_incoming, socket) => {
      socket.resume();
      closed = once(socket, 'end').then(() => socket.destroy());
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    await useProxiesOf({ HTTPS_PROXY: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const giveUp = new AbortController();
    const call = aClient('https://live.example.com')
      .listRelayTasks(REQUEST, giveUp.signal)
      .catch((reason) => reason);
    await once(silent, 'connect');
    giveUp.abort('late');
    expect(await call).toBe('late');
    await closed;
  });
});
