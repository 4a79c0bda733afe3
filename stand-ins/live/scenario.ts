import { z } from 'zod';

const at = z.number().min(0);
const host = z.string().min(1);
const count = z.int().min(1);
const failing = { at, host, count: count.optional(), immediate: z.boolean().optional() };

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('fail-source'), ...failing }),
  z.strictObject({ do: z.literal('fail-destination'), ...failing }),
  z.strictObject({ do: z.literal('heal-source'), at, host }),
  z.strictObject({ do: z.literal('heal-destination'), at, host }),
  z
    .strictObject({ do: z.literal('user-stop'), at, count: count.optional(), taskIds: z.array(z.string()).optional() })
    .refine((s) => (s.count === undefined) !== (s.taskIds === undefined), 'give either count or taskIds'),
  z.strictObject({ do: z.literal('storm'), at, count, reason: z.string().min(1).optional() }),
  z.strictObject({ do: z.literal('restart'), at }),
  z.strictObject({ do: z.literal('churn'), at, perSecond: z.number().positive(), forSeconds: z.number().positive() }),
]);

const schema = z.array(step);

/** One thing that happens to the fleet, `at` seconds after the start. */
export type ScenarioStep = z.infer<typeof step>;

/** What happens to the fleet, as plain data. */
export type Scenario = readonly ScenarioStep[];

/**
 * Reads a scenario from parsed YAML or JSON: a list of steps, or a mapping with the list under `scenario`.
 * @throws Error naming each wrong step by its place in the list
 */
export function parseScenario(raw: unknown): Scenario {
  const list = isMapping(raw) && 'scenario' in raw ? raw.scenario : raw;
  const parsed = schema.safeParse(list);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${placeOf(issue.path)}: ${issue.message}`);
  throw new Error(`The scenario cannot be used:\n${problems.join('\n')}`);
}

function placeOf(path: readonly PropertyKey[]): string {
  const [index, ...rest] = path;
  if (typeof index !== 'number') return 'scenario';
  return ['step', index + 1, ...rest].join(' ');
}

function isMapping(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
