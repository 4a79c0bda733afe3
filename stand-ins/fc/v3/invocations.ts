import { invocationAnswer } from '../invocation-answer.ts';
import type { Invoker } from '../invoker.ts';
import type { Routes } from '../router.ts';
import { qualifierOf } from './functions.ts';

export function invocationRoutes(invoker: Invoker): Routes {
  return {
    'POST /functions/:function/invocations': (call, fn) =>
      invocationAnswer(call, { service: null, name: fn, qualifier: qualifierOf(call) }, invoker),
  };
}
