import { describe, expect, it } from 'vitest';
import type { LiveApi } from '../../lib/live/client.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { aClient, anAnsweringServer, failureOf, json } from '../fixtures/live/answering-server.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import { aForgetfulNetwork } from '../support/forgetful-network.ts';

const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };
const CONNECTIONS = 10;
const tenPages = (live: LiveApi) =>
  Promise.all(Array.from({ length: CONNECTIONS }, () => live.listRelayTasks(REQUEST)));

/** A client that has ten connections open, all of which the network has forgotten. */
async function aClientWithDeadConnections(callTimeoutMs: number) {
  const clock = new VirtualClock();
  const network = await aForgetfulNetwork((await anAnsweringServer(json(200, listPage))).url);
  const live = aClient(network.url, { clock, callTimeoutMs });
  await tenPages(live);
  expect(network.connections()).toBe(CONNECTIONS);
  network.forget();
  return { clock, network, live };
}

describe('ten connections that were forgotten', () => {
  it('since the last sweep cost nothing: none of them is used', async () => {
    const { clock, network, live } = await aClientWithDeadConnections(10_000);
    clock.pass(60_000);
    const pages = await tenPages(live);
    expect(pages.map(({ total }) => total)).toEqual(Array.from({ length: CONNECTIONS }, () => 5));
    expect([network.connections(), network.open()]).toEqual([2 * CONNECTIONS, CONNECTIONS]);
  });

  it('within a sweep cost the time of one call: those after it are all answered', async () => {
    const { clock, network, live } = await aClientWithDeadConnections(5_000);
    const beganMs = clock.monotonicMs();
    const late = failureOf(live.listRelayTasks(REQUEST));
    // the call is on its way, and only its deadline is left to come
    await new Promise((resolve) => setImmediate(resolve));
    await clock.run(late);
    expect((await late).reason).toBe('timeout');
    expect((await tenPages(live)).map(({ total }) => total)).toContain(5);
    expect(network.open()).toBe(CONNECTIONS);
    expect(clock.monotonicMs() - beganMs).toBe(5_000);
  });
});
