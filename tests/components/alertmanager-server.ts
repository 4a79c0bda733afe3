import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type RunningProgram, startProgram } from './process.ts';

/** Debian's name of it; RELAYWATCH_ALERTMANAGER names another. */
const ALERTMANAGER = process.env.RELAYWATCH_ALERTMANAGER ?? 'prometheus-alertmanager';

export const ALERTMANAGER_IS_THERE = spawnSync(ALERTMANAGER, ['--version']).status === 0;

export const HOW_TO_GET_ALERTMANAGER = `${ALERTMANAGER} is missing: apt-get update && apt-get install -y prometheus-alertmanager`;

export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: { readonly state: string };
}

export interface AlertmanagerServer {
  readonly url: string;
  /** What it shows as firing. */
  alerts(): Promise<readonly ShownAlert[]>;
  /** Ends it as its service manager would and starts it again on the same port and storage. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real Alertmanager on a free loopback port, alone, that passes everything on to `receiverUrl` almost at once.
 * @throws when it is not ready within 60 seconds
 */
export async function startAlertmanager(receiverUrl: string): Promise<AlertmanagerServer> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-alertmanager-'));
  await writeFile(join(folder, 'config.yml'), JSON.stringify(configFor(receiverUrl)));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let running = await started(folder, port);
  return {
    url,
    async alerts() {
      const response = await fetch(`${url}/api/v2/alerts`);
      return (await response.json()) as readonly ShownAlert[];
    },
    async restart() {
      await running.stop();
      running = await started(folder, port);
    },
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML. */
function configFor(receiverUrl: string) {
  return {
    route: {
      receiver: 'test',
      group_by: ['cause'],
      group_wait: '50ms',
      group_interval: '200ms',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'test', webhook_configs: [{ url: receiverUrl, send_resolved: true }] }],
  };
}

function started(folder: string, port: number): Promise<RunningProgram> {
  const args = [
    `--config.file=${join(folder, 'config.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  return startProgram(ALERTMANAGER, args, `http://127.0.0.1:${port}/-/ready`);
}
