import type { FcSettings } from '../deploy/settings.ts';
import { ALIAS, type Desired, desiredOf, HTTP_TRIGGER } from './spec.ts';

/** How a function answers on the Internet. */
export interface HttpForm {
  /** The export of `index.js`. */
  readonly handler: string;
  readonly methods: readonly string[];
  /** At most so many at a time. */
  readonly instances: number;
  /** At most so many requests at a time in each. */
  readonly requestsPerInstance: number;
}

/**
 * The resources of a function with an HTTP trigger that everybody may call: each of ours asks for a token itself.
 * @param settings its own
 */
export function desiredWithHttp(
  settings: FcSettings,
  pack: Parameters<typeof desiredOf>[1],
  environment: Readonly<Record<string, string>>,
  { handler, methods, instances, requestsPerInstance }: HttpForm,
): Desired {
  const like = desiredOf(settings, pack, environment);
  return {
    ...like,
    names: { ...like.names, trigger: HTTP_TRIGGER },
    function: { ...like.function, handler, requestsPerInstance },
    instances,
    trigger: {
      name: HTTP_TRIGGER,
      description: like.trigger.description,
      type: 'http',
      qualifier: ALIAS,
      http: { authType: 'anonymous', methods },
    },
  };
}
