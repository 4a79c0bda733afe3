import { describe, expect, it } from 'vitest';
import { answerOf } from '../../lib/live/list-evidence.ts';
import { WalkPlan } from '../../lib/live/walk-plan.ts';
import { EMPTY_LIST_MEMORY, type ListVerdict } from '../../lib/live/walk-verdict.ts';
import type { ListMemory } from '../../lib/monitor/reading-memory.ts';
import { seededRandom, seeds } from '../../stand-ins/simulation/seeded-random.ts';
import { ChurningList, type ChurnOptions, type ListOrder } from '../support/churning-list.ts';

/*
 * Sweeps over a list that never holds still: the plan alone, at ten calls a second, on a clock of its own. What is promised
 * holds over RELAYWATCH_RUNS histories (npm run test:properties runs 1,000); a history is told by its seed.
 */
const RUNS = Number(process.env.RELAYWATCH_RUNS ?? 12);
const PAGE = 100;
const CALL_SECONDS = 0.1;
const INTERVAL_SECONDS = 60;

interface Read {
  readonly verdict: ListVerdict;
  readonly seen: ReadonlySet<number>;
  readonly calls: number;
  readonly pages: number;
  readonly endSecond: number;
}

interface UnderWay {
  readonly page: number;
  readonly answer: ReturnType<ChurningList['page']>;
  readonly atSecond: number;
}

/** Reads the list as a sweep does that starts at this second; answers take 55 to 85 ms. */
function read(list: ChurningList, startSecond: number, memory: ListMemory, random: () => number): Read {
  const plan = new WalkPlan(PAGE, 1, memory);
  const seen = new Set<number>();
  const underWay: UnderWay[] = [];
  let second = startSecond;
  let calls = 0;
  const take = ({ page, answer }: UnderWay) => {
    const firsts = answer.tasks.map((id) => !seen.has(id));
    for (const id of answer.tasks) seen.add(id);
    plan.answered(page, answerOf(answer.total, firsts));
  };
  for (;;) {
    while (underWay[0] && underWay[0].atSecond <= second) take(underWay.shift() as UnderWay);
    plan.settle(() => seen.size);
    const page = plan.next(true);
    if (page !== null) {
      list.passTo(second);
      underWay.push({ page, answer: list.page(page, PAGE), atSecond: second + 0.055 + random() * 0.03 });
      calls += 1;
      second += CALL_SECONDS;
    } else if (underWay[0]) {
      second = Math.max(second, underWay[0].atSecond);
    } else {
      break;
    }
  }
  if (!plan.verdict) throw new Error('the plan came to no verdict');
  return { verdict: plan.verdict, seen, calls, pages: Math.ceil(list.tasks.length / PAGE), endSecond: second };
}

/** Sweeps once a minute; `look` is told of each. */
function sweeps(
  options: ChurnOptions,
  count: number,
  look: (read: Read, list: ChurningList, sweep: number) => void,
): void {
  const list = new ChurningList(options);
  const random = seededRandom(options.seed + 1);
  let memory = EMPTY_LIST_MEMORY;
  for (let sweep = 0; sweep < count; sweep++) {
    list.passTo(sweep * INTERVAL_SECONDS);
    const done = read(list, sweep * INTERVAL_SECONDS, memory, random);
    memory = done.verdict.memory;
    look(done, list, sweep);
  }
}

const STEADY: readonly ListOrder[] = ['oldest first', 'newest first', 'by id'];
const RATES = [0.1, 0.33, 1, 2];

describe('a list with a steady order that changes under way', { timeout: 900_000 }, () => {
  it('is complete in every sweep, for few more calls than it has pages, and never called unsteady', () => {
    const [calls, pages] = [new Map<number, number>(), new Map<number, number>()];
    for (const seed of seeds(RUNS)) {
      const order = STEADY[seed % STEADY.length] ?? 'by id';
      const perSecond = RATES[seed % RATES.length] ?? 1;
      sweeps({ order, tasks: 11_000 + (seed % 10) * 137, perSecond, seed }, 4, (done) => {
        expect(done.verdict.incompleteness, `seed ${seed}`).toEqual([]);
        calls.set(perSecond, (calls.get(perSecond) ?? 0) + done.calls);
        pages.set(perSecond, (pages.get(perSecond) ?? 0) + done.pages);
      });
    }
    for (const perSecond of RATES)
      expect((calls.get(perSecond) ?? 0) / (pages.get(perSecond) ?? 1)).toBeLessThanOrEqual(1.06);
  });

  it('shows every stopped task in the first two sweeps that can see it', () => {
    let stops = 0;
    for (const seed of seeds(RUNS)) {
      const order = STEADY[seed % STEADY.length] ?? 'by id';
      const perSecond = 2 * seededRandom(seed)();
      const unseenSince = new Map<number, number>();
      sweeps({ order, tasks: 12_000, perSecond, seed }, 6, ({ seen }, list, sweep) => {
        for (const [id, since] of unseenSince) {
          if (seen.has(id) || !list.tasks.includes(id)) unseenSince.delete(id);
          else expect(sweep - since, `seed ${seed}, task ${id}`).toBeLessThan(1);
        }
        for (let n = 0; n < 20; n++) unseenSince.set(list.any(), sweep + 1);
        stops += 20;
      });
    }
    expect(stops).toBe(RUNS * 120);
  });

  it('is exact when nothing moved, and only then', () => {
    for (const seed of seeds(RUNS)) {
      const perSecond = seed % 2;
      sweeps({ order: 'by id', tasks: 100 + (seed % 40) * 53, perSecond, seed }, 3, ({ verdict, seen }, list) => {
        if (perSecond === 0) expect(verdict).toMatchObject({ exact: true, overlooked: 0 });
        if (verdict.exact) expect(seen.size).toBe(list.tasks.length);
      });
    }
  });

  it('tells how many may have been overlooked: hardly ever fewer than were', () => {
    let [told, missed, fewer] = [0, 0, 0];
    for (const seed of seeds(RUNS)) {
      const order = STEADY[seed % STEADY.length] ?? 'by id';
      let atStart = new Set<number>();
      sweeps({ order, tasks: 12_000, perSecond: 1, seed }, 4, ({ verdict, seen }, list) => {
        const unseen = list.tasks.filter((id) => atStart.has(id) && !seen.has(id)).length;
        told += verdict.overlooked;
        missed += unseen;
        fewer += unseen > verdict.overlooked ? 1 : 0;
        atStart = new Set(list.tasks);
      });
    }
    expect(told).toBeGreaterThanOrEqual(missed);
    expect(fewer).toBeLessThanOrEqual(Math.ceil(RUNS * 4 * 0.05));
  });
});

describe('a list without a steady order', () => {
  it.each(seeds(12))('is told as such, in every sweep: relays may stay hidden (seed %i)', (seed) => {
    sweeps({ order: 'none', tasks: 300 * seed, perSecond: seed % 2, seed }, 2, ({ verdict }) => {
      expect(verdict.incompleteness).toMatchObject([{ code: 'order-unstable', blind: true }]);
    });
  });
});
