import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { unzipSync, zipSync } from 'fflate';
import { buildFunction, TARGET } from '../infra/build/build-function.ts';
import { startCloudWatchStandIn } from '../stand-ins/cloudwatch/server.ts';
import { startOssStandIn } from '../stand-ins/oss/server.ts';
import { startWebhookStandIn } from '../stand-ins/webhook/server.ts';
import { startS3Server } from '../tests/state/bucket/s3-server.ts';
import { atMost, figure } from './support/figure.ts';
import { cpuOfScript, type FirstCall, ROLE_KEYS, startColdStarts } from './support/first-call.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * From the start of a process to the first call to Live, of the package as it is deployed; and what the largest packages
 * take of it when each is loaded alone. Everything is run in turns, so that a busy moment of the machine hits all alike.
 */

const ROUNDS = Number(process.argv[2] ?? 20);

/** Loaded alone, minified as in the function, with what it needs itself. */
const ALONE: Readonly<Record<string, string>> = {
  'core SDK, as we bundle it': 'node_modules/@alicloud/openapi-core/dist/client.js',
  'schema of the configuration: zod, luxon, croner, mustache': 'lib/config/schema.ts',
  luxon: 'node_modules/luxon/build/es6/luxon.mjs',
  croner: 'node_modules/croner/dist/croner.js',
  pino: 'lib/base/json-log.ts',
  'signer of S3': 'lib/state/bucket/s3-signature.ts',
  'credential chain of AWS, only without keys in the environment': 'lib/state/bucket/s3-key-chain.ts',
  'client of CloudWatch, after the calls': 'lib/metrics/cloudwatch/sdk.ts',
};
const CORE_SDK = '@alicloud/openapi-core';
const NODE_MODULES = ['crypto', 'http', 'https', 'fs/promises', 'perf_hooks', 'zlib', 'worker_threads'];
const COMPILE_ONLY = "new (require('node:vm').Script)(require('node:fs').readFileSync('index.js', 'utf8'))";

interface Loaded {
  readonly name: string;
  readonly zippedBytes: number;
  readonly folder: string;
  readonly script: string;
}

const root = await mkdtemp(join(tmpdir(), 'relaywatch-coldstart-'));
const cleanup: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true })];
try {
  await measureFirstCalls();
  await measureAlone();
} finally {
  await Promise.all(cleanup.map((close) => close()));
}

async function measureFirstCalls(): Promise<void> {
  const { zippedBytes } = await buildFunction(join(root, 'built'));
  const folder = join(root, 'unpacked');
  await unpack(await readFile(join(root, 'built/function.zip')), folder);
  const [starts, cloudWatch, webhook, s3, oss] = await Promise.all([
    startColdStarts(),
    startCloudWatchStandIn(),
    startWebhookStandIn(),
    startS3Server(),
    startOssStandIn({ credentials: [ROLE_KEYS] }),
  ]);
  cleanup.push(starts.close, cloudWatch.close, webhook.close, s3.close, oss.close);
  const config = {
    live: { endpoint: starts.liveUrl, regions: ['cn-shanghai'] },
    metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
    alerts: [{ type: 'webhook', url: webhook.url }],
  };
  const bucket = { type: 's3', bucket: 'relaywatch-state', region: 'us-east-1', endpoint: s3.url };
  const ossBucket = { type: 'oss', bucket: 'relaywatch-state', region: 'cn-hangzhou', endpoint: oss.url };
  // the sweeps are cut off and keep their leases, so each starts with a state of its own
  const variants: Readonly<Record<string, (round: number) => object>> = {
    file: () => ({ type: 'file', path: 'state' }),
    oss: (round) => ({ ...ossBucket, prefix: `round-${round}/` }),
    s3: () => bucket,
  };
  const runs = new Map<string, FirstCall[]>(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, state] of Object.entries(variants)) {
      s3.objects.clear();
      runs.get(name)?.push(await starts.run(folder, { ...config, state: state(round) }));
    }
    progress(`first call: round ${round + 1} of ${ROUNDS}`);
  }
  const rows = [...runs].map(([name, calls]) => [name, ...figuresOf(calls)]);
  const median = (name: string) =>
    quantile(
      (runs.get(name) ?? []).map(({ cpuMs }) => cpuMs),
      0.5,
    );
  figure(atMost('zipped function', zippedBytes / 1_000, 400, ' kB', 0));
  figure(atMost('start to first call, processor time', median('file'), 250, ' ms', 0));
  figure(atMost('start to first call, S3 ÷ OSS', median('s3') / median('oss'), 1.15));
  result(`The function has ${kB(zippedBytes)} kB zipped. Milliseconds, ${ROUNDS} starts each:\n`);
  result(
    markdownTable(
      [
        'state',
        'wall, median',
        'wall, p95',
        'processor, median',
        'p95',
        'of it node',
        'load',
        'config',
        'state and call',
      ],
      rows,
    ),
  );
}

function figuresOf(calls: readonly FirstCall[]): string[] {
  const of = (pick: (call: FirstCall) => number, at: number) => quantile(calls.map(pick), at).toFixed(0);
  const step = (name: string) => of(({ steps }) => steps[name] ?? Number.NaN, 0.5);
  return [
    of(({ wallMs }) => wallMs, 0.5),
    of(({ wallMs }) => wallMs, 0.95),
    of(({ cpuMs }) => cpuMs, 0.5),
    of(({ cpuMs }) => cpuMs, 0.95),
    ...['node', 'load', 'config', 'call'].map(step),
  ];
}

async function measureAlone(): Promise<void> {
  const loaded = await Promise.all([
    ...Object.entries(ALONE).map(([name, entry]) => bundleAlone(name, entry)),
    bundleAsPublished(),
  ]);
  loaded.push({
    name: `Node's own: ${NODE_MODULES.join(', ')}`,
    zippedBytes: 0,
    folder: root,
    script: NODE_MODULES.map((name) => `require('node:${name}');`).join(''),
  });
  loaded.push({
    name: 'the function: index.js read and compiled, but not run',
    zippedBytes: 0,
    folder: join(root, 'unpacked'),
    script: COMPILE_ONLY,
  });
  const empty = { name: 'nothing', zippedBytes: 0, folder: root, script: '' };
  const cpu = new Map<string, number[]>([empty, ...loaded].map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, folder, script } of [empty, ...loaded]) {
      cpu.get(name)?.push(await cpuOfScript(folder, script));
    }
    progress(`loaded alone: round ${round + 1} of ${ROUNDS}`);
  }
  const medianOf = (name: string) => quantile(cpu.get(name) ?? [], 0.5);
  const rows = loaded
    .sort((a, b) => medianOf(b.name) - medianOf(a.name))
    .map(({ name, zippedBytes }) => [
      name,
      zippedBytes === 0 ? '' : kB(zippedBytes),
      (medianOf(name) - medianOf('nothing')).toFixed(0),
    ]);
  result('');
  result(markdownTable(['loaded alone', 'kB zipped', 'processor ms'], rows));
}

async function bundleAlone(name: string, entry: string): Promise<Loaded> {
  const folder = join(root, entry.replace(/\W+/g, '-'));
  const { zippedBytes } = await buildFunction(folder, entry);
  return { name, zippedBytes, folder: join(folder, 'function'), script: "require('./index.js')" };
}

/** Whole, as anyone gets it who installs the package and bundles it. */
async function bundleAsPublished(): Promise<Loaded> {
  const folder = join(root, 'as-published');
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require('${CORE_SDK}')`, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    target: TARGET,
    minify: true,
    write: false,
  });
  const index = outputFiles[0]?.contents ?? new Uint8Array();
  const zip = zipSync({ 'index.js': index }, { level: 9 });
  await unpack(zip, folder);
  return { name: 'core SDK, as published', zippedBytes: zip.length, folder, script: "require('./index.js')" };
}

async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}

function kB(bytes: number): string {
  return (bytes / 1_000).toFixed(0);
}
