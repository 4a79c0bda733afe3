import type { JsonObject } from './call.ts';
import { isObject, wholeNumber } from './fields.ts';
import { invalid } from './refusal.ts';

/** What a request says of asynchronous invocations. @throws Refusal. Source: data types of API 2023-03-30. */
export function asyncSettings(body: JsonObject): JsonObject {
  const { maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds, destinationConfig } = body;
  if (destinationConfig !== undefined && !isObject(destinationConfig)) invalid('destinationConfig must be an object');
  return {
    ...(maxAsyncRetryAttempts === undefined
      ? {}
      : { maxAsyncRetryAttempts: wholeNumber(maxAsyncRetryAttempts, 'maxAsyncRetryAttempts', 0, 8) }),
    ...(maxAsyncEventAgeInSeconds === undefined
      ? {}
      : {
          maxAsyncEventAgeInSeconds: wholeNumber(maxAsyncEventAgeInSeconds, 'maxAsyncEventAgeInSeconds', 1, 604_800),
        }),
    ...(destinationConfig === undefined ? {} : { destinationConfig }),
  };
}
