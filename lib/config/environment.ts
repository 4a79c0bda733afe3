import { didYouMean, meant } from './meant.ts';

const REFERENCE = /\$?\$\{([^}]*)\}/g;
/** Matches names of variables, and hardly anything else. */
const BARE = /(?<!\$)\$[A-Z][A-Z0-9_]{2,60}(?![A-Za-z0-9_])/;
/** A whole text that is a reference in the syntax of a shell, PowerShell or cmd, or whose brace is not closed. */
const FOREIGN = /^(?:\$\{\w+|\$\(\w+\)|\$env:\w+|%[A-Za-z_]\w*%)$/i;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A reference that could not be filled in. */
export interface EnvironmentProblem {
  readonly path: readonly PropertyKey[];
  readonly found: string;
  readonly expected: string;
}

/**
 * The document with every `${NAME}` in its texts replaced from the environment; `$${NAME}` gives a literal `${NAME}`. A
 * name that is not set, or empty, is a problem: a webhook without its URL must not look like no webhook.
 */
export function withEnvironment(
  document: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { readonly value: unknown; readonly problems: readonly EnvironmentProblem[] } {
  const problems: EnvironmentProblem[] = [];

  function fill(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value === 'string') return fillText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  }

  function fillText(text: string, path: readonly PropertyKey[]): string {
    return text.replace(REFERENCE, (reference, name: string) => {
      if (reference.startsWith('$$')) return reference.slice(1);
      const value = NAME.test(name) && Object.hasOwn(env, name) ? env[name] : undefined;
      if (value) return value;
      problems.push({ path, ...problemOf(name, value, env) });
      return reference;
    });
  }

  return { value: fill(document, []), problems };
}

function problemOf(
  name: string,
  value: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Omit<EnvironmentProblem, 'path'> {
  if (!NAME.test(name)) {
    return { found: 'a reference with an odd name', expected: 'a name made of letters, digits and _' };
  }
  const state = value === '' ? 'empty' : 'not set';
  return {
    found: `\${${name}}, which is ${state} in the environment`,
    expected: `the environment variable ${name} to have a value${didYouMean(value === undefined ? nearIn(env, name) : null)}`,
  };
}

/** A variable that is set and has nearly the same name. */
function nearIn(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const near = meant(
    name,
    Object.keys(env).filter((one) => env[one] && NAME.test(one)),
  );
  return near && `\${${near}}`;
}

/** The first `${NAME}` in a text; null when there is none. */
export function firstReference(text: string): string | null {
  return [...text.matchAll(REFERENCE)].find(([reference]) => !reference.startsWith('$$'))?.[0] ?? null;
}

/** Whether a text looks like a reference that is not filled in, such as `$NAME` or `%NAME%`. */
export function hasBareReference(text: string): boolean {
  return BARE.test(text) || FOREIGN.test(text) || /^\$[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/**
 * The name in a text that as a whole looks like a reference but is not one; null if it may be a secret instead. Secrets
 * may begin with a dollar too, but rarely look like NAME_IN_CAPITALS.
 */
export function nameInBareReference(text: string): string | null {
  const name = /^(?:\$\{?|\$\(|\$env:|%)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[)%]?$/i.exec(text)?.[1] ?? '';
  return hasBareReference(text) && /^[A-Z0-9_]+$/.test(name) ? name : null;
}

/** Every `NAME` that a document's texts refer to, each once, sorted. */
export function namesIn(document: unknown): string[] {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [reference, name = ''] of value.matchAll(REFERENCE)) if (!reference.startsWith('$$')) names.add(name);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(document);
  return [...names].sort();
}
