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

/** A book of what was told, as the text that is kept. */
export function textOfBook({ broken, told }: KeptBook): string {
  return JSON.stringify({ version: 1, broken, told });
}

/** The book in a text that was kept; an empty one where there is none, or where it cannot be used. */
export function keptBookOf(text: string | null): KeptBook {
  try {
    const parsed = bookSchema.safeParse(JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.data : EMPTY;
  } catch {
    return EMPTY;
  }
}
