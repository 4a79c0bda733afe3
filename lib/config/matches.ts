import * as z from 'zod/mini';
import { GLOB_LENGTH_MAX, isGlob, isHostGlob } from '../monitor/matching.ts';
import { FAULT_KINDS } from '../monitor/policy.ts';
import { NOTIFICATION_KINDS } from '../monitor/routing.ts';
import { TOLD_SEVERITIES } from '../monitor/severity.ts';
import { says } from './fields.ts';

const oneOrMore = <T extends z.ZodMiniType>(one: T, error: string) =>
  z.union([one, z.array(one, { error }).check(z.minLength(1, { error }))], { error });

const GLOB_EXPECTED = `a pattern of 1 to ${GLOB_LENGTH_MAX} characters, or a list of them: * is any text, ? any character; put a backslash before [ ] { } \\ and before a literal * or ?`;
const glob = z.string({ error: GLOB_EXPECTED }).check(z.refine(isGlob, { error: GLOB_EXPECTED }));
const globs = oneOrMore(glob, GLOB_EXPECTED);

const HOST_EXPECTED =
  'a pattern of a host, or a list of them, for example push-*.example.com or rtmp://push-?.example.com; a path is ignored';
const hostGlob = z.string({ error: HOST_EXPECTED }).check(z.refine(isHostGlob, { error: HOST_EXPECTED }));
const hostGlobs = oneOrMore(hostGlob, HOST_EXPECTED);

const words = <const T extends readonly [string, ...string[]]>(accepted: T) => {
  const error = `one of ${accepted.join(', ')}, or a list of them`;
  return oneOrMore(z.enum(accepted, { error }), error);
};

/** Criteria for relays and messages; each section accepts some of them. */
export const criteria = {
  region: z.optional(globs.check(says('Patterns of region ids.'))),
  name: z.optional(globs.check(says('Patterns of task names, ignoring case.'))),
  source: z.optional(hostGlobs.check(says('Patterns of source hosts.'))),
  destination: z.optional(hostGlobs.check(says('Patterns of destination hosts.'))),
  verdict: z.optional(words(FAULT_KINDS).check(says('Verdicts.'))),
  severity: z.optional(words(TOLD_SEVERITIES).check(says('Severities.'))),
  kind: z.optional(words(NOTIFICATION_KINDS).check(says('Kinds of messages.'))),
};

/** A section that selects by some of the criteria. An empty one is a mistake: to select everything, leave it out. */
export const matchOf = <T extends Partial<typeof criteria>>(some: T) => {
  const keys = Object.keys(some).join(', ');
  return z
    .strictObject(some, { error: `a section with at least one of ${keys}` })
    .check(z.refine((match) => Object.keys(match).length > 0, { error: `at least one of ${keys}` }));
};
