import * as z from 'zod/mini';
import { SEVERITIES } from '../../monitor/severity.ts';
import type { Begun, KeptBook, ToldEntry } from '../../monitor/told-book.ts';

/** In the order below. Their words are ours: a cause of which one is unknown has another key, and is left alone. */
type BegunText = readonly [by: string, value: string, verdict: string, reason: string, since: string];

const bookSchema = z.object({
  version: z.literal(1),
  broken: z.boolean(),
  told: z.array(
    z.object({
      channel: z.string(),
      key: z.string(),
      kind: z.string(),
      severity: z.enum(SEVERITIES),
      affected: z.number(),
      regions: z.array(z.string()),
      at: z.string(),
      begun: z.optional(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()])),
      unsaved: z.optional(z.boolean()),
      maybe: z.optional(z.boolean()),
    }),
  ),
});

const EMPTY: KeptBook = { broken: false, told: [] };

/** Serialises a book of what was told. */
export function textOfBook({ broken, told }: KeptBook): string {
  return JSON.stringify({ version: 1, broken, told: told.map(withText) });
}

/** Parses a stored book; empty when there is none or it is unusable. */
export function keptBookOf(text: string | null): KeptBook {
  try {
    const parsed = bookSchema.safeParse(JSON.parse(text ?? 'null'));
    if (!parsed.success) return EMPTY;
    const { broken, told } = parsed.data;
    return { broken, told: told.map(({ begun, ...one }) => (begun ? { ...one, begun: begunOf(begun) } : one)) };
  } catch {
    return EMPTY;
  }
}

function withText({ begun, ...one }: ToldEntry) {
  if (!begun) return one;
  const { scope, verdict, reason, since } = begun;
  return { ...one, begun: [scope.by, scope.value, verdict, reason, since] satisfies BegunText };
}

function begunOf([by, value, verdict, reason, since]: BegunText): Begun {
  return { scope: { by, value } as Begun['scope'], verdict: verdict as Begun['verdict'], reason, since };
}
