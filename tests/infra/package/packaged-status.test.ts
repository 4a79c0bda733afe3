import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { functionPackage } from '../../../infra/package/function-package.ts';
import { signed } from '../../../lib/status/access.ts';
import { builtOnce } from '../../support/built-once.ts';

const TOKEN = 'the-token-of-the-page-4711';

let folder: string;
let task: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-packaged-status-'));
  const bundle = join(await builtOnce('status'), 'status/index.js');
  const config = join(folder, 'relaywatch.yml');
  await writeFile(
    config,
    `live: { regions: [cn-shanghai] }
alerts: [{ type: slack, url: "\${SLACK_URL}" }]
state: { type: file, path: "${join(folder, 'state')}" }
status: { token: "\${STATUS_TOKEN}", allowWrites: true }
deploy: { aws: { region: us-east-1, status: true } }`,
  );
  const { zip } = await functionPackage(config, { STATUS_TOKEN: TOKEN }, bundle, 'status');
  task = join(folder, 'task');
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(task, name)), { recursive: true });
    await writeFile(join(task, name), bytes);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** Sends a function URL's event to the package in a process of its own, as Lambda does. */
async function asked(
  path: string,
  { query = '', method = 'GET', ...more }: Record<string, unknown> = {},
): Promise<Reply> {
  const event = {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    requestContext: { http: { method, path } },
    ...more,
  };
  const program = `require('./index.js').status(${JSON.stringify(event)}, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30000 })
    .then((reply) => process.stdout.write('\\n' + JSON.stringify(reply)));`;
  const { PATH } = process.env;
  const env = { PATH, STATUS_TOKEN: TOKEN };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd: task, env });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Reply;
}

it('the package alone shows the page on Lambda, with its script and style, to whoever has a link', async () => {
  expect(await asked('/healthz')).toMatchObject({ statusCode: 200, body: 'ok\n' });
  expect(await asked('/')).toMatchObject({ statusCode: 401 });
  const key = signed('link', DateTime.utc().plus({ hours: 1 }), { token: TOKEN });
  const entry = await asked('/', { query: `key=${key}` });
  expect(entry).toMatchObject({ statusCode: 303, headers: { location: './' } });
  const cookies = [entry.cookies?.[0]?.split(';')[0] ?? ''];
  const page = await asked('/', { cookies });
  expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining('Nothing is known yet') });
  for (const [, name = ''] of page.body.matchAll(/"\.\/(assets\/[^"]+)"/g))
    expect((await asked(`/${name}`)).statusCode).toBe(200);
  expect(page.body).toMatch(/"\.\/assets\/[^"]+\.js"/);

  const [, proof = ''] = /"proof":"([^"]+)"/.exec(page.body) ?? [];
  const form = (fields: object) => ({
    method: 'POST',
    cookies,
    headers: { host: 'x.on.aws', origin: 'https://x.on.aws', 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams({ who: 'Ana', do: 'ack', ...fields }).toString()).toString('base64'),
    isBase64Encoded: true,
  });
  expect(await asked('/cause/x', form({ proof: 'none' }))).toMatchObject({ statusCode: 403 });
  const taken = await asked('/cause/x', form({ proof }));
  expect(taken).toMatchObject({ statusCode: 503, body: expect.stringContaining('no sweep has saved its state yet') });
});
