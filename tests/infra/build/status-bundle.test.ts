import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_ZIPPED_BYTES } from '../../../infra/build/build-function.ts';
import { buildStatus, MOST_ASSET_BYTES, type StatusBundle } from '../../../infra/build/build-status.ts';

const TOKEN = 'the-token-of-the-page-4711';

let folder: string;
let bundle: StatusBundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-status-'));
  bundle = await buildStatus(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the bundle answers to a path in a fresh Node that has no node_modules. */
async function answered(path: string) {
  const event = {
    version: 'v1',
    rawPath: path,
    headers: { Authorization: `Bearer ${TOKEN}` },
    requestContext: { http: { method: 'GET', path } },
  };
  const script = `require('./index.js').status(Buffer.from(${JSON.stringify(JSON.stringify(event))}), {})
    .then((reply) => process.stdout.write(JSON.stringify(reply)));`;
  const { PATH = '' } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: join(folder, 'status'),
    env: { PATH },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { statusCode: number; headers: Record<string, string>; body: string };
}

describe('the bundle of the status page', () => {
  it('is small: what a browser loads has at most 150 kB packed, the function 400 kB', () => {
    expect([MOST_ASSET_BYTES, MOST_ZIPPED_BYTES]).toEqual([150_000, 400_000]);
    expect(bundle.assetBytes).toBeLessThanOrEqual(MOST_ASSET_BYTES);
    expect(bundle.zippedBytes).toBeLessThanOrEqual(MOST_ZIPPED_BYTES);
  });

  it('has no sweep inside, and no channel that sends', () => {
    expect([...bundle.parts.keys()].filter((path) => /^(infra\/(?!build\/)|stand-ins|tests|bin)\//.test(path))).toEqual(
      [],
    );
    expect([...bundle.parts.keys()]).not.toContain('functions/sweep.ts');
  });

  it('is the same, to the byte, each time that it is built', async () => {
    const again = join(folder, 'again');
    await buildStatus(again);
    const [first, second] = await Promise.all([folder, again].map((one) => readFile(join(one, 'status.zip'))));
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });

  it('answers alone, with script and style that are there', async () => {
    const config = {
      live: { regions: ['cn-shanghai'] },
      state: { type: 'file', path: join(folder, 'state') },
      status: { token: TOKEN },
    };
    await writeFile(join(folder, 'status/relaywatch.json'), JSON.stringify(config));
    const page = await answered('/');
    expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining('Nothing is known yet') });
    const loaded = [...page.body.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path);
    const files = (await readdir(join(folder, 'status/assets'))).map((name) => `assets/${name}`);
    expect(loaded.sort()).toEqual(files.sort());
    for (const path of files) {
      const asset = await answered(`/${path}`);
      expect(asset.statusCode).toBe(200);
      expect(asset.headers['content-type']).toMatch(path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
    }
  });
});
