import { invocationAnswer } from '../invocation-answer.ts';
import type { Invoker } from '../invoker.ts';
import type { Routes } from '../router.ts';
import { splitQualifier } from './services.ts';

export function invocationRoutes(invoker: Invoker): Routes {
  return {
    'POST /services/:service/functions/:function/invocations': (call, service, fn) => {
      const { name, qualifier } = splitQualifier(service);
      return invocationAnswer(call, { service: name, name: fn, qualifier }, invoker);
    },
  };
}
