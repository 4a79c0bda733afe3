import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  alarmsApplyCommand,
  alarmsDestroyCommand,
  alarmsListCommand,
  alarmsPlanCommand,
  alarmsPolicyCommand,
} from '../../../bin/commands/alarms.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';

useStandInKeys();

let folder: string;
let standIn: CloudWatchStandIn;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-alarms-'));
});
beforeEach(async () => {
  standIn = await startCloudWatchStandIn();
});
afterEach(() => standIn.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

const LIVE = { regions: ['cn-shanghai'] };

async function configFile(config: object): Promise<string> {
  const path = join(folder, 'relaywatch.yml');
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** Few alarms, as the pace is of the real clock here. */
function fewAlarms(): Promise<string> {
  const cloudWatch = {
    type: 'cloudwatch',
    detail: 'full',
    namespace: 'LiveRelay',
    region: 'eu-central-1',
    endpoint: standIn.url,
  };
  const stopped = { PullStreamFailed: 0, PushStreamFailed: 0, UnknownError: 0, none: 0 };
  return configFile({ live: LIVE, metrics: [cloudWatch], deploy: { alarms: { stopped, dashboard: false } } });
}

/** Runs a command in this process. @returns what it printed */
async function run(command: (flags: { config: string }) => Promise<number>, config: string) {
  let stdout = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += stripVTControlCharacters(String(text));
    return true;
  });
  try {
    return { code: await command({ config }), stdout };
  } finally {
    spy.mockRestore();
  }
}

describe('relaywatch alarms', () => {
  it('plans, applies, finds nothing to change, and destroys', async () => {
    const path = await fewAlarms();
    const plan = await run(alarmsPlanCommand, path);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toContain(
      '+ create alarm relaywatch-dead-man: no sweep has reached ApsaraVideo Live for 3 minutes',
    );
    expect(plan.stdout).toMatch(/4 to create\nbilled: 4 alarms on 5 metrics, no dashboard\n$/);
    expect(standIn.alarms()).toEqual([]);

    const apply = await run(alarmsApplyCommand, path);
    expect(apply).toMatchObject({ code: 0 });
    expect(apply.stdout).toMatch(/✓ 4\/4 created alarm relaywatch-api-throttled\n$/);
    expect(standIn.alarms()).toHaveLength(4);

    const again = await run(alarmsApplyCommand, path);
    expect(again.stdout).toMatch(/no changes, 4 unchanged\n$/);

    const destroy = await run((flags) => alarmsDestroyCommand({ ...flags, yes: true }), path);
    expect(destroy.stdout).toMatch(/✓ 4\/4 deleted alarm relaywatch-api-throttled\n$/);
    expect(standIn.alarms()).toEqual([]);
  });

  it('says in one sentence what went wrong', async () => {
    standIn.failAlways('access-denied');
    await expect(run(alarmsPlanCommand, await fewAlarms())).rejects.toThrow(
      /^AWS denied (DescribeAlarms|GetDashboard) \(AccessDenied\): allow cloudwatch:\w+; [^\n]+$/,
    );
  });

  it('needs a cloudwatch backend', async () => {
    await expect(run(alarmsPlanCommand, await configFile({ live: LIVE }))).rejects.toThrow(
      /cannot be used:\n {2}metrics: found no metrics backend, expected a backend with type: cloudwatch/,
    );
  });

  it('prints a policy with no more than it needs', async () => {
    const path = await fewAlarms();
    const { stdout } = await run(alarmsPolicyCommand, path);
    const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[]; Resource: string }[] };
    expect(Statement.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:cloudwatch:eu-central-1:*:alarm:*',
      'arn:aws:cloudwatch:eu-central-1:*:alarm:relaywatch-*',
      'arn:aws:cloudwatch::*:dashboard/relaywatch',
    ]);
    expect(Statement.flatMap(({ Action }) => Action).every((action) => /^cloudwatch:[A-Z]\w+$/.test(action))).toBe(
      true,
    );
  });

  it('lists when each alarm fires, how late, and what to do', async () => {
    const path = await fewAlarms();
    const { stdout } = await run(alarmsListCommand, path);
    expect(stdout).toMatch(
      /relaywatch-dead-man\n {2}when {3}no sweep .*\n {2}after {2}5 to 7 minutes .*\n {2}do {5}Nobody is watching/,
    );
  });
});
