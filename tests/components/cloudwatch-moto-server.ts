import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, startProgram } from './process.ts';

/** Where moto_server is expected; RELAYWATCH_MOTO names another place. */
const MOTO_PATH = process.env.RELAYWATCH_MOTO ?? fileURLToPath(new URL('../../.venv/bin/moto_server', import.meta.url));

export const MOTO_IS_THERE = existsSync(MOTO_PATH);

export const HOW_TO_GET_MOTO = `${MOTO_PATH} is missing: python3 -m venv .venv && .venv/bin/pip install -r tests/components/requirements.txt`;

export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** moto's server on a free loopback port. @throws when it is not ready in time */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = await startProgram(MOTO_PATH, ['-H', '127.0.0.1', '-p', String(port)], `${url}/moto-api/`);
  return { url, stop: moto.stop };
}
