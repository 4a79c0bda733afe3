import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hint } from '../../lib/monitor/hint.ts';
import { TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { fileTexts } from '../../lib/state/file/file-texts.ts';
import { createHintBox } from '../../lib/state/hints.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';

const HINT: Hint = {
  taskId: '11111111-2222-3333-4444-555555555555',
  region: 'cn-shanghai',
  status: 'stopped',
  eventSeconds: 1_767_323_045,
  byUser: false,
};

const hints = fc.record<Hint>({
  taskId: fc.stringMatching(/^[A-Za-z0-9_-]{1,55}$/),
  region: fc.option(fc.stringMatching(/^[a-z0-9-]{1,64}$/)),
  status: fc.constantFrom(...TASK_STATUSES),
  eventSeconds: fc.option(fc.integer({ min: 1, max: 8_640_000_000_000 })),
  byUser: fc.boolean(),
});

describe('hints', () => {
  it('wait until they are removed, whatever they say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(hints, { selector: (one) => JSON.stringify(one), maxLength: 20 }),
        async (some) => {
          const box = createHintBox(memoryTexts(new Map()));
          for (const hint of some) await box.add(hint);
          const waiting = await box.waiting(100);
          expect(new Set(waiting)).toEqual(new Set(some));
          expect(waiting).toHaveLength(some.length);
          await box.remove(some.slice(1));
          expect(await box.waiting(100)).toEqual(some.slice(0, 1));
        },
      ),
    );
  });

  it('are one when a callback is repeated, and two when the relay did two things', async () => {
    const box = createHintBox(memoryTexts(new Map()));
    await box.add(HINT);
    await box.add({ ...HINT });
    await box.add({ ...HINT, status: 'running' });
    await box.add({ ...HINT, eventSeconds: 1_767_323_046 });
    await box.add({ ...HINT, byUser: true });
    expect(await box.waiting(100)).toHaveLength(4);
  });

  it('come in portions, however many wait', async () => {
    const box = createHintBox(memoryTexts(new Map()));
    for (let at = 0; at < 50; at++) await box.add({ ...HINT, eventSeconds: at + 1 });
    expect(await box.waiting(7)).toHaveLength(7);
  });

  it('are removed though another removed them before', async () => {
    const box = createHintBox(memoryTexts(new Map()));
    await box.add(HINT);
    await box.remove([HINT]);
    await expect(box.remove([HINT])).resolves.toBeUndefined();
    await expect(box.remove([])).resolves.toBeUndefined();
  });

  it('lie in a folder beside everything else, and only their names count', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relaywatch-hints-'));
    const box = createHintBox(fileTexts(folder, 'the hints'));
    await box.add(HINT);
    for (const name of ['hint-', 'hint-a.b', 'hint-id.cn.asleep.1.', 'hint-id.cn.running.x.', 'snapshot-1.json'])
      await writeFile(join(folder, name), '');
    expect(await box.waiting(100)).toEqual([HINT]);
    await box.remove([HINT]);
    expect((await readdir(folder)).filter((name) => name.includes(HINT.taskId))).toEqual([]);
  });

  it('say what failed, and on what', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'relaywatch-hints-')), 'a-file');
    await writeFile(file, '');
    const box = createHintBox(fileTexts(file, 'the hints'));
    await expect(box.add(HINT)).rejects.toThrow(/^the hints in .*a-file cannot be written \((ENOTDIR|EEXIST)\)$/);
    await expect(box.waiting(1)).rejects.toThrow(/^the hints in .*a-file cannot be read \(ENOTDIR\)$/);
  });
});
