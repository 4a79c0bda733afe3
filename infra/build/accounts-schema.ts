import * as z from 'zod/mini';
import { accountLabels, accountName } from '../../lib/config/account.ts';
import type { JsonSchema } from './schema-forms.ts';

/** What an account may have of its own; the rest is once for all. */
const OF_AN_ACCOUNT = [
  'live',
  'metrics',
  'heartbeat',
  'alerts',
  'language',
  'links',
  'routes',
  'policy',
  'maintenance',
  'expect',
  'report',
  'state',
  'callbacks',
  'sweep',
];

/**
 * The schema with `accounts:`, whose entries are like the top of the file. The loader makes a whole configuration of each entry
 * and checks that, so there is no form in its own schema.
 */
export function withAccounts(schema: JsonSchema): JsonSchema {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>>;
  const own = OF_AN_ACCOUNT.map((key) => [
    key,
    { $ref: `#/properties/${key}`, description: 'As at the top of the file, for this account.' },
  ]);
  const { required, ...live } = properties.live ?? {};
  const named = z.toJSONSchema(z.object({ name: accountName, labels: z.optional(accountLabels) }), {
    io: 'input',
  });
  const accounts = {
    description: properties.accounts?.description,
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      properties: { ...(named.properties as JsonSchema), ...Object.fromEntries(own) },
      required: ['name'],
      additionalProperties: false,
    },
  };
  return {
    ...schema,
    // beside `accounts`, `live` has what they share, if anything
    required: [],
    if: { required: ['accounts'] },
    else: { required: schema.required, properties: { live: { description: live.description, required } } },
    properties: { ...properties, accounts, live },
  };
}
