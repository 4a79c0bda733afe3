import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rosterOf } from '../../lib/monitor/roster.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import { createRosterBox } from '../../lib/state/roster-box.ts';

describe('where the list of relays is kept', () => {
  it('gives back what was kept last', async () => {
    const box = createRosterBox(memoryTexts(new Map()));
    expect(await box.read()).toBeNull();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 0xffff_ffff })), async (entries) => {
        const roster = rosterOf(entries);
        await box.keep(roster);
        expect([...((await box.read()) ?? [])]).toEqual([...roster]);
      }),
    );
  });

  it('takes about five characters a relay', async () => {
    const texts = new Map<string, string>();
    await createRosterBox(memoryTexts(texts)).keep(rosterOf(Array.from({ length: 30_000 }, (_, at) => at * 7)));
    expect(texts.get('roster')?.length).toBeLessThan(30_000 * 5.4);
  });

  it.each([
    ['nothing', ''],
    ['half of it', 'v1 AAAA'],
    ['another version', 'v2 AAAAAA==\n'],
    ['a number of bytes that fits no relays', 'v1 AAAAAAA=\n'],
    ['one that is not sorted', `v1 ${Buffer.from([9, 0, 0, 0, 1, 0, 0, 0]).toString('base64')}\n`],
    ['a relay twice', `v1 ${Buffer.from([9, 0, 0, 0, 9, 0, 0, 0]).toString('base64')}\n`],
    ['what is no base64', 'v1 <html>\n'],
  ])('has none when it holds %s', async (_, text) => {
    expect(await createRosterBox(memoryTexts(new Map([['roster', text]]))).read()).toBeNull();
  });
});
