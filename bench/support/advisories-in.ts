import * as z from 'zod/mini';
import { visible } from '../../lib/base/visible.ts';

const via = z.union([z.string(), z.object({ title: z.string(), url: z.string() })]);
const answer = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), via: z.array(via) })),
});

/** What `npm audit --json` says, a line each; null when the registry did not answer. */
export function advisoriesIn(json: string): string[] | null {
  const parsed = answer.safeParse(parsedJson(json));
  if (!parsed.success) return null;
  return Object.entries(parsed.data.vulnerabilities).map(([name, { severity, via: reasons }]) => {
    const why = reasons.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} (${one.url})`));
    return visible(`${name}, ${severity}: ${why.join('; ')}`);
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
