import { type ConfigProblem, pathText } from './problems.ts';

const REFERENCE = /\$?\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A document with every `${NAME}` in its texts replaced from the environment; `$${NAME}` stands for itself.
 * A name that is not set, or empty, is a problem: a webhook without its URL must not look like no webhook.
 */
export function withEnvironment(
  document: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { readonly value: unknown; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];

  function fill(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value === 'string') return fillText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  }

  function fillText(text: string, path: readonly PropertyKey[]): string {
    return text.replace(REFERENCE, (reference, name: string) => {
      if (reference.startsWith('$$')) return reference.slice(1);
      const value = NAME.test(name) ? env[name] : undefined;
      if (value) return value;
      problems.push({
        path: pathText(path),
        found: `\${${name}}, which is ${value === '' ? 'empty' : 'not set'} in the environment`,
        expected: NAME.test(name)
          ? `the environment variable ${name} to have a value`
          : 'a name out of letters, digits and _',
      });
      return reference;
    });
  }

  return { value: fill(document, []), problems };
}
