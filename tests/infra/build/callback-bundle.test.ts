import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCallback, MOST_RECEIVER_BYTES } from '../../../infra/build/build-callback.ts';
import type { FunctionBundle } from '../../../infra/build/build-function.ts';

const TOKEN = 'the-token-of-callbacks-4711';

let folder: string;
let bundle: FunctionBundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-callback-'));
  bundle = await buildCallback(folder);
  const config = {
    live: { regions: ['cn-shanghai'] },
    state: { type: 'file', path: join(folder, 'state') },
    callbacks: { token: TOKEN },
  };
  await writeFile(join(folder, 'callback/relaywatch.json'), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly statusCode: number;
  /** The files of the bundle that were read before the answer was there, and their bytes in all. */
  readonly read: readonly string[];
  readonly bytes: number;
}

/** Calls the bundle with a callback in a fresh Node that has no node_modules. */
async function ran(): Promise<Ran> {
  const event = {
    version: '2.0',
    rawPath: `/callback/${TOKEN}/cn-shanghai`,
    requestContext: { http: { method: 'POST' } },
    body: JSON.stringify({ Event: 'LivePullToPushRuning', EventTime: '1767323045', TaskId: 'one', TaskStatus: 3 }),
  };
  const script = `const { statSync } = require('node:fs');
    require('./index.js').callback(${JSON.stringify(event)}, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 5000 })
      .then(({ statusCode }) => {
        const read = Object.keys(require.cache);
        const bytes = read.reduce((sum, path) => sum + statSync(path).size, 0);
        process.stdout.write('\\n' + JSON.stringify({ statusCode, read, bytes }));
      });`;
  const { PATH = '' } = process.env;
  const options = { cwd: join(folder, 'callback'), env: { PATH } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], options);
  expect(stderr).toBe('');
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as Ran;
}

describe('the bundle of the receiver', () => {
  it('has at most 280 kB, zipped', () => {
    expect(MOST_RECEIVER_BYTES).toBe(280_000);
    expect(bundle.zippedBytes).toBeLessThanOrEqual(MOST_RECEIVER_BYTES);
  });

  it('has no sweep inside, no page, no channel, no metrics and no tool for deployment', () => {
    const unwanted =
      /^(infra\/(?!build\/)|stand-ins|tests|bin|web|lib\/(alerts|metrics|sweep)\/|functions\/(sweep|status|look\.))|node_modules\/(preact|prom-client|@opentelemetry|@aws-sdk\/client-(sns|cloudwatch)|@alicloud\/fc)/;
    expect([...bundle.parts.keys()].filter((path) => unwanted.test(path))).toEqual([]);
    expect([...bundle.parts.keys()]).toContain('functions/callback/receive.ts');
  });

  it('stores a callback and answers without having read a client of any cloud', async () => {
    const { statusCode, read, bytes } = await ran();
    expect(statusCode).toBe(200);
    expect(await readdir(join(folder, 'state'))).toEqual(['hint-one.cn-shanghai.stopped.1767323045.']);
    // the client of one cloud alone would add more than this allows for
    expect(bytes).toBeLessThan(305_000);
    const names = read.map((path) => basename(path).replace(/-[A-Z0-9]{8}\.js$/, ''));
    expect([...new Set(names)].sort()).toEqual(['chunk', 'index.js']);
  });

  it('has what wakes, and what opens a store, in parts of their own', async () => {
    const parts = await readdir(join(folder, 'callback/parts'));
    for (const later of ['wake-fc', 'wake-lambda', 's3-key-chain', 'key-chain-sdk']) {
      expect(parts.filter((name) => name.startsWith(`${later}-`))).toHaveLength(1);
    }
  });

  it('is the same, to the byte, each time that it is built', async () => {
    const again = join(folder, 'again');
    await buildCallback(again);
    const [first, second] = await Promise.all([folder, again].map((one) => readFile(join(one, 'callback.zip'))));
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});
