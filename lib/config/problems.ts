import type * as z from 'zod/mini';
import { RelaywatchError } from '../errors.ts';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** For example `alerts[0].url`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** The configuration cannot be used. The message has one line a problem, and never the value of a secret. */
export class ConfigError extends RelaywatchError<'bad-config'> {
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, found, expected }) => `  ${path}: found ${found}, expected ${expected}`);
    super('bad-config', `${source} cannot be used:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Keys whose values are secrets, or may hold one. */
const SECRET_KEY = /url|endpoint|secret|token|key|password|credential/i;
/** A value that is plainly no secret: short, and of one word. */
const SHOWABLE = /^[\w.+-]{1,24}$/;

type Issue = z.core.$ZodIssue;

/** The problems that a schema found in `input`, flattened: one line each, unknown keys one by one. */
export function problemsOf(issues: readonly Issue[], input: unknown): ConfigProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        found: 'an unknown key',
        expected: 'only the keys of the configuration reference (check the spelling and the indentation)',
      }));
    }
    if (issue.code === 'invalid_key') {
      return [
        { path: pathText(issue.path), found: 'a key of another form', expected: 'a region id such as cn-shanghai' },
      ];
    }
    const path =
      issue.code === 'invalid_union' && issue.discriminator ? [...issue.path, issue.discriminator] : issue.path;
    return [{ path: pathText(path), found: describe(valueAt(input, path), path), expected: issue.message }];
  });
}

function describe(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (value === null || value === '') return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a section';
  const secret = path.some((key) => typeof key === 'string' && SECRET_KEY.test(key));
  if (typeof value === 'string') return secret || !SHOWABLE.test(value) ? 'a text (not shown)' : `"${value}"`;
  return secret ? `a ${typeof value}` : String(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
}

/** `alerts[0].url`; the whole document is `(file)`. */
export function pathText(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>(
      (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text ? '.' : ''}${String(key)}`),
      '',
    ) || '(file)'
  );
}
