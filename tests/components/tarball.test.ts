import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INSTALLING_MS = 300_000;

describe('the package', () => {
  let folder: string;
  // by itself, npm installs into the next folder above that has node_modules
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', ['--prefix', cwd, ...args], { cwd, encoding: 'utf8' });
  const relaywatch = (...args: string[]) => npm(folder, 'exec', '--offline', '--', 'relaywatch', ...args);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-package-'));
    // what is built is packed: `npm run build` comes before
    const [{ filename }] = JSON.parse(npm(ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder));
    npm(folder, 'install', '--prefer-offline', '--no-audit', '--ignore-scripts', `./${filename}`);
  }, INSTALLING_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has a command that begins a configuration and checks it, in a folder with nothing else', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(relaywatch('--version')).toBe(`${version}\n`);
    const choices = ['--regions', 'cn-shanghai', '--channel', 'slack', '--state', 'file', '--cloud', 'own'];
    expect(relaywatch('init', ...choices)).toContain('wrote relaywatch.yml');
    expect(relaywatch('check', '--offline')).toContain('relaywatch.yml');
  });

  it('plans a deployment to FC 2.0 without a client that it would have to install', async () => {
    const fc = await startFcStandIn();
    const { accessKeyId, accessKeySecret } = STAND_IN_KEYS;
    const settings = `version: 2, region: cn-shanghai, accountId: "1234567890123456", endpoint: "${fc.url}"`;
    const role = 'acs:ram::1234567890123456:role/relaywatch';
    const config = `live: { regions: [cn-shanghai] }\ndeploy: { fc: { ${settings}, role: "${role}" } }\n`;
    await writeFile(join(folder, 'deploy.yml'), config);
    const args = ['exec', '--offline', '--', 'relaywatch', 'deploy', 'plan', '--config', 'deploy.yml'];
    const env = {
      ...process.env,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    };
    const { stdout } = await promisify(execFile)('npm', ['--prefix', folder, ...args], { cwd: folder, env });
    await fc.close();
    expect(stdout).toContain('create function');
    // known to be vulnerable in the versions that the client asks for
    expect(await readdir(join(folder, 'node_modules'))).not.toContain('axios');
  });

  it('has the bundles that it deploys, and no sources', async () => {
    const [{ files }] = JSON.parse(npm(ROOT, 'pack', '--ignore-scripts', '--json', '--dry-run'));
    const names: string[] = files.map(({ path }: { path: string }) => path);
    for (const name of [
      'LICENSE',
      'README.md',
      'dist/function/index.js',
      'dist/status/index.js',
      'dist/callback/index.js',
    ])
      expect(names).toContain(name);
    expect(names.filter((name) => /\.(?:ts|tsx|map)$|^(?:lib|tests|bench)\//.test(name))).toEqual([]);
  });
});
