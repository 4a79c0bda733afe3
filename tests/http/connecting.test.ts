import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { anAnsweringServer, plainly } from '../fixtures/live/answering-server.ts';
import { aStandIn } from '../stand-ins/live/live-call.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const SLOW = path('../fixtures/network/slow-connects.mjs');
/** A child that transpiles what it loads, on a machine that does other things too. */
const PATIENCE_MS = 60_000;

/** What a process prints to which every connect takes 300 ms longer. */
async function printedBy(script: string, ...args: readonly string[]): Promise<string> {
  const flags = ['--no-deprecation', '--import', SLOW, '--import', 'tsx', path(script), ...args];
  return (await promisify(execFile)(process.execPath, flags, { timeout: PATIENCE_MS })).stdout;
}

const everyClient = (outcome: unknown) =>
  Object.fromEntries(
    ['fetch', 'node:http', 'the AWS SDK'].flatMap((client) =>
      ['v4-first', 'v6-first'].map((host) => [`${client} to ${host}`, outcome]),
    ),
  );

describe('a host with an address that leads nowhere, and connects that take 300 ms', { timeout: PATIENCE_MS }, () => {
  it.each(['../../functions/sweep.ts', '../../functions/status.ts'])(
    'is reached by every client once the entry was loaded (%s)',
    async (entry) => {
      const { url } = await anAnsweringServer(plainly(200, '{}'));
      const { port } = new URL(url);
      expect(JSON.parse(await printedBy('../fixtures/network/reach.mjs', path(entry), port))).toEqual(
        everyClient('answered'),
      );
    },
  );

  it('is out of reach for them without it, so that this test tests something', async () => {
    const { url } = await anAnsweringServer(plainly(200, '{}'));
    const { port } = new URL(url);
    const outcomes = JSON.parse(await printedBy('../fixtures/network/reach.mjs', '-', port));
    expect(outcomes).toMatchObject({ 'fetch to v4-first': 'ETIMEDOUT', 'node:http to v4-first': 'ETIMEDOUT' });
  });

  it('is reached from the command line', async () => {
    const standIn = await aStandIn({ regions: ['cn-shanghai'], tasks: 3 });
    const folder = await mkdtemp(join(tmpdir(), 'relaywatch-connecting-'));
    const config = join(folder, 'relaywatch.json');
    const live = {
      regions: ['cn-shanghai'],
      endpoint: standIn.url.replace('127.0.0.1', 'localhost'),
      credentials: { type: 'access-key', accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' },
    };
    await writeFile(config, JSON.stringify({ live }));
    try {
      const printed = await printedBy('../../bin/relaywatch.ts', 'tasks', '--config', config);
      expect(printed).toContain('3');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
