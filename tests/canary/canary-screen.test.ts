import { describe, expect, it } from 'vitest';
import { frameOf } from '../../bin/terminal/screen/frame.ts';
import { textOf } from '../../bin/terminal/shown.ts';
import { keepWatching } from '../../bin/watching/keep-watching.ts';
import { screenView } from '../../bin/watching/screen-view.ts';
import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { systemClock } from '../../lib/base/time.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { startRelaywatch, useCommandLine } from '../bin/command-line.ts';
import { makeReportDue, YEARLY } from '../bin/due-report.ts';
import { CANARY, expectNoCanary } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { everything, surroundings, TROUBLES } from './around.ts';

useCommandLine();
useNoWaiting();

/** So wide and high that no line is cut within a secret. */
const HUGE = { columns: 2_000, rows: 400 };
const REPORT = { report: { ...YEARLY, channels: ['on-call', 'console'] } };

/** Watches for three sweeps. @returns every drawing of the screen */
async function drawings(around: Awaited<ReturnType<typeof surroundings>>): Promise<string[]> {
  const config = await loadConfig(around.config, {});
  const frames: string[] = [];
  const settings = { title: 'relaywatch', page: null, script: [], status: statusSettingsOf(config) };
  const view = screenView(settings, systemClock, () => void frames.push(textOf(frameOf(view.board(), HUGE))));
  const stopping = new AbortController();
  let rounds = 0;
  await keepWatching({
    config,
    memoryStore: createMemoryStore(),
    memoryJournal: createMemoryJournal(),
    clock: systemClock,
    log: view.log,
    write: () => undefined,
    view: {
      ...view,
      sweepEnded(round, nextInMs) {
        view.sweepEnded(round, nextInMs);
        rounds += 1;
        if (rounds === 3) stopping.abort();
      },
    },
    hints: null,
    intervalMs: 1,
    graceMs: 1_000,
    stopping: stopping.signal,
  });
  return frames;
}

describe.each(TROUBLES)('when %s, no secret shows', (_, trouble) => {
  it('on the live screen', async () => {
    const around = await surroundings(trouble, [], REPORT);
    const frames = await drawings(around);
    await makeReportDue(around.state);
    frames.push(...(await drawings(around)));
    expect(frames.length).toBeGreaterThan(10);
    expectNoCanary({ screen: frames.join('\n'), ...(await everything(around)) });
  });
});

describe('the live screen of a process of its own, as it is shipped,', () => {
  /** Colours, moves of the cursor and ends of lines may stand within a secret that is cut. */
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is sent to a terminal
  const joined = (text: string) => text.replace(/\u001b\[[\d;?]*[A-Za-z]|\s/g, '');

  it('shows no secret of the configuration (watch)', async () => {
    const around = await surroundings({ live: { faults: { http500: 0.3 } }, webhook: 401, metricsFail: true });
    const { child, out, printed, finished } = startRelaywatch([
      ...['watch', '--log', 'screen', '--interval', '3600', '--config', around.config],
    ]);
    await printed(' throttled');
    child.kill('SIGINT');
    await finished;
    expectNoCanary({ stdout: joined(out.stdout), stderr: joined(out.stderr), ...(await everything(around)) });
  });

  it('shows no secret of the environment, which is not used (start)', async () => {
    const names = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'];
    const more = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'RELAYWATCH_STATUS_TOKEN'];
    const env = Object.fromEntries([...names, ...more].map((name) => [name, `${CANARY}-of-${name}`]));
    const args = ['start', '--log', 'screen', '--interval', '3600', '--tasks', '60', '--churn', '0'];
    const { child, out, printed, finished } = startRelaywatch(args, env);
    await printed(' throttled');
    child.kill('SIGINT');
    await finished;
    expectNoCanary({ stdout: joined(out.stdout), stderr: joined(out.stderr) });
  });
});
