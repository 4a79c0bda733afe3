import { describe, expect, it, vi } from 'vitest';
import { assemble } from '../../lib/assemble/assemble.ts';
import { errorText } from '../../lib/base/errors.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { closing, useRunFolder } from '../bin/command-line.ts';
import { makeReportDue, YEARLY } from '../bin/due-report.ts';
import { relaywatchHere as relaywatch } from '../bin/in-process.ts';
import { invoke } from '../functions/handler-run.ts';
import { CANARY, expectNoCanary, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { CHANNELS, channelsAt, everything, surroundings, TROUBLES } from './around.ts';

useRunFolder();
useNoWaiting();

const LINKS = { links: { statusPage: 'https://relaywatch.example.com/' } };
const reportTo = (...channels: string[]) => ({ report: { ...YEARLY, channels }, ...LINKS });

describe.each(TROUBLES)('when %s, no secret shows', (_, trouble) => {
  it('in what on-call looks at, and would be told', async () => {
    const around = await surroundings(trouble, [], reportTo('on-call', 'console'));
    const outputs: Record<string, string> = {};
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await relaywatch([...args, '--config', around.config]);
      expect(stdout + stderr, args.join(' ')).not.toBe('');
      outputs[args.join(' ')] = `${stdout}\n${stderr}`;
    };
    await run('sweep', '--dry-run');
    await run('status');
    await run('sweep');
    await makeReportDue(around.state);
    await run('sweep', '--dry-run', '--json');
    await run('sweep', '--dry-run');
    for (const what of ['status', 'incidents']) await run(what);
    await run('status', '--json');
    await run('report', '--json');
    expectNoCanary({ ...outputs, ...(await everything(around)) });
    // what would be told has the report in it
    expect(outputs['sweep --dry-run --json']).toContain('"kind":"report"');
  });

  it('in a report that is sent by schedule', async () => {
    const around = await surroundings(trouble, [], reportTo('on-call', 'console'));
    vi.stubEnv('RELAYWATCH_CONFIG', around.config);
    const context = { requestId: 'r-1', function: { timeout: 60 }, credentials: around.keys };
    await invoke(null, context);
    await makeReportDue(around.state);
    const { lines, summary, error } = await invoke(null, context);
    expect(error).toBeNull();
    const kept = await everything(around);
    // sent, or kept to be sent
    expect(kept.state + kept.messages).toContain('report-');
    expectNoCanary({ log: lines.join('\n'), summary: JSON.stringify(summary), ...kept });
  });
});

describe.each(VENDOR_TROUBLES)('when a receiver %s, no secret shows', (_, reply) => {
  it('in a report for every channel that can carry one', async () => {
    const vendor = closing(await startVendor(reply));
    const able = Object.keys(CHANNELS).filter((type) => !['pagerduty', 'alertmanager'].includes(type));
    const around = await surroundings({}, channelsAt(vendor.url), reportTo(...able));
    const outputs: Record<string, string> = {};
    for (const round of ['first', 'report', 'after']) {
      const { stdout, stderr } = await relaywatch(['sweep', '--json', '--config', around.config]);
      outputs[round] = `${stdout}\n${stderr}`;
      if (round === 'first') await makeReportDue(around.state);
    }
    const { stdout, stderr } = await relaywatch(['status', '--config', around.config]);
    expectNoCanary({ ...outputs, status: `${stdout}\n${stderr}`, ...(await everything(around)) });
    // each was told of it, by an address that is a secret
    if (reply)
      expect(vendor.received().filter((request) => request.includes(CANARY)).length).toBeGreaterThan(able.length);
  });
});

describe.each(VENDOR_TROUBLES)('when the store of the journal %s, a report shows no secret', (_, reply) => {
  it.each([
    ['s3', { region: 'us-east-1' }],
    ['oss', { region: 'cn-shanghai' }],
  ])('in why it could not be made, in %s', async (type, more) => {
    const vendor = closing(await startVendor(reply));
    const keys = {
      ACCESS_KEY_ID: `AKIA${CANARY}`,
      SECRET_ACCESS_KEY: `secret/${CANARY}`,
      SESSION_TOKEN: `t/${CANARY}=`,
    };
    for (const [key, value] of Object.entries(keys)) vi.stubEnv(`AWS_${key}`, value);
    const endpoint = type === 'oss' ? vendor.url : `${vendor.url}/${CANARY}?key=${CANARY}`;
    const document = {
      live: {
        regions: ['cn-shanghai'],
        credentials: { type: 'access-key', accessKeyId: CANARY, accessKeySecret: CANARY },
      },
      state: { type, bucket: 'relaywatch-state', prefix: CANARY, endpoint, ...more },
    };
    const config = parseConfig(JSON.stringify(document), {}, 'relaywatch.yml');
    const surroundings = { clock: systemClock, random: Math.random, log: silentLog, write: () => undefined };
    const { journal } = assemble(config, surroundings).deps;
    const now = systemClock.nowUtc();
    const read = async () => {
      for await (const _ of journal?.entries(now.minus({ days: 7 }), now) ?? []);
      return 'nothing was wrong';
    };
    const problem = await read().catch(errorText);
    expectNoCanary({ problem });
    if (reply) expect(vendor.received().join('\n')).toContain(CANARY);
  });
});
