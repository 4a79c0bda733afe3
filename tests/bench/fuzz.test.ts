import { describe, expect, it } from 'vitest';
import { fuzz } from '../../bench/fuzz/harness.ts';
import { moduleOf, TARGETS, type TargetModule } from '../../bench/fuzz/target.ts';
import { fuzzWatched } from '../../bench/fuzz/watched.ts';
import { type Plant, planted } from './planted.ts';

/** More by `npm run fuzz`. */
const INPUTS = 12;

describe('fuzzing', () => {
  it.each(Object.keys(TARGETS))('finds nothing in what is read by %s', async (name) => {
    const { open } = (await import(moduleOf(name))) as TargetModule;
    // the first input pays for compiling, on a machine that does other things
    const { inputs, findings } = await fuzz(await open(), { inputs: INPUTS, seed: 20_260_302, slowMs: 10_000 });
    expect(findings).toEqual([]);
    expect(inputs).toBe(INPUTS);
  });

  it.each<[Plant, string, string]>([
    ['throws', 'threw', 'TypeError: planted'],
    ['pollutes', 'polluted', 'Object.prototype has planted'],
    ['slow', 'slow', 'took '],
    ['grows', 'grew', 'the heap grew by '],
  ])('finds what %s', async (plant, kind, problem) => {
    const { findings } = await fuzz(planted(plant), { inputs: plant === 'grows' ? 1_500 : 300, seed: 1, slowMs: 20 });
    expect(findings).toContainEqual(expect.objectContaining({ kind, problem: expect.stringContaining(problem) }));
    expect('planted' in {}).toBe(false);
  });

  it('finds it again by what it says of it', async () => {
    const [first] = (await fuzz(planted('throws'), { inputs: 600, seed: 5 })).findings;
    expect(first).toMatchObject({ kind: 'threw', input: '7' });
    const again = await fuzz(planted('throws'), { inputs: (first?.index ?? 0) + 1, seed: first?.seed ?? 0 });
    expect(again.findings).toMatchObject([{ seed: first?.seed, index: first?.index, input: '7' }]);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await fuzz(planted('well'), { inputs: 1_000, seed: 1 })).toMatchObject({ inputs: 1_000, findings: [] });
  });

  it('ends an input that does not end', async () => {
    const { inputs, findings } = await fuzzWatched(new URL('./planted.ts', import.meta.url).href, {
      inputs: 100,
      seed: 1,
      hangMs: 200,
    });
    expect(findings).toMatchObject([{ kind: 'hung', seed: 1, index: inputs }]);
  });
});
