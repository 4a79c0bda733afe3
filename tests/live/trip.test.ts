import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import selfsigned from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { keptConnections } from '../../lib/http/agents.ts';
import { WHOLE } from '../../lib/http/body.ts';
import { call } from '../../lib/http/call.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { pacedLive } from '../../lib/live/paced.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { slowLookups } from '../../stand-ins/slow-lookups.ts';
import { type AnsweringServer, aClient, anAnsweringServer, json } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };

const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** Something that happens when the test says so. */
function aGate() {
  const gate = { asked: () => {}, open: () => {} };
  const reached = new Promise<void>((resolve) => {
    gate.asked = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  return {
    reached,
    open: () => gate.open(),
    pass: () => {
      gate.asked();
      return opened;
    },
  };
}

/** The address of a server by a name whose look-up takes until the gate opens. */
function slowly(server: AnsweringServer) {
  const lookup = aGate();
  cleanUps.push(slowLookups(lookup.pass));
  return { lookup, url: server.url.replace('127.0.0.1', 'slow.localhost') };
}

/** What a call tells of its trip, and what happens to it, in order. */
function events() {
  const seen: string[] = [];
  const trip = {
    written: (connection: string) => void seen.push(`written, ${connection}`),
    heard: () => void seen.push('heard'),
  };
  return { seen, trip };
}

describe('what a call over real HTTP tells of its trip', () => {
  it('is the write on a connected socket, and the head of the answer before its body', async () => {
    const body = aGate();
    const { seen, trip } = events();
    const server = await anAnsweringServer((response) => {
      seen.push('arrived');
      response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
      response.flushHeaders();
      void body.pass().then(() => response.end(JSON.stringify(listPage)));
    });
    const { lookup, url } = slowly(server);
    const call = aClient(url).listRelayTasks(REQUEST, undefined, {
      ...trip,
      heard() {
        trip.heard();
        body.open();
      },
    });
    await lookup.reached;
    expect(seen).toEqual([]);
    lookup.open();
    await call;
    expect(seen).toEqual(['written, new', 'arrived', 'heard']);
  });

  it('says whether its connection was kept from an earlier call or is new', async () => {
    const server = await anAnsweringServer((response, nth, incoming) =>
      json(200, listPage, nth === 2 ? { connection: 'close' } : {})(response, nth, incoming),
    );
    const { seen, trip } = events();
    const live = aClient(server.url);
    for (let call = 0; call < 3; call++) await live.listRelayTasks(REQUEST, undefined, trip);
    expect(seen.filter((event) => event !== 'heard')).toEqual(['written, new', 'written, kept', 'written, new']);
  });

  it('is the same of errors that Live answers, and of asking for one task', async () => {
    const server = await anAnsweringServer(json(404, { RequestId: 'R-1', Code: 'CodeTaskNotExist', Message: 'No.' }));
    const { seen, trip } = events();
    expect(await aClient(server.url).describeRelayTask({ region: 'cn-shanghai', taskId: 'a' }, undefined, trip)).toBe(
      null,
    );
    expect(seen).toEqual(['written, new', 'heard']);
  });

  it('is nothing when no connection was made', async () => {
    const { seen, trip } = events();
    await expect(aClient('http://127.0.0.1:9').listRelayTasks(REQUEST, undefined, trip)).rejects.toThrow(
      'ECONNREFUSED',
    );
    expect(seen).toEqual([]);
  });

  it('is over TLS the write after the handshake', async () => {
    const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'slow.localhost' }]);
    const handshake = aGate();
    const { seen } = events();
    const server = https.createServer(
      {
        key,
        cert,
        SNICallback: (_name, done) => void handshake.pass().then(() => done(null)),
      },
      (_incoming, response) => {
        seen.push('arrived');
        response.end();
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const httpsAgent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
    cleanUps.push(() => {
      httpsAgent.destroy();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const watched = () =>
      call(
        { url: `https://127.0.0.1:${port}/`, method: 'GET', headers: { host: 'slow.localhost' } },
        {
          clock: systemClock,
          timeoutMs: 20_000,
          reads: WHOLE,
          agents: { ...keptConnections(), httpsAgent },
          onWritten: (connection) => void seen.push(`written, ${connection}`),
        },
      );
    const first = watched();
    await handshake.reached;
    expect(seen).toEqual([]);
    handshake.open();
    await first;
    await watched();
    expect(seen).toEqual(['written, new', 'arrived', 'written, kept', 'arrived']);
  });
});

describe('a connection that takes long', () => {
  it('is no part of the round trip that the pacer learns, and its call teaches no shortening', async () => {
    const clock = new VirtualClock();
    const arrived = aGate();
    const server = await anAnsweringServer((response, nth, incoming) => {
      void arrived.pass().then(() => json(200, listPage)(response, nth, incoming));
    });
    const { lookup, url } = slowly(server);
    const live: LiveApi = aClient(url, { clock });
    const paced = pacedLive(live, { qps: 10 }, { clock, random: () => 0, log: silentLog, memory: {} });
    const call = paced.listRelayTasks(REQUEST);
    await lookup.reached;
    clock.pass(150);
    lookup.open();
    await arrived.reached;
    clock.pass(40);
    arrived.open();
    await call;
    expect(paced.memory().DescribeLivePullToPushList).toMatchObject({ shortestMs: 40, samples: 1 });
  });
});
