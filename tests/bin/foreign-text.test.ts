import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anAnsweringServer, json } from '../fixtures/live/answering-server.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere } from './in-process.ts';

useRunFolder();
useNoWaiting();

/** Colours, a hidden prompt, a screen that is cleared, reversed writing, forged lines: what a name may be made of. */
const EVIL = 'a\u001b[8m\u001b]0;x\u0007\u009b2J\u202eb\u2066\tc\r\n✓ forged\u2028d\u0000';
const UNSAFE = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const page = JSON.parse(readFileSync(new URL('../fixtures/live/list-page.json', import.meta.url), 'utf8'));
const [first] = page.TaskList;

/** A Live whose tasks say such things wherever they can; `refusing` answers each call with an error that does. */
async function evilLive({ refusing = false } = {}): Promise<string> {
  const task = (taskId: string, name: string, stopped: object) => ({
    ...first,
    TaskId: taskId,
    ...stopped,
    [`New${EVIL}`]: 1,
    TaskInfo: { ...first.TaskInfo, TaskId: taskId, TaskName: name, EndTime: '2099-01-01T00:00:00Z', [`New${EVIL}`]: 1 },
  });
  const stopped = { TaskStatus: 3, TaskInvalidReason: EVIL };
  const tasks = [task('t-1', EVIL, stopped), task(`t-2${EVIL}`, '\u3164 ', stopped), task('t-3', '👩‍👧 می‌خواهم', {})];
  const list = { ...page, TotalNum: 3, Total: 3, TotalPage: 1, PageNumber: 1, PageSize: 100, TaskList: tasks };
  const refusal = json(400, { Code: `InvalidParameter.${EVIL}`, Message: EVIL, RequestId: EVIL });
  const { url } = await anAnsweringServer(refusing ? refusal : json(200, list));
  return url;
}

async function aConfig(url: string) {
  const path = await configFile({
    live: { endpoint: url, regions: ['cn-shanghai'], qps: 1_000 },
    alerts: [{ type: 'console', name: `on\u202ecall` }],
    state: { type: 'file', path: join(await freshFolder(), 'state') },
  });
  return (...args: string[]) => relaywatchHere([...args, '--config', path]);
}

function expectHarmless({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): void {
  expect(stdout).not.toMatch(UNSAFE);
  expect(stderr).not.toMatch(UNSAFE);
  expect(`${stdout}${stderr}`).not.toMatch(/^✓ forged/m);
}

describe('what comes from outside', () => {
  it('reaches no terminal as it is, from any command that shows relays', async () => {
    const run = await aConfig(await evilLive());
    const runs = [
      await run('sweep'),
      await run('silence', 'add', '--name', 'nothing', '--until', 'PT1H', '--comment', EVIL),
      await run('tasks'),
      await run('incidents'),
      await run('silence', 'list'),
      await run('test-alert'),
      await run('check'),
    ];
    for (const one of runs) expectHarmless(one);
    const [, , tasks, incidents, silences] = runs.map(({ stdout }) => stdout);
    expect(tasks).toMatch(/a\?\[8m\?\]0;x\?\?2J\?b\?\?c\?\?✓ forged\?d\?/);
    // joiners stay, and a name that says nothing gives way to the id
    expect(tasks).toContain('👩‍👧 می‌خواهم');
    expect(incidents).toMatch(/cn-shanghai +t-2a\?/);
    expect(silences).toMatch(/name=nothing +a\?\[8m/);
  });

  it('means the same in JSON, where it is escaped', async () => {
    const run = await aConfig(await evilLive());
    const runs = [
      await run('sweep', '--json'),
      await run('silence', 'add', '--name', 'nothing', '--until', 'PT1H', '--comment', EVIL),
      await run('tasks', '--json'),
      await run('incidents', '--json'),
      await run('silence', 'list', '--json'),
    ];
    for (const one of runs) expectHarmless(one);
    const [sweep, , tasks, , silences] = runs.map(({ stdout }) => stdout);
    expect(JSON.parse(sweep ?? '').tasks.stoppedByReason).toMatchObject({ [EVIL]: 2 });
    expect(JSON.parse(tasks ?? '').tasks[0].name).toBe(EVIL);
    expect(JSON.parse(silences ?? '')).toMatchObject([{ comment: EVIL }]);
    expect(tasks).toContain('\\u202e');
    expect(tasks).toContain('\\u009b');
  });

  it('is quoted from errors of a service without harm', async () => {
    const run = await aConfig(await evilLive({ refusing: true }));
    for (const args of [['tasks'], ['check'], ['sweep'], ['sweep', '--json']]) {
      const one = await run(...args);
      expectHarmless(one);
      expect(`${one.stdout}${one.stderr}`).toContain('InvalidParameter.a');
      expect(one.code).toBe(1);
    }
  });

  it('is quoted from a wrong use, too', async () => {
    const run = await aConfig('http://127.0.0.1:10');
    for (const args of [[`--${EVIL}`], ['test-alert', EVIL], ['tasks', '--limit', EVIL], [EVIL]]) {
      const one = await run(...args);
      // their line breaks are the caller's own
      expect(one).toMatchObject({ code: 2, stdout: '', stderr: expect.not.stringMatching(UNSAFE) });
    }
    const nowhere = await relaywatchHere(['check', '--config', `/nowhere/${EVIL}`]);
    expect(nowhere).toMatchObject({ code: 2, stdout: '', stderr: expect.not.stringMatching(UNSAFE) });
  });
});
