import type * as z from 'zod/mini';
import { RelaywatchError } from '../errors.ts';
import { firstReference } from './environment.ts';

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

/** A list of what may be shown, and not of secrets: a key that is new, or a value in the wrong place, is then hidden. */
const SHOWABLE_KEYS: ReadonlySet<unknown> = new Set([
  'type',
  'regions',
  'qps',
  'pageSize',
  'callTimeoutSeconds',
  'signature',
  'region',
  'namespace',
  'dimensions',
  'path',
  'timeLimitSeconds',
  'intervalSeconds',
  'startGraceSeconds',
  'leaseSeconds',
  'describeBudget',
  'keep',
  'language',
  'severity',
  'verdict',
  'verdicts',
  'kind',
  'continue',
  'forSeconds',
  'repeatEverySeconds',
  'flapping',
  'endingGraceSeconds',
  'startingSeconds',
  'growth',
  'endingSoonSeconds',
  'stalledAfterSweeps',
  'durationMinutes',
  'atLeast',
]);
/** Short, and of one word. */
const SHOWABLE_TEXT = /^[\w.+-]{1,24}$/;
/** As keys look, right or misspelt. In `{ url:https://... }`, without the blank, all of it is the key. */
const SHOWABLE_KEY = /^[A-Za-z][A-Za-z_-]{0,30}\d?$/;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * The problems that a schema found, flattened: one line each, unknown keys one by one.
 * @param input what was checked; @param source the same before variables were filled in: their values are never shown
 */
export function problemsOf(issues: readonly Issue[], input: unknown, source: unknown): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], input, source));
}

function problemsOfIssue(issue: Issue, above: Path, input: unknown, source: unknown): ConfigProblem[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        found: 'an unknown key',
        expected: 'only the keys of the configuration reference (check the spelling and the indentation)',
      }));
    case 'invalid_key':
      // its last part is the key itself
      return [{ path: pathText(path.slice(0, -1)), found: 'a key of another form', expected: issue.message }];
    case 'invalid_union': {
      // where a form fits and only something inside it does not, the place is there
      const fitting = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0));
      if (fitting) return fitting.flatMap((inner) => problemsOfIssue(inner, path, input, source));
    }
  }
  const found = describe(valueAt(input, path), valueAt(source, path), path);
  return [{ path: pathText(path), found, expected: issue.message }];
}

function describe(value: unknown, source: unknown, path: Path): string {
  const reference = typeof source === 'string' ? firstReference(source) : null;
  if (reference !== null) return `the value of ${reference} (not shown)`;
  if (value === undefined) return 'nothing';
  if (value === null || (typeof value === 'string' && value.trim() === '')) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isSection(value)) return 'a section';
  const showable = path.some((key) => SHOWABLE_KEYS.has(key));
  if (typeof value !== 'string') return showable ? String(value) : `a ${typeof value}`;
  return showable && SHOWABLE_TEXT.test(value) ? `"${value}"` : 'a text (not shown)';
}

function isSection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
}

function shownKey(key: string): string {
  return SHOWABLE_KEY.test(key) ? key : '(a key that is not shown)';
}

/** `alerts[0].url`; the whole document is `(file)`. */
export function pathText(path: Path): string {
  return (
    path.reduce<string>(
      (text, key) =>
        typeof key === 'number' ? `${text}[${key}]` : `${text}${text ? '.' : ''}${shownKey(String(key))}`,
      '',
    ) || '(file)'
  );
}
