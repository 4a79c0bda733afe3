import type { Show } from './showing.ts';

/** Times that were checked when they were read, and a word of ours. */
const OURS: ReadonlySet<string> = new Set(['at', 'since', 'until', 'about']);

/** A part of a story with every text in it fit to be shown, however deep it is. Words that we gave are not changed by that. */
export function shownFact<Fact>(fact: Fact, show: Show): Fact {
  return shownValue(fact, show) as Fact;
}

function shownValue(value: unknown, show: Show): unknown {
  if (typeof value === 'string') return show(value);
  if (Array.isArray(value)) return value.map((one) => shownValue(one, show));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, one]) => [name, OURS.has(name) ? one : shownValue(one, show)]);
  return Object.fromEntries(fields);
}
