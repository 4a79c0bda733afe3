import type * as z from 'zod/mini';
import { meant } from './meant.ts';

type Schema = z.core.$ZodTypes;

/**
 * The keys that a section may have, given a schema and a path. For a section that is identified by its `type`, those of
 * that type, or of all types if it names none. Empty where any key is allowed.
 */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  return keysIn(schema as Schema, path, value);
}

/**
 * What was probably meant by a key that a section does not have: one of its own, or where a key of exactly this name is
 * at home, if it was written into the wrong section. Null when neither is found.
 */
export function keyMeant(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  key: string,
  value: unknown,
): string | null {
  return meant(key, keysAt(schema, path, value)) ?? (path.length < 2 ? homeOf(schema, key) : null);
}

/** The only place of a key among the sections of a document and their own keys; deeper, names say too little. */
function homeOf(schema: z.core.$ZodType, key: string): string | null {
  const sections = keysAt(schema, [], {});
  const within = sections.filter((section) => keysAt(schema, [section], {}).includes(key));
  const homes = [...sections.filter((section) => section === key), ...within.map((section) => `${section}.${key}`)];
  return homes.length === 1 ? (homes[0] ?? null) : null;
}

function keysIn(schema: Schema, path: readonly PropertyKey[], value: unknown): string[] {
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return keysIn(def.innerType as Schema, path, value);
    case 'union': {
      const options = def.options as readonly Schema[];
      const ofItsType = options.filter((option) => isOfType(option, value));
      const found = (ofItsType.length > 0 ? ofItsType : options).flatMap((option) => keysIn(option, path, value));
      return [...new Set(found)];
    }
  }
  const [key, ...rest] = path;
  if (key === undefined) return def.type === 'object' ? Object.keys(def.shape) : [];
  const part = (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key];
  const inner = partOf(schema, key);
  return inner === undefined ? [] : keysIn(inner, rest, part);
}

function partOf({ _zod: { def } }: Schema, key: PropertyKey): Schema | undefined {
  switch (def.type) {
    case 'object':
      return def.shape[String(key)] as Schema | undefined;
    case 'array':
      return def.element as Schema;
    case 'record':
      return def.valueType as Schema;
  }
  return undefined;
}

/** Whether a section has this type among several. */
function isOfType({ _zod: { def } }: Schema, value: unknown): boolean {
  if (def.type !== 'object' || typeof value !== 'object' || value === null || !('type' in value)) return false;
  const discriminator = (def.shape.type as Schema | undefined)?._zod.def;
  return discriminator?.type === 'literal' && discriminator.values.includes(value.type as never);
}
