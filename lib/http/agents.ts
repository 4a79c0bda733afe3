import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Clock, systemClock } from '../base/time.ts';
import { throughProxies } from './proxies.ts';
import { type Agents, MOST_IDLE_MS, steady } from './steady-agents.ts';

export interface KeptConnections extends Agents {
  /** Closes the connections that no call is using. */
  closeIdle(): void;
}

/** Keeps the connections of one client open between calls, but does not trust an idle one for long. */
export function keptConnections(clock: Clock = systemClock): KeptConnections {
  const agents: HttpAgent[] = [];
  const wrap = <A extends HttpAgent>(agent: A) => {
    agents.push(agent);
    return steady(agent, clock);
  };
  const options = { keepAlive: true, timeout: MOST_IDLE_MS };
  const direct = { httpAgent: wrap(new HttpAgent(options)), httpsAgent: wrap(new HttpsAgent(options)) };
  return {
    ...throughProxies(direct, { keepAlive: true, wrap }),
    closeIdle() {
      const idle = agents.flatMap(({ freeSockets }) => Object.values(freeSockets)).flatMap((sockets) => sockets ?? []);
      for (const socket of idle) socket.destroy();
    },
  };
}

/** Opens a new connection for each call. */
export function singleConnections(): Agents {
  const direct = { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() };
  return throughProxies(direct, { keepAlive: false, wrap: (agent) => agent });
}
