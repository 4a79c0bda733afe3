import { expect, it } from 'vitest';
import { useNoWaiting } from '../support/no-waiting.ts';
import { configFile, relaywatch, startRelaywatch, useCommandLine } from './command-line.ts';
import { relaywatchHere } from './in-process.ts';

useCommandLine();
useNoWaiting();

const CALLBACKS = ['--callback-url', 'http://127.0.0.1:10/relays'];

it('stand-in all serves every cloud, and what it prints is a configuration with which all of them work', async () => {
  const { child, out, printed, finished } = startRelaywatch(['stand-in', 'all', '--tasks', '150', ...CALLBACKS]);
  await printed('Ctrl-C stops them all');
  const config = await configFile(out.stdout);
  const exported = out.stdout.match(/^# {3}export .*$/gm)?.flatMap((line) => line.match(/\S+=\S+/g) ?? []) ?? [];
  const keys = Object.fromEntries(exported.map((each) => each.split('=')));
  expect(Object.keys(keys)).toEqual([
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ]);
  const check = await relaywatch(['check', '--config', config], keys);
  expect(check).toMatchObject({ code: 0, stderr: '' });
  expect(check.stdout.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(15);
  const { code, stdout } = await relaywatch(['sweep', '--json', '--config', config], keys);
  expect(code).toBe(0);
  const { metrics, alerts, state } = JSON.parse(stdout);
  expect([...metrics, ...alerts, state].map(({ ok }: { ok: boolean }) => ok)).toEqual(new Array(11).fill(true));
  // the packages of `deploy` are not in the built command line
  const plan = await relaywatchHere(['deploy', 'status', '--json', '--config', config], keys);
  expect(JSON.parse(plan.stdout)).toMatchObject({ deployment: expect.any(String) });
  child.kill('SIGTERM');
  expect(await finished).toMatchObject({ code: 0, stderr: '' });
});
