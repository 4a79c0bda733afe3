import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import selfsigned from 'selfsigned';
import { describe, expect, it, vi } from 'vitest';
import { createLiveClients, liveOf } from '../../lib/assemble/live-clients.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { anAnsweringServer, json, KEYS, STS_KEYS } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

const configOf = (endpoint: string, more: object = {}) =>
  parseConfig(JSON.stringify({ live: { regions: ['cn-shanghai'], endpoint, ...more } }), {}, 'relaywatch.json');
const list = (client: ReturnType<typeof liveOf>) => client.listRelayTasks({ region: 'cn-shanghai' });
const aServer = () => anAnsweringServer(json(200, listPage));
const keyIn = (authorization: string | undefined) => /Credential=([^,]+)/.exec(authorization ?? '')?.[1];

describe('an instance that lives on', () => {
  it('has one client for the same host and keys, which begins each run with a new connection', async () => {
    const { url, arrivals } = await aServer();
    const clients = new Set<unknown>();
    const around = { clock: systemClock, liveClients: createLiveClients() };
    for (let run = 0; run < 3; run++) {
      // as a platform hands them out: equal, and not the same object
      const client = liveOf(configOf(url), { ...around, platformKeys: { ...STS_KEYS } });
      clients.add(client);
      for (let call = 0; call < 2; call++) await list(client);
    }
    expect([clients.size, arrivals.length]).toEqual([1, 6]);
    expect(new Set(arrivals.map(({ clientPort }) => clientPort)).size).toBe(3);
    // what may have died while the instance was frozen is closed
    await Promise.all(arrivals.slice(0, 4).map(({ closed }) => closed));
  });

  it('leaves the calls of a run alone that is still under way beside it', async () => {
    let answer = () => {};
    const server = await anAnsweringServer((response, nth, request) => {
      answer = () => json(200, listPage)(response, nth, request);
    });
    const around = { clock: systemClock, liveClients: createLiveClients(), platformKeys: KEYS };
    const underWay = list(liveOf(configOf(server.url), around));
    await server.arrived(1);
    liveOf(configOf(server.url), around);
    answer();
    expect((await underWay).total).toBe(5);
    expect(server.arrivals).toHaveLength(1);
  });

  it('takes up its TLS session again, and spares Live and itself a whole handshake', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'live.localhost' }]);
    const reused: boolean[] = [];
    const server = createServer({ key, cert }, (_, response) => response.end(JSON.stringify(listPage)));
    server.on('secureConnection', (socket) => reused.push(socket.isSessionReused()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const config = configOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const around = { clock: systemClock, liveClients: createLiveClients(), platformKeys: KEYS };
    for (let run = 0; run < 3; run++) await list(liveOf(config, around));
    server.close();
    server.closeAllConnections();
    vi.unstubAllEnvs();
    expect(reused).toEqual([false, true, true]);
  });

  it('calls with the keys of the invocation, whatever those of the one before were', async () => {
    const { url, arrivals } = await aServer();
    const around = { clock: systemClock, liveClients: createLiveClients() };
    const renewed = { ...STS_KEYS, securityToken: 'sts/renewed+token=' };
    for (const platformKeys of [KEYS, STS_KEYS, renewed, KEYS])
      await list(liveOf(configOf(url), { ...around, platformKeys }));
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'of-the-environment');
    await list(liveOf(configOf(url), around));
    expect(arrivals.map(({ headers }) => [keyIn(headers.authorization), headers['x-acs-security-token']])).toEqual([
      [KEYS.accessKeyId, undefined],
      [STS_KEYS.accessKeyId, STS_KEYS.securityToken],
      [STS_KEYS.accessKeyId, renewed.securityToken],
      [KEYS.accessKeyId, undefined],
      ['of-the-environment', undefined],
    ]);
  });

  it('calls another host, and in another way, when its configuration says so', async () => {
    const [first, second] = [await aServer(), await aServer()];
    const around = { clock: systemClock, liveClients: createLiveClients(), platformKeys: KEYS };
    await list(liveOf(configOf(first.url), around));
    await list(liveOf(configOf(second.url), around));
    await list(liveOf(configOf(second.url, { signature: 'v2' }), around));
    expect([first.arrivals.length, second.arrivals.length]).toEqual([1, 2]);
    expect(second.arrivals.map(({ query }) => query.SignatureVersion)).toEqual([undefined, '1.0']);
  });

  it('keeps no client whose keys the chain looks for: the next run asks a new chain', () => {
    const around = { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' }, clock: systemClock, liveClients: createLiveClients() };
    const config = configOf('http://127.0.0.1:8080');
    expect(liveOf(config, around)).not.toBe(liveOf(config, around));
  });
});

it('a run that is alone has a client of its own', () => {
  const around = { clock: systemClock, platformKeys: KEYS };
  const config = configOf('http://127.0.0.1:8080');
  expect(liveOf(config, around)).not.toBe(liveOf(config, around));
});

it('an endpoint on this machine gets no keys that nobody set: the error says what to set', async () => {
  const { url, arrivals } = await aServer();
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', undefined);
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
  vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('ALIBABA_CLOUD_CLI_PROFILE_DISABLED', 'true');
  const calling = list(liveOf(configOf(url), { clock: systemClock }));
  await expect(calling).rejects.toThrow(/credentials were found .*Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA/);
  expect(arrivals).toEqual([]);
});
