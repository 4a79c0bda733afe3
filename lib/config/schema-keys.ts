import type * as z from 'zod/mini';

type Schema = z.core.$ZodTypes;

/**
 * The keys that a section may have, given a schema and a path. For a section that is identified by its `type`, those of
 * that type, or of all types if it names none. Empty where any key is allowed.
 */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  return keysIn(schema as Schema, path, value);
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
