import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Hooks = Readonly<Record<string, () => Promise<void>>>;
type Plugin = new (serverless: object) => { readonly hooks: Hooks };

const FreshPackage: Plugin = createRequire(import.meta.url)('../../../infra/aws/osls-plugin.cjs');
const CONFIG = 'live: { regions: [cn-shanghai] }\ndeploy: { aws: { region: us-east-1 } }\n';

let folder: string;

beforeEach(async () => {
  // what the variable of the machine names would be packaged instead
  vi.stubEnv('RELAYWATCH_CONFIG', undefined);
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-osls-'));
  await writeFile(join(folder, 'relaywatch.yml'), CONFIG);
  await writeFile(join(folder, 'index.js'), 'exports.handler = 1;');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function hooksOf(command: string, custom: object = {}): Hooks {
  return new FreshPackage({
    serviceDir: folder,
    service: { custom: { isExample: false, bundle: join(folder, 'index.js'), ...custom } },
    processedInput: { commands: command.split(' ') },
    classes: { Error },
  }).hooks;
}

async function packaged(): Promise<{ readonly code: string; readonly config: unknown }> {
  const files = unzipSync(await readFile(join(folder, 'dist/relaywatch.zip')));
  const textOf = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  return { code: textOf('index.js'), config: JSON.parse(textOf('relaywatch.json')) };
}

describe('osls', () => {
  it.each([
    ['deploy', 'before:package:createDeploymentArtifacts'],
    ['deploy function', 'before:package:function:package'],
  ])('packages relaywatch.yml and the code as they are now, for %s', async (command, hook) => {
    const hooks = hooksOf(command);
    await hooks[hook]?.();
    expect(await packaged()).toEqual({ code: 'exports.handler = 1;', config: { live: { regions: ['cn-shanghai'] } } });

    await writeFile(join(folder, 'relaywatch.yml'), CONFIG.replace('shanghai', 'beijing'));
    await writeFile(join(folder, 'index.js'), 'exports.handler = 2;');
    await hooks[hook]?.();
    expect(await packaged()).toEqual({ code: 'exports.handler = 2;', config: { live: { regions: ['cn-beijing'] } } });
  });

  it('deploys nothing when the package cannot be made, though there is an older one', async () => {
    const hook = hooksOf('deploy')['before:package:createDeploymentArtifacts'];
    await hook?.();
    await writeFile(join(folder, 'relaywatch.yml'), CONFIG.replace('regions', 'region'));
    await expect(hook?.()).rejects.toThrow('package.ts could not do it, as is told above');
  });

  it.each(['deploy', 'remove', 'deploy function', 'rollback'])('refuses to %s an example', async (command) => {
    await expect(hooksOf(command, { isExample: true }).initialize?.()).rejects.toThrow(/there is no relaywatch\.yml/);
    await expect(hooksOf(command).initialize?.()).resolves.toBeUndefined();
  });

  it('shows what would be deployed of the example', async () => {
    await expect(hooksOf('package', { isExample: true }).initialize?.()).resolves.toBeUndefined();
  });
});
