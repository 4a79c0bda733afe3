import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeComponent } from './describe-component.ts';

const HADOLINT = '.venv/bin/hadolint';
const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const run = (program: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};

/** What the last stage of the Dockerfile copies: `[from the repository, to the image]`. */
async function copied(): Promise<[string, string][]> {
  const lines = (await readFile('infra/host/Dockerfile', 'utf8')).split('\n');
  return lines
    .filter((line) => line.startsWith('COPY --from=build'))
    .flatMap((line) => {
      const paths = line.split(' ').slice(2);
      const to = paths.pop() ?? '';
      return paths.map((path): [string, string] => [
        path.replace('/build/', ''),
        to.endsWith('/') ? join(to, path.replace('/build/', '')) : to,
      ]);
    });
}

let image: string;
beforeAll(async () => {
  image = await mkdtemp(join(tmpdir(), 'relaywatch-image-'));
  for (const [from, to] of await copied()) {
    await mkdir(dirname(join(image, to)), { recursive: true });
    await cp(from, join(image, to), { recursive: true });
  }
});
afterAll(() => rm(image, { recursive: true, force: true }));

it('has in its image all that the command line needs', () => {
  const program = join(image, 'dist/bin/relaywatch.js');
  expect(run(process.execPath, [program, '--version'])).toMatchObject({ status: 0 });
  expect(run(process.execPath, [program, 'watch', '--config', join(image, 'none.yml')])).toMatchObject({
    status: 2,
    output: expect.stringContaining('none.yml'),
  });
});

describeComponent(
  'hadolint',
  { installed: isThere(HADOLINT), howToInstall: '.venv/bin/pip install -r tests/components/requirements.txt' },
  () => {
    it('has nothing to object to in the Dockerfile', () => {
      expect(run(HADOLINT, ['infra/host/Dockerfile'])).toEqual({ status: 0, output: '' });
    });
  },
);

describeComponent(
  'systemd-analyze',
  { installed: isThere('systemd-analyze'), howToInstall: 'apt-get update && apt-get install -y systemd' },
  () => {
    let unit: string;
    beforeAll(async () => {
      unit = join(image, 'relaywatch.service');
      const text = await readFile('infra/host/relaywatch.service', 'utf8');
      // verify wants the program to exist, which on this machine is elsewhere
      await writeFile(
        unit,
        text.replaceAll('/usr/bin/node', process.execPath).replaceAll('/opt/relaywatch', resolve(image)),
      );
    });

    it('finds nothing wrong with the unit', () => {
      expect(run('systemd-analyze', ['verify', '--man=no', unit])).toEqual({ status: 0, output: '' });
    });

    it('finds it little exposed: at most 2 of 10', () => {
      const { status, output } = run('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
      expect(status, output).toBe(0);
    });
  },
);
