import fc from 'fast-check';
import { answer } from '../../../functions/status/site.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import { usableOf } from '../../../lib/state/snapshot.ts';
import { parseSnapshot } from '../../../lib/state/snapshot-text.ts';
import { knownOf } from '../../../lib/status/known.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { siteOf } from '../../../tests/support/status-site.ts';
import { mutatedJson, mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { inOutage, PAGES } from './outage.ts';

interface Input {
  readonly text: string;
  /** Whether a sweep goes on from it, which takes a hundred times as long as reading it. */
  readonly swept: boolean;
}

/** A snapshot that somebody with access to the store wrote: a sweep goes on from it, and the pages show it. */
export async function open(): Promise<FuzzTarget<Input>> {
  const { store } = await inOutage();
  const { snapshot } = await store.load();
  const whole = mutatedJson(snapshot);
  const text = fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: mutatedText(whole) });
  const swept = fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
  return {
    inputs: fc.record({ text, swept }),
    run: async (input) => {
      const found = parseSnapshot(input.text);
      if (found.kind !== 'readable') return;
      knownOf(usableOf(found.snapshot));
      if (input.swept) await goOnFrom(input.text);
    },
  };
}

async function goOnFrom(text: string): Promise<void> {
  const world = new World({ pager: 120 }, {}, '2026-03-01T09:00:00Z');
  for (const id of ['a', 'b', 'c']) world.add(id);
  world.set('b', 'stopped', 'PushStreamFailed');
  world.store = createMemoryStore({ texts: new Map([[1, text]]) });
  await look(world);
  must((await world.sweepAfter(60)) !== null, 'the sweep died');
  await look(world);
}

async function look(world: World): Promise<void> {
  for (const path of PAGES) {
    const request = { method: 'GET', path, query: new URLSearchParams(), headers: {} };
    const { statusCode } = await answer(request, siteOf(world));
    must([200, 404].includes(statusCode) || path === '/metrics', `${path} answered ${statusCode}`);
  }
}
