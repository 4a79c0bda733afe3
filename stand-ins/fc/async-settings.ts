import type { JsonObject } from './call.ts';
import { wholeNumber } from './fields.ts';

/** What a request says of asynchronous invocations. @throws Refusal. Source: data types of API 2023-03-30. */
export function asyncSettings(body: JsonObject): JsonObject {
  const { maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds } = body;
  return {
    ...(maxAsyncRetryAttempts === undefined
      ? {}
      : { maxAsyncRetryAttempts: wholeNumber(maxAsyncRetryAttempts, 'maxAsyncRetryAttempts', 0, 8) }),
    ...(maxAsyncEventAgeInSeconds === undefined
      ? {}
      : {
          maxAsyncEventAgeInSeconds: wholeNumber(maxAsyncEventAgeInSeconds, 'maxAsyncEventAgeInSeconds', 1, 604_800),
        }),
  };
}
