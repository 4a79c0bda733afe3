import { budgetWarnings } from './account-budget.ts';
import { firstReference, hasBareReference, nameInBareReference } from './environment.ts';
import { isLoopback } from './fields.ts';
import { pathText } from './problems.ts';
import type { Config } from './schema.ts';

type Path = readonly PropertyKey[];

/** Something that is valid but hardly intended. */
export interface ConfigWarning {
  /** For example `alerts[0].url`. */
  readonly path: string;
  readonly sentence: string;
  /** Line of the file, if known. */
  readonly line?: number;
}

/** A usable configuration, with warnings of what in it is hardly intended. */
export interface WarnedConfig {
  readonly config: Config;
  readonly warnings: readonly ConfigWarning[];
}

/** Keys whose whole values are secrets. An `endpoint` is one only if it has a password. */
const SECRET_KEYS: ReadonlySet<PropertyKey> = new Set([
  'secret',
  'routingKey',
  'accessKeySecret',
  'securityToken',
  'token',
  'previousToken',
]);
const SECRET_HEADER = /auth|token|key|secret|cookie|credential/i;

/**
 * Finds texts that look like variable references but are not, secrets written out in the file, which end up in the package
 * and in every copy of either, and accounts that are called too often. Never shows the value of a text.
 */
export function configWarnings(document: unknown): ConfigWarning[] {
  return [...textsOf(document, []).flatMap(textWarnings), ...budgetWarnings(document)];
}

function textWarnings([path, text]: [Path, string]): ConfigWarning[] {
  const told = (sentence: string) => [{ path: pathText(path), sentence }];
  if (hasBareReference(text)) {
    const name = `\${${nameInBareReference(text) ?? 'NAME'}}`;
    return told(
      `a variable that is not written as ${name} is used literally; ${name} would be filled in from the environment`,
    );
  }
  // not needed by a sweep, so not packaged
  if (path[0] === 'deploy' || firstReference(text) !== null || !isSecret(withoutAccount(path), text)) return [];
  return told(`a secret that is written out, and so ends up in the package; \${NAME} takes it from the environment`);
}

function textsOf(value: unknown, path: Path): [Path, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, [...path, key]));
}

/** What an account has of its own is what the top of the file may have. */
function withoutAccount(path: Path): Path {
  return path[0] === 'accounts' ? path.slice(2) : path;
}

function isSecret(path: Path, text: string): boolean {
  const key = path.at(-1) ?? '';
  if (SECRET_KEYS.has(key)) return true;
  if (path.at(-2) === 'headers') return SECRET_HEADER.test(String(key));
  if (!URL.canParse(text)) return false;
  const { password, pathname, search } = new URL(text);
  // whoever knows the address of a hook can call it; that of the page opens nothing without its token
  const isHook = key === 'url' && path[0] !== 'status' && path[0] !== 'callbacks';
  return password !== '' || (isHook && !isLoopback(text) && `${pathname}${search}` !== '/');
}
