import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNELS, CLOUDS, STATES, starterOf } from '../../bin/init/starter.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { closing, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();

const aPath = async () => join(await freshFolder(), 'relaywatch.yml');

describe('relaywatch init', () => {
  it('writes a configuration and its variables, and says what comes next', async () => {
    const path = await aPath();
    const { code, stdout } = await relaywatch([
      'init',
      '--config',
      path,
      '--regions',
      'cn-shanghai',
      '--channel',
      'slack',
    ]);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(-3)).toEqual([
      '  set -a; . ./.env; set +a',
      `  relaywatch check --config ${path} && relaywatch sweep --dry-run --config ${path}`,
      '',
    ]);
    expect(await readFile(path, 'utf8')).toMatch(/ url: "\$\{SLACK_URL\}"\n/);
    expect(await readFile(join(path, '../.env.example'), 'utf8')).toMatch(/\nSLACK_URL=\n$/);
  });

  it('never overwrites what is there, unless that is asked for', async () => {
    const path = await aPath();
    await writeFile(path, 'mine');
    const args = ['init', '--config', path, '--regions', 'cn-shanghai'];
    const { code, stderr } = await relaywatch(args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `✗ ${path} is there already: --force overwrites it, --config names another place\n`,
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect((await relaywatch([...args, '--force'])).code).toBe(0);
    expect(await readFile(path, 'utf8')).toContain('regions: [cn-shanghai]');
  });

  it('keeps a .env.example that is there, too', async () => {
    const path = await aPath();
    await writeFile(join(path, '../.env.example'), 'mine');
    expect((await relaywatch(['init', '--config', path, '--regions', 'cn-shanghai'])).code).toBe(2);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('finds the regions that have relays when there are keys', async () => {
    const live = closing(await startLiveStandIn({ tasks: 30, regions: ['cn-beijing', 'ap-southeast-1'], qps: 0 }));
    const path = await aPath();
    const keys = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: STAND_IN_KEYS.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: STAND_IN_KEYS.accessKeySecret,
    };
    const { stdout, code } = await relaywatch(['init', '--config', path, '--endpoint', live.url], keys);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(cn-beijing|ap-southeast-1): \d+ relays\n/);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/regions: \[(cn-beijing, ap-southeast-1|ap-southeast-1, cn-beijing)\]/);
    for (const secret of Object.values(keys)) expect(text + stdout).not.toContain(secret);
  });

  it('says what to say where nobody can be asked and no keys are set', async () => {
    const { code, stderr } = await relaywatch(['init', '--config', await aPath()]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^✗ say --regions cn-shanghai,cn-beijing: /),
    });
  });

  const ALL: { channel: string; cloud: string; state?: string }[] = [
    ...CHANNELS.flatMap((channel) => CLOUDS.map((cloud) => ({ channel, cloud }))),
    ...STATES.map((state) => ({ channel: 'console', cloud: 'own', state })),
  ];
  it.each(ALL)(
    'writes what passes check --offline, and names its variables: %j',
    async ({ channel, cloud, ...more }) => {
      const path = await aPath();
      const state = more.state === undefined ? [] : ['--state', more.state];
      const args = ['--regions', 'cn-shanghai,cn-beijing', '--channel', channel, '--cloud', cloud, ...state];
      expect((await relaywatch(['init', '--config', path, ...args])).code).toBe(0);
      const { code, stdout, stderr } = await relaywatch(['check', '--offline', '--config', path]);
      expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
      const env = await readFile(join(path, '../.env.example'), 'utf8');
      const unset = /not set here, so not checked: (.*)/.exec(stdout)?.[1]?.split(', ') ?? [];
      for (const name of unset) expect(env).toContain(`\n${name}=\n`);
    },
  );

  it('has no variable in its file that .env.example does not name', () => {
    for (const channel of CHANNELS) {
      const { yaml, env } = starterOf({ regions: ['cn-shanghai'], channel, state: 's3', cloud: 'aws' });
      const used = yaml
        .split('\n')
        .filter((text) => !text.trimStart().startsWith('#'))
        .join('\n');
      for (const [, name] of used.matchAll(/\$\{(\w+)\}/g)) expect(env).toContain(`\n${name}=\n`);
    }
  });
});
