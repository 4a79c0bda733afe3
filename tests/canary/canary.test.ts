import { describe, expect, it, vi } from 'vitest';
import { closing, configFile, relaywatch as relaywatchAsProcess, useCommandLine } from '../bin/command-line.ts';
import { relaywatchHere as relaywatch } from '../bin/in-process.ts';
import { invoke } from '../functions/handler-run.ts';
import { CANARY, expectNoCanary, type Reply, startVendor } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { CHANNELS, channelsAt, everything, KEYS, surroundings, TROUBLES } from './around.ts';

useCommandLine();

useNoWaiting();

describe.each(TROUBLES)('when %s, no secret shows', (_, trouble) => {
  it('in anything that the command line prints or sends', async () => {
    const around = await surroundings(trouble);
    const { config } = around;
    const outputs: [string, string][] = [];
    for (const args of [['sweep', '--json'], ['tasks', '--dst-url', CANARY, '--limit', '5', '--json'], ['check']]) {
      const { stdout, stderr } = await relaywatch([...args, '--config', config]);
      expect(stdout + stderr).not.toBe('');
      outputs.push([args.join(' '), `${stdout}\n${stderr}`]);
    }
    expectNoCanary({ ...Object.fromEntries(outputs), ...(await everything(around)) });
  });

  it('in anything that the function logs, returns or sends', async () => {
    const around = await surroundings(trouble);
    vi.stubEnv('RELAYWATCH_CONFIG', around.config);
    const { lines, summary, error } = await invoke(Buffer.from(`{"payload":"${CANARY}"}`), {
      requestId: 'r-1',
      function: { timeout: 60 },
      credentials: around.keys,
    });
    expect(error).toBeNull();
    expect(lines.length).toBeGreaterThan(1);
    expectNoCanary({ log: lines.join('\n'), summary: JSON.stringify(summary), ...(await everything(around)) });
  });
});

/** Whatever each vendor says of a failure, with all that it was sent in it. */
const echo = (text: string) =>
  JSON.stringify({
    ...{ errcode: 310_000, errmsg: text, code: 19_021, msg: text, StatusMessage: text },
    ...{ status: 'invalid event', message: text, errors: [text], error: text },
  });

const VENDOR_TROUBLES: readonly (readonly [string, Reply | null])[] = [
  ['cannot be reached', null],
  ['take what they are sent', (_, response) => response.writeHead(202).end('{"errcode":0,"code":0}')],
  ['refuse', (_, response) => response.writeHead(403).end('no')],
  ['quote what they were sent and refuse', (request, response) => response.writeHead(400).end(echo(request))],
  ['quote what they were sent and say 200', (request, response) => response.writeHead(200).end(echo(request))],
  [
    'show a login page that quotes, with 200',
    (request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${request}</html>`),
  ],
  ['quote as text and refuse', (request, response) => response.writeHead(400).end(request)],
  ['fail with a page that quotes', (request, response) => response.writeHead(502).end(`<html>${request}</html>`)],
  [
    'redirect',
    (_, response) => response.writeHead(302, { location: `https://hooks.example.com/${CANARY}?token=${CANARY}` }).end(),
  ],
  ['break the connection', (_, response) => response.destroy()],
];

describe.each(VENDOR_TROUBLES)('when the receivers of all channels %s, no secret shows', (_, reply) => {
  it('in anything that the command line prints, keeps or sends elsewhere', async () => {
    const vendor = closing(await startVendor(reply));
    const around = await surroundings({}, channelsAt(vendor.url));
    const { config } = around;
    const outputs: [string, string][] = [];
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await relaywatch([...args, '--config', config]);
      expect(stdout + stderr).not.toBe('');
      outputs.push([args.join(' '), `${stdout}\n${stderr}`]);
      return stdout;
    };
    const { alerts } = JSON.parse(await run('sweep', '--json'));
    expect(alerts.map(({ type }: { readonly type: string }) => type)).toEqual([
      ...['webhook', 'console', ...Object.keys(CHANNELS)],
    ]);
    await run('check');
    await run('test-alert');
    await run('incidents', '--json');
    await run('incidents', '--since', 'P1D');
    await run('silence', 'list');
    await run('sweep');
    expectNoCanary({ ...Object.fromEntries(outputs), ...(await everything(around)) });
    // they are where they belong
    const sent = vendor.received().filter((request) => request.includes(CANARY));
    if (reply) expect(sent.length).toBeGreaterThanOrEqual(10);
  });

  it('in anything that the function logs, returns, keeps or sends elsewhere', async () => {
    const vendor = closing(await startVendor(reply));
    const around = await surroundings({}, channelsAt(vendor.url));
    vi.stubEnv('RELAYWATCH_CONFIG', around.config);
    const context = { requestId: 'r-1', function: { timeout: 60 }, credentials: around.keys };
    const { lines, summary, error } = await invoke(null, context);
    expect(error).toBeNull();
    expect(summary?.alerts).toHaveLength(2 + Object.keys(CHANNELS).length);
    expectNoCanary({ log: lines.join('\n'), summary: JSON.stringify(summary), ...(await everything(around)) });
  });
});

describe('when nearly everything is wrong, no secret shows', () => {
  it('in what the command line prints as a process of its own, as it is shipped', async () => {
    const quotes: Reply = (request, response) => response.writeHead(400).end(echo(request));
    const vendor = closing(await startVendor(quotes));
    const around = await surroundings(
      { live: { faults: { reset: 0.4, truncated: 0.2, http500: 0.2 } }, webhook: 401, metricsFail: true },
      channelsAt(vendor.url),
    );
    for (const args of [['sweep', '--json'], ['check'], ['test-alert'], ['tasks']]) {
      const { stdout, stderr } = await relaywatchAsProcess([...args, '--config', around.config]);
      expect(stdout + stderr).not.toBe('');
      expectNoCanary({ stdout, stderr });
    }
    expectNoCanary(await everything(around));
  });
});

describe('a test for canaries', () => {
  it('has them where the outside world is, so that finding none says something', async () => {
    const around = await surroundings({});
    await relaywatch(['sweep', '--config', around.config]);
    expect(around.webhook.received()[0]).toMatchObject({ verified: true, path: `/${CANARY}?token=${CANARY}` });
    expect(JSON.stringify(around.live.fleet.task(0))).toContain(CANARY);
    expect(around.live.stats().operations.DescribeLivePullToPushList?.calls).toBeGreaterThan(2);
  });

  it('has them in what a table of tasks is made of', async () => {
    const { config } = await surroundings({});
    const { stdout, stderr } = await relaywatch(['tasks', '--config', config]);
    expect(stdout).toContain('100 shown of 150');
    expectNoCanary({ stdout, stderr });
  });

  it('has them in a bad configuration too, which does not show them', async () => {
    const config = await configFile({
      live: {
        endpoint: `http://live.example.com/${CANARY}`,
        regions: ['cn-shanghai'],
        credentials: { type: 'sts', ...KEYS, accessKeySecret: [CANARY] },
      },
      alerts: [{ type: 'webhook', url: `ftp://${CANARY}`, secret: CANARY }],
    });
    const { code, stdout, stderr } = await relaywatch(['check', '--config', config]);
    expect(stderr.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(4);
    expect(code).toBe(2);
    expectNoCanary({ stdout, stderr });
  });
});
