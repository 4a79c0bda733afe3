import * as z from 'zod/mini';
import { SEVERITIES } from '../../monitor/severity.ts';
import type { KeptBook } from '../../monitor/told-book.ts';

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
    }),
  ),
});

const EMPTY: KeptBook = { broken: false, told: [] };

/** Serialises a book of what was told. */
export function textOfBook({ broken, told }: KeptBook): string {
  return JSON.stringify({ version: 1, broken, told });
}

/** Parses a stored book; empty when there is none or it is unusable. */
export function keptBookOf(text: string | null): KeptBook {
  try {
    const parsed = bookSchema.safeParse(JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.data : EMPTY;
  } catch {
    return EMPTY;
  }
}
