import type * as z from 'zod/mini';
import { RelaywatchError } from '../base/errors.ts';
import { firstReference } from './environment.ts';
import { foundAt } from './found.ts';
import { didYouMean, meant } from './meant.ts';
import { keyMeant } from './schema-keys.ts';

/** One mistake in a configuration. */
export interface ConfigProblem {
  /** For example `alerts[0].url`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** Line of the file, counted from 1; absent when unknown. */
  readonly line?: number;
}

/** The configuration cannot be used. The message has one line per problem, and never shows the value of a secret. */
export class ConfigError extends RelaywatchError<'bad-config'> {
  override readonly name = 'ConfigError';

  /** The name of the file or text. */
  readonly source: string;
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    super('bad-config', `${source} cannot be used:\n${problems.map((one) => `  ${sentenceOf(one)}`).join('\n')}`);
    this.source = source;
    this.problems = problems;
  }
}

function sentenceOf({ path, found, expected, line }: ConfigProblem): string {
  return `${path}: found ${found}, expected ${expected}${line === undefined ? '' : ` (line ${line})`}`;
}

/** Matches keys, spelt correctly or not. In `{ url:https://... }`, without the blank, everything is the key. */
const SHOWABLE_KEY = /^[A-Za-z][A-Za-z_-]{0,30}\d?$/;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The document that was checked, and the schema. */
export interface Checked {
  readonly schema: z.core.$ZodType;
  readonly input: unknown;
  /** The document before variables were filled in, since their values are never shown. */
  readonly source: unknown;
}

/** The problems that a schema found, flattened: one line each, with unknown keys listed one by one. */
export function problemsOf(issues: readonly Issue[], checked: Checked): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], checked));
}

function problemsOfIssue(issue: Issue, above: Path, checked: Checked): ConfigProblem[] {
  const path = [...above, ...issue.path];
  const { input, source, schema } = checked;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], keyMeant(schema, path, key, input)));
    case 'invalid_key':
      // the last part of its path is the key itself
      return [{ path: pathText(path.slice(0, -1)), found: 'a key of a different form', expected: issue.message }];
    case 'invalid_union': {
      // when a form matches except for something inside it, the place exists
      const fitting = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0));
      if (fitting) return fitting.flatMap((inner) => problemsOfIssue(inner, path, checked));
    }
  }
  const value = valueAt(input, path);
  const written = valueAt(source, path);
  const isOwnWord = typeof value === 'string' && firstReference(String(written)) === null;
  const near = isOwnWord && value.trim() !== '' ? meant(value, wordsOf(issue)) : null;
  return [
    {
      path: pathText(path),
      found: foundAt(value, written, path),
      expected: `${issue.message}${didYouMean(near)}`,
    },
  ];
}

function unknownKey(path: Path, near: string | null): ConfigProblem {
  const expected = 'only the keys of the configuration reference (check the spelling and the indentation)';
  return {
    path: pathText(path),
    found: 'an unknown key',
    expected: `${expected}${didYouMean(near)}`,
  };
}

/** The words that are allowed, if there is a limited set. */
function wordsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  // for sections whose type says what they are
  const types = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  return [...types, ...issue.errors.flat().flatMap(wordsOf)];
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
