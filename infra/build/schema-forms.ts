/** A part of a JSON Schema of draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** `${NAME}` stands for a value that is only known when the file is read; `$${NAME}` does not. */
const REFERENCE = '(?:^|[^$])\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}';

/**
 * Adapts a zod schema for editors and other validators. A reference to the environment is allowed wherever text is, as
 * in the loader. Each mistake yields one error: where a value may have several forms, its intended form is determined
 * first (by its `type`, or by being a list or a section), and only that one is checked.
 */
export function forReaders(schema: JsonSchema): JsonSchema {
  const { anyOf, oneOf, ...rest } = schema;
  const branches = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  return branches === undefined ? withReferences(withParts(schema)) : { ...rest, ...chosen(branches) };
}

/** Applies this to nested schemas as well. Names of keys are not texts: nothing is filled in there. */
function withParts(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (!isSchema(value)) return [keyword, value];
      if (keyword === 'properties') return [keyword, mapped(value)];
      return [keyword, keyword === 'items' || keyword === 'additionalProperties' ? forReaders(value) : value];
    }),
  );
}

function mapped(properties: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, isSchema(value) ? forReaders(value) : value]),
  );
}

function chosen(branches: readonly JsonSchema[]): JsonSchema {
  if (branches.every((branch) => typeOf(branch) !== undefined)) return byType(branches);
  const constants = branches.flatMap((branch) => ('const' in branch ? [branch.const] : []));
  if (constants.length === branches.length) return { enum: constants };
  const [one, many] = branches;
  if (branches.length !== 2 || !one || !many) throw new Error('this choice has no form for readers yet');
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: { type: many.type }, then: forReaders(many), else: forReaders(one) };
}

/** The required `type` of a section; undefined if it is not such a section. */
function typeOf({ properties }: JsonSchema): unknown {
  return isSchema(properties) && isSchema(properties.type) ? properties.type.const : undefined;
}

function byType(branches: readonly JsonSchema[]): JsonSchema {
  return {
    type: 'object',
    properties: { type: withReferences({ type: 'string', enum: branches.map(typeOf) }) },
    required: ['type'],
    allOf: branches.map((branch) => ({
      if: { properties: { type: { const: typeOf(branch) } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: withoutType(forReaders(branch)),
    })),
  };
}

function withoutType({ type: _, required, properties, ...branch }: JsonSchema): JsonSchema {
  const others = (required as readonly string[]).filter((key) => key !== 'type');
  return {
    ...branch,
    properties: { ...(properties as JsonSchema), type: true },
    ...(others.length > 0 ? { required: others } : {}),
  };
}

function withReferences(schema: JsonSchema): JsonSchema {
  const { enum: words, pattern, ...rest } = schema;
  if (schema.type !== 'string') return schema;
  if (words !== undefined) return { ...rest, if: { pattern: REFERENCE }, else: { enum: words } };
  return typeof pattern === 'string' ? { ...rest, pattern: orReference(pattern) } : schema;
}

/** Surrounding blanks and line breaks do not belong to a text. */
function orReference(pattern: string): string {
  const whole = /^\^(.*)\$$/s.exec(pattern)?.[1];
  return whole === undefined ? pattern : `^\\s*(?:${whole})\\s*$|${REFERENCE}`;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
