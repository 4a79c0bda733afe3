import { Validator } from '@cfworker/json-schema';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** Where a document is wrong by a JSON Schema, and by which keyword: one entry an error. */
export type Validate = (document: unknown) => string[];

/** Keywords that only say that something within them is wrong, which is told by itself. */
const AROUND = /^(?:if|then|else|allOf|anyOf|oneOf|properties|items|prefixItems|\$ref)$/;

/** As ajv finds them, the validator of most editors and tools. Its strict mode would refuse a schema with a slip in it. */
export function byAjv(schema: object): Validate {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  return (document) => {
    validate(document);
    const errors: readonly ErrorObject[] = validate.errors ?? [];
    return errors
      .filter(({ keyword, propertyName }) => !AROUND.test(keyword) && propertyName === undefined)
      .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  };
}

/** As a validator finds them that shares no code with the first. Of an unknown key it says that the value is `false`. */
export function byCfworker(schema: object): Validate {
  const validator = new Validator(schema, '2020-12', false);
  return (document) =>
    validator
      .validate(document)
      .errors.filter(
        ({ keyword, keywordLocation }) => !AROUND.test(keyword) && !/\/propertyNames\//.test(keywordLocation),
      )
      .filter(({ keyword }) => keyword !== 'additionalProperties')
      .map(({ instanceLocation, keyword }) => `${instanceLocation.slice(1)} ${keyword}`);
}
