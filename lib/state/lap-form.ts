import * as z from 'zod/mini';
import { VERDICT_KINDS } from '../monitor/judge.ts';
import { TASK_STATUSES } from '../monitor/relay-task.ts';
import { instant } from './snapshot-forms.ts';

const count = z.number().check(z.minimum(0));
const page = z.int().check(z.minimum(1));
const problems = z.array(z.object({ code: z.string(), text: z.string(), blind: z.boolean() }));
const hosts = z.array(z.tuple([z.string(), count]));

const counts = z.object({
  classes: z.array(
    z.object({
      region: z.string(),
      status: z.enum(TASK_STATUSES),
      verdict: z.enum(VERDICT_KINDS),
      reason: z.string(),
      count,
    }),
  ),
  relays: count,
  bySource: hosts,
  byDestination: hosts,
  running: z.array(count),
});

const list = z.object({
  next: z.nullable(page),
  soFar: z.nullable(
    z.object({
      total: count,
      seen: z.number(),
      steps: count,
      moved: count,
      pagesRead: count,
      shifted: count,
      scattered: count,
      crossed: count,
      openBorders: count,
      readAgain: count,
    }),
  ),
  exact: z.boolean(),
  overlooked: count,
  problems,
  failing: problems,
  before: problems,
});

/** How far a lap has come. One that cannot be used is begun anew, which costs a lap and conceals nothing. */
export const lapForm = z.object({
  of: z.string(),
  beganAt: instant,
  sweeps: count,
  lists: z.record(z.string(), list),
  counts,
  advances: z.boolean(),
  soon: z.catch(z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])), []),
  expected: z.catch(z.array(z.tuple([z.string(), z.string(), z.number()])), []),
  isFirst: z.boolean(),
  last: z.nullable(
    z.object({
      beganAt: instant,
      endedAt: instant,
      complete: z.boolean(),
      exact: z.boolean(),
      overlooked: count,
      pages: count,
      sweeps: count,
      counts,
    }),
  ),
});
