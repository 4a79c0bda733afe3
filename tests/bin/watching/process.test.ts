import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type LiveStandInOptions, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { closing, configFile, freshFolder, startRelaywatch, useCommandLine } from '../command-line.ts';

useCommandLine();

interface Setting {
  readonly live?: LiveStandInOptions;
  readonly qps?: number;
  readonly args?: readonly string[];
  readonly name?: string;
  /** False: the configuration names no state. */
  readonly isKept?: boolean;
}

/** `relaywatch watch` in a process of its own. */
async function watching({ live: options = {}, qps = 1_000, args = [], name, isKept = true }: Setting = {}) {
  const regions = ['cn-shanghai'];
  const live = closing(await startLiveStandIn({ tasks: 150, regions, qps: 0, ...options }));
  const webhook = closing(await startWebhookStandIn());
  const state = join(await freshFolder(), 'state');
  const config = await configFile({
    live: { endpoint: live.url, regions, qps },
    alerts: [
      { type: 'webhook', url: `${webhook.url}/webhook` },
      { type: 'console', name },
    ],
    ...(isKept ? { state: { type: 'file', path: state } } : {}),
  });
  const { child, out, finished } = startRelaywatch(['watch', '--config', config, '--interval', '3600', ...args]);
  const until = async (text: string) => {
    while (!out.stdout.includes(text) && child.exitCode === null) await sleep(20);
  };
  const newest = async () => {
    const names = (await readdir(state)).filter((name) => name.endsWith('.json')).sort();
    return JSON.parse(await readFile(join(state, names.at(-1) ?? ''), 'utf8'));
  };
  return { child, out, finished, until, newest, webhook };
}

const eventsOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).event);

describe('relaywatch watch', () => {
  it('warns once of a configuration that is hardly meant so, before it sweeps', async () => {
    const { child, finished, until } = await watching({ name: '$TEAM' });
    await until('sweep_finished');
    child.kill('SIGTERM');
    const { stdout } = await finished;
    expect(eventsOf(stdout).slice(0, 3)).toEqual(['watch_started', 'config_warning', 'sweep_started']);
    expect(eventsOf(stdout).filter((event) => event === 'config_warning')).toHaveLength(1);
  });

  it.each([true, false])('has a page that looks back, with a state (%s) or without', async (isKept) => {
    const { child, out, finished, until } = await watching({ args: ['--page', '0'], isKept });
    await until('sweep_finished');
    const { page } = JSON.parse(out.stdout.split('\n')[0] ?? '');
    const answer = await fetch(`${page}/api/v1/history`);
    const { journal, relays, periods } = await answer.json();
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
    expect([answer.status, journal.sweeps, periods]).toEqual([200, 1, ['24h', '7d']]);
    // what had stopped before watching began
    expect(relays.length).toBeGreaterThan(0);
  });

  it('logs JSON lines where nobody watches, and ends well between two sweeps', async () => {
    const { child, finished, until, webhook } = await watching();
    await until('sweep_finished');
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(eventsOf(stdout)).toEqual([
      'watch_started',
      'sweep_started',
      expect.stringMatching(/^alert_/),
      expect.stringMatching(/^alert_/),
      expect.stringMatching(/^alert_/),
      'sweep_finished',
      'watch_stopping',
      'watch_stopped',
    ]);
    expect(webhook.received()).toHaveLength(1);
  });

  it('cuts a sweep under way short when it is told to end, and gives the lease back', async () => {
    // fifteen pages at a call a second
    const { child, finished, until, newest } = await watching({
      live: { tasks: 1_500 },
      qps: 1,
      args: ['--grace', '2', '--log', 'json'],
    });
    await until('sweep_started');
    child.kill('SIGTERM');
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    expect(eventsOf(stdout).filter((event) => !event.startsWith('alert_'))).toEqual([
      'watch_started',
      'sweep_started',
      'watch_stopping',
      'sweep_finished',
      'watch_stopped',
    ]);
    expect(stdout).toContain('"complete":false');
    expect((await newest()).lease).toBeNull();
  });

  it('ends at once at the second signal', async () => {
    const { child, finished, until } = await watching({
      live: { latency: { rttMs: 60_000, jitterMs: 0 } },
      args: ['--grace', '600'],
    });
    await until('sweep_started');
    child.kill('SIGTERM');
    await until('watch_stopping');
    // what comes at once is taken for the same signal
    const insisting = setInterval(() => child.kill('SIGINT'), 100);
    await once(child, 'exit');
    clearInterval(insisting);
    expect((await finished).code).toBe(130);
  });

  it('writes plain lines where that is asked for, a message whole once, and its title for each other channel', async () => {
    const { child, finished, until } = await watching({ args: ['--log', 'lines'] });
    await until('next in');
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => /^\d\d:\d\d:\d\d /.test(line));
    expect(lines.map((line) => line.slice(9).replace(/\d+/g, 'N'))).toEqual([
      expect.stringMatching(
        /^(webhook|console) hears \[summary\] critical N of N relays of the account had already stopped/,
      ),
      expect.stringMatching(
        /^(webhook|console) hears \[summary\] critical N of N relays of the account had already stopped/,
      ),
      expect.stringMatching(/^✓ complete: N relays, .*; N cause open; N calls, N throttled, N\.N s; next in N min$/),
      'stopping',
    ]);
    expect(stdout.split('\n  What to do:\n')).toHaveLength(2);
  });
});
