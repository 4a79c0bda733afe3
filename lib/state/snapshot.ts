import * as z from 'zod/mini';

const pacerMemory = z.object({
  shortestMs: z.number().check(z.minimum(0)),
  samples: z.number().check(z.minimum(0)),
});

const snapshotSchema = z.object({
  version: z.literal(1),
  savedAt: z.string(),
  /** Where to go on, when the last sweep ran out of time. */
  cursor: z.nullable(z.object({ walk: z.string(), page: z.int().check(z.minimum(1)) })),
  /** What the pacers learned of the network, by operation. */
  pacers: z.record(z.string(), pacerMemory),
});

/** What one sweep leaves to the next. Its size does not depend on the number of tasks. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Reads a snapshot. @returns null when the text is torn, is not one, or is of another version */
export function parseSnapshot(text: string): Snapshot | null {
  try {
    const parsed = snapshotSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
