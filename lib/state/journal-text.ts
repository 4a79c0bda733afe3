import * as z from 'zod/mini';
import { countedSightings } from '../monitor/counted-sightings.ts';
import type {
  CountedSighting,
  JournalEntry,
  JournalFact,
  LeftOutEntry,
  SightedEntry,
} from '../monitor/journal-entry.ts';

const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/));
const countOrNull = z.nullable(z.number());
const textOrNull = z.nullable(z.string());
const SEEN = {
  as: z.string(),
  reason: z.string(),
  region: z.string(),
  of: z.number(),
  places: z.array(z.tuple([z.string(), countOrNull, countOrNull])),
};
/** Words are texts, since a later version may know more of them. */
const FIELDS = {
  incident: {
    event: z.string(),
    key: z.string(),
    region: z.string(),
    name: z.string(),
    source: z.string(),
    destination: z.string(),
    verdict: z.string(),
    reason: z.string(),
    severity: z.string(),
    since: time,
    causeKey: textOrNull,
    lostSeconds: z.number(),
  },
  cause: {
    event: z.string(),
    key: z.string(),
    scope: z.looseObject({ by: z.string(), value: z.string() }),
    verdict: z.string(),
    reason: z.string(),
    severity: z.string(),
    since: time,
    affected: z.number(),
  },
  decision: { causeKey: textOrNull, incidentKey: textOrNull, reason: z.string(), message: textOrNull },
  answer: { channel: z.string(), dedupKey: z.string(), message: z.string(), accepted: z.boolean(), said: z.string() },
  sweep: { complete: z.boolean(), relays: z.number(), open: z.number() },
  sighted: {
    ...SEEN,
    relays: z.array(z.tuple([z.string(), z.string(), countOrNull, countOrNull, countOrNull, z.number(), z.number()])),
  },
  change: { what: z.string(), text: z.string() },
  'left-out': {
    count: z.number(),
    sighted: z.optional(
      z.array(
        z.looseObject({
          ...SEEN,
          counts: z.array(z.tuple([z.number(), z.number(), z.number()])),
        }),
      ),
    ),
  },
} as const satisfies Readonly<Record<JournalFact['kind'], Readonly<Record<string, z.ZodMiniType>>>>;

function line<const Kind extends JournalFact['kind']>(kind: Kind) {
  return z.looseObject({ at: time, kind: z.literal(kind), ...FIELDS[kind] });
}

/** Reads back what we wrote: what lacks anything that a reader counts on is not an entry. */
const entry = z.discriminatedUnion('kind', [
  line('incident'),
  line('cause'),
  line('decision'),
  line('answer'),
  line('sweep'),
  line('sighted'),
  line('change'),
  line('left-out'),
]);

/** What would hurt most to lose comes first: without causes and messages, the rest explains nothing. */
const ORDER: Readonly<Record<JournalFact['kind'], number>> = {
  'left-out': 0,
  sweep: 1,
  change: 2,
  cause: 3,
  answer: 4,
  decision: 5,
  incident: 6,
  sighted: 7,
};
/**
 * The share of an hour's room that entries about single relays may take: a storm must leave room for what happens after
 * it.
 */
const SHARE_OF_INCIDENTS = 0.5;
/** The share up to which relays that are seen otherwise may fill it: they come last, and what is told must still fit. */
const SHARE_OF_SIGHTED = 0.7;
/** The share up to which relays that are only counted may fill it: a hundred of them take no more than three that are named. */
const SHARE_OF_COUNTED = 0.9;
/** The share of an hour's room for the lines that say how much was left out, one per sweep. */
const SHARE_OF_LEFT_OUT = 0.1;

/** After so many of one kind in a row that did not fit, no more of it are tried: a storm has tens of thousands. */
const MOST_MISFITS = 50;

/** Adds entries to the lines of an hour, as far as there is room. @param mostBytes for the whole hour */
export function addedTo(before: string, entries: readonly JournalEntry[], mostBytes: number): string {
  let text = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  let bytes = Buffer.byteLength(text);
  let leftOut = 0;
  const notSighted: SightedEntry[] = [];
  const add = (one: JournalEntry, room: number) => {
    const line = `${JSON.stringify(one)}\n`;
    const size = Buffer.byteLength(line);
    if (bytes + size > room) return false;
    text += line;
    bytes += size;
    return true;
  };
  const room = mostBytes * (1 - SHARE_OF_LEFT_OUT);
  const misfits = { kind: '', inARow: 0 };
  for (const one of entries.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])) {
    if (misfits.kind !== one.kind) Object.assign(misfits, { kind: one.kind, inARow: 0 });
    const mayFit = misfits.inARow < MOST_MISFITS;
    if (mayFit && add(one, isOfOneRelay(one) ? mostBytes * SHARE_OF_INCIDENTS : room * shareOf(one))) {
      misfits.inARow = 0;
      continue;
    }
    misfits.inARow += 1;
    leftOut += 1;
    if (one.kind === 'sighted') notSighted.push(one);
  }
  const at = entries[0]?.at;
  const forCounted = room * SHARE_OF_COUNTED - bytes;
  if (leftOut > 0 && at !== undefined) add(leftOutEntry(at, leftOut, notSighted, forCounted), mostBytes);
  return text;
}

/** @param mostBytes for what says more than how many */
function leftOutEntry(
  at: string,
  count: number,
  notSighted: readonly SightedEntry[],
  mostBytes: number,
): LeftOutEntry & { readonly at: string } {
  const relays = notSighted.reduce((sum, one) => sum + one.relays.length, 0);
  const sighted: CountedSighting[] = [];
  let bytes = 0;
  for (const one of countedSightings(notSighted)) {
    bytes += Buffer.byteLength(JSON.stringify(one));
    if (bytes > mostBytes) break;
    sighted.push(one);
  }
  const more = { ...(relays > 0 ? { relays } : {}), ...(sighted.length > 0 ? { sighted } : {}) };
  return { at, kind: 'left-out', count, ...more };
}

function isOfOneRelay({ kind }: JournalEntry): boolean {
  return kind === 'incident' || kind === 'decision';
}

function shareOf({ kind }: JournalEntry): number {
  return kind === 'sighted' ? SHARE_OF_SIGHTED : 1;
}

/** The entries of an hour; torn or unknown lines are left out. */
export function entriesIn(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    // an hour of nothing but damage must not cost a page its time: only what begins like an entry is looked at
    if (!line.startsWith('{')) return [];
    const value = parsed(line);
    return entry.safeParse(value).success ? [value as JournalEntry] : [];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
