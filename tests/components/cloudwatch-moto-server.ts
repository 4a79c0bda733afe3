import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Where moto_server is expected; RELAYWATCH_MOTO names another place. */
const MOTO_PATH = process.env.RELAYWATCH_MOTO ?? fileURLToPath(new URL('../../.venv/bin/moto_server', import.meta.url));

export const MOTO_IS_THERE = existsSync(MOTO_PATH);

export const HOW_TO_GET_MOTO = `${MOTO_PATH} is missing: python3 -m venv .venv && .venv/bin/pip install -r tests/components/requirements.txt`;

export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** moto's server on a free loopback port. @throws when it does not listen within 60 seconds */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const child = spawn(MOTO_PATH, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopped(child);
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`moto_server ended at once with code ${child.exitCode}`);
    if (await answers(`${url}/moto-api/`)) return { url, stop };
    await delay(200);
  }
  await stop();
  throw new Error('moto_server did not listen within 60 seconds');
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
