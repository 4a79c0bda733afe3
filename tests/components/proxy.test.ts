import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import selfsigned from 'selfsigned';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { useProxiesOf } from '../../lib/http/proxies.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { aClient, failureOf } from '../fixtures/live/answering-server.ts';
import { EVERY_CLIENT } from '../support/every-client.ts';
import { describeComponent } from './describe-component.ts';
import { freePort, type RunningProgram, startProgram } from './process.ts';

const TINYPROXY = 'tinyproxy';
const PASSWORD = 'CANARYpassword';
/** Leads to this machine as 127.0.0.1 does, but no client takes it for that, and so none goes there directly. */
const HERE = '0.0.0.0';
const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };

describeComponent(
  'tinyproxy',
  {
    installed: spawnSync(TINYPROXY, ['-v']).status === 0,
    howToInstall: 'tinyproxy is missing: apt-get update && apt-get install -y --no-install-recommends tinyproxy',
  },
  () => {
    let folder: string;
    let port: number;
    let proxy: RunningProgram;
    let server: https.Server;
    let target: string;
    const urlWith = (password: string) => `http://on-call:${password}@127.0.0.1:${port}`;
    const requests = async () =>
      [...(await readFile(join(folder, 'log'), 'utf8')).matchAll(/Request \([^)]*\): (\S+ \S+)/g)].map(
        ([, line]) => line,
      );

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'relaywatch-proxy-'));
      port = await freePort();
      const lines = [
        `Port ${port}`,
        'Listen 127.0.0.1',
        'Allow 127.0.0.1',
        `LogFile "${join(folder, 'log')}"`,
        'LogLevel Connect',
        'MaxClients 50',
        `BasicAuth on-call ${PASSWORD}`,
      ];
      await writeFile(join(folder, 'conf'), `${lines.join('\n')}\n`);
      proxy = await startProgram(TINYPROXY, ['-d', '-c', join(folder, 'conf')], () => listens(port));
      const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: HERE }]);
      server = https.createServer({ key, cert }, (_incoming, response) => response.end('{}')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      target = `https://${HERE}:${(server.address() as AddressInfo).port}`;
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    });
    afterEach(() => useProxiesOf({}));
    afterAll(async () => {
      vi.unstubAllEnvs();
      server?.closeAllConnections();
      server?.close();
      await proxy?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it.each(EVERY_CLIENT)('makes a tunnel for %s', async (_name, callTo) => {
      await useProxiesOf({ HTTPS_PROXY: urlWith(PASSWORD) });
      const before = (await requests()).length;
      await callTo(target).catch(() => undefined);
      expect((await requests()).slice(before)).toContain(`CONNECT ${new URL(target).host}`);
    });

    it('passes calls to Live on in plain HTTP, though it closes each connection without a word', async () => {
      const live = await startLiveStandIn({ tasks: 150, regions: ['cn-shanghai'], qps: 0 });
      await useProxiesOf({ HTTP_PROXY: urlWith(PASSWORD) });
      const client = aClient(live.url.replace('127.0.0.1', HERE));
      const pages = [await client.listRelayTasks(REQUEST), await client.listRelayTasks({ ...REQUEST, pageNumber: 2 })];
      await live.close();
      expect(pages.map(({ tasks }) => tasks.length)).toEqual([100, 50]);
    });

    it('refuses a wrong password, and nobody shows it', async () => {
      await useProxiesOf({ HTTPS_PROXY: urlWith('CANARYwrong') });
      const failure = await failureOf(aClient(target).listRelayTasks(REQUEST));
      expect(failure.reason).toBe('unreadable-answer');
      // of versions before 1.12 it is 401, as if Live had said so
      expect([401, 407]).toContain(failure.facts.httpStatus);
      expect(JSON.stringify([failure, failure.message])).not.toContain('CANARY');
    });

    it('is not asked for hosts of NO_PROXY', async () => {
      await useProxiesOf({ HTTPS_PROXY: urlWith(PASSWORD), NO_PROXY: HERE });
      const before = (await requests()).length;
      expect((await failureOf(aClient(target).listRelayTasks(REQUEST))).reason).toBe('unreadable-answer');
      expect(await requests()).toHaveLength(before);
    });
  },
);

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    delay(1_000, false),
  ]);
  socket.destroy();
  return isOpen;
}
