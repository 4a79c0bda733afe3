import fc from 'fast-check';
import { answer } from '../../../functions/status/site.ts';
import { createJournal } from '../../../lib/state/journal.ts';
import { addedTo, entriesIn } from '../../../lib/state/journal-text.ts';
import { memoryTexts } from '../../../lib/state/memory-texts.ts';
import type { World } from '../../../stand-ins/simulation/world.ts';
import { siteOf } from '../../../tests/support/status-site.ts';
import { mutatedJson, mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { inOutage } from './outage.ts';

interface Input {
  readonly text: string;
  /** Whether the pages show it, which takes fifty times as long as reading it. */
  readonly shown: boolean;
}

const ROOM = 100_000;

/** An hour of the journal that somebody with access to the store wrote: read, gone on with, and shown. */
export async function open(): Promise<FuzzTarget<Input>> {
  const world = await inOutage();
  const entries = await world.noted();
  const line = fc.oneof(...entries.slice(0, 40).map((one) => mutatedJson(one)));
  const lines = fc.array(line, { minLength: 1, maxLength: 6 }).map((all) => `${all.join('\n')}\n`);
  const text = fc.oneof({ weight: 4, arbitrary: lines }, { weight: 1, arbitrary: mutatedText(lines) });
  const shown = fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
  return {
    inputs: fc.record({ text, shown }),
    run: async (input) => {
      const found = entriesIn(input.text);
      const next = addedTo(input.text, entries.slice(0, 3), ROOM);
      must(entriesIn(next).length >= found.length, 'entries are lost when others are added');
      if (input.shown) await show(input.text, world);
    },
  };
}

async function show(text: string, world: World): Promise<void> {
  const name = `journal-${world.clock.nowUtc().toISO().slice(0, 13)}.jsonl`;
  const journal = createJournal(memoryTexts(new Map([[name, text]])));
  for (const address of ADDRESSES) {
    const [path = '', query = ''] = address.split('?');
    const request = { method: 'GET', path, query: new URLSearchParams(query), headers: {} };
    const { statusCode } = await answer(request, siteOf(world, { journal }));
    // 300: several relays fit
    must([200, 300, 404].includes(statusCode), `${address} answered ${statusCode}`);
  }
}

const ADDRESSES = [
  '/history?period=7d',
  '/reliability',
  '/explain?relay=studio-1',
  '/cause/source-1',
  '/api/v1/history?name=studio-*',
  '/api/v1/reliability',
  '/api/v1/explain?relay=event-1',
];
