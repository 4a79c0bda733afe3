import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { configFile, freshFolder, relaywatch, useCommandLine } from '../command-line.ts';

useCommandLine();

const CONFIG = {
  live: { regions: ['cn-shanghai'] },
  alerts: [{ type: 'webhook', url: `\${HOOK_URL}`, secret: `\${HOOK_SECRET}` }],
};
const NOT_CHECKED = '! not set here, so their values were not checked: HOOK_SECRET, HOOK_URL\n';

async function place() {
  const folder = await freshFolder();
  await mkdir(join(folder, 'built'));
  const bundle = join(folder, 'built/index.js');
  await writeFile(bundle, 'exports.handler = async () => "swept";');
  return { bundle, out: join(folder, 'to/here/relaywatch.zip') };
}

describe('relaywatch package', () => {
  it('writes the zip, and tells size, hash and the variables that the function will need', async () => {
    const { bundle, out } = await place();
    const { code, stdout, stderr } = await relaywatch(
      ['package', '--config', await configFile(CONFIG), '--bundle', bundle, '--out', out],
      { HOOK_URL: 'https://hooks.example.com/canary', HOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}` },
    );
    const zip = await readFile(out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `package      ${out}`,
      `size         ${zip.length} bytes`,
      `sha256       ${createHash('sha256').update(zip).digest('hex')}`,
      'environment  HOOK_SECRET, HOOK_URL',
      '',
    ]);
    expect(Object.keys(unzipSync(zip))).toEqual(['index.js', 'package.json', 'relaywatch.json']);
  });

  it('tells the same as JSON', async () => {
    const { bundle, out } = await place();
    const config = await configFile(CONFIG);
    const { code, stdout, stderr } = await relaywatch([
      'package',
      '--json',
      '--config',
      config,
      '--bundle',
      bundle,
      '--out',
      out,
    ]);
    const zip = await readFile(out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOT_CHECKED });
    expect(JSON.parse(stdout)).toEqual({
      package: out,
      bytes: zip.length,
      sha256: createHash('sha256').update(zip).digest('hex'),
      environment: ['HOOK_SECRET', 'HOOK_URL'],
    });
  });

  it('needs no secrets: without them it makes the same package, and says what was not checked', async () => {
    const { bundle, out } = await place();
    const { code, stdout, stderr } = await relaywatch([
      'package',
      '--config',
      await configFile(CONFIG),
      '--bundle',
      bundle,
      '--out',
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOT_CHECKED });
    expect(stdout).toContain('environment  HOOK_SECRET, HOOK_URL\n');
  });

  it('says that a configuration needs no variables', async () => {
    const { bundle, out } = await place();
    const config = await configFile({ live: CONFIG.live });
    const { stdout } = await relaywatch(['package', '--config', config, '--bundle', bundle, '--out', out]);
    expect(stdout).toContain('environment  nothing\n');
  });

  it('takes the bundle beside it when none is named, wherever it is called', async () => {
    const { out } = await place();
    const { code, stderr } = await relaywatch([
      'package',
      '--config',
      await configFile({ live: CONFIG.live }),
      '--out',
      out,
    ]);
    expect(code).toBe(1);
    // the command line of this test stands in <folder>/bin, so two folders up is the root of temporary files
    expect(stderr).toMatch(/^✗ there is no bundle at .*dist\/function\/index\.js; run: npm run build\n$/);
  });

  it('refuses a configuration that cannot be used, and writes nothing', async () => {
    const { bundle, out } = await place();
    const config = await configFile({ ...CONFIG, alert: [] });
    const { code, stdout, stderr } = await relaywatch([
      'package',
      '--config',
      config,
      '--bundle',
      bundle,
      '--out',
      out,
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('alert: found an unknown key');
    await expect(readFile(out)).rejects.toThrow(/ENOENT/);
  });

  it('says in a sentence that it cannot write there', async () => {
    const { bundle } = await place();
    const args = ['package', '--config', await configFile({ live: CONFIG.live }), '--bundle', bundle];
    const { code, stderr } = await relaywatch([...args, '--out', join(bundle, 'x.zip')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^✗ the package cannot be written: .*\n$/);
  });

  const RECEIVER = {
    ...CONFIG,
    state: { type: 'oss', bucket: 'relaywatch-state', region: 'cn-shanghai' },
    callbacks: { token: `\${CALLBACK_TOKEN}` },
  };

  it('packages the receiver of callbacks, which needs no secret but its own', async () => {
    const { bundle, out } = await place();
    const args = ['package', '--callback', '--config', await configFile(RECEIVER), '--bundle', bundle, '--out', out];
    const { code, stdout } = await relaywatch([...args, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ package: out, environment: ['CALLBACK_TOKEN'] });
    const packaged = Buffer.from(unzipSync(await readFile(out))['relaywatch.json'] ?? []).toString();
    expect(JSON.parse(packaged)).toEqual({
      live: RECEIVER.live,
      state: RECEIVER.state,
      callbacks: RECEIVER.callbacks,
    });
  });

  it('says what the receiver lacks, all of it at once, and makes no package', async () => {
    const { bundle, out } = await place();
    const args = ['package', '--callback', '--config', await configFile(CONFIG), '--bundle', bundle, '--out', out];
    const { code, stderr } = await relaywatch(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/callbacks\.token: found nothing, expected a token/);
    expect(stderr).toMatch(/state: found nothing, expected oss or s3/);
    await expect(readFile(out)).rejects.toThrow(/ENOENT/);
  });

  it('makes one package at a time', async () => {
    const { bundle, out } = await place();
    const args = ['package', '--callback', '--status', '--config', await configFile(RECEIVER), '--out', out];
    const { code, stderr } = await relaywatch([...args, '--bundle', bundle]);
    expect(code).toBe(2);
    expect(stderr).toContain('--status and --callback are two packages: choose one');
  });
});
