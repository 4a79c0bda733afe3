import type { FcSettings } from '../deploy/settings.ts';
import { ALIAS, type Desired, desiredOf, HTTP_TRIGGER } from './spec.ts';

/** A page is put together in less than a second; a store that does not answer is given up on long before. */
const PAGE_SECONDS = 30;
/** Several people look at once, and an instance of the built-in runtime answers one at a time. */
const INSTANCES = 10;

/**
 * Where the status page is: beside the sweep and apart from it, in FC 2.0 in a service of its own, since a function with an
 * HTTP trigger has no other there, and since versions are the service's.
 */
export function pageSettings(settings: FcSettings): FcSettings {
  const { service, function: name, role, statusRole = role } = settings;
  const own = { service: `${service}-status`, function: `${name}-status`, role: statusRole };
  return { ...settings, ...own, timeoutSeconds: PAGE_SECONDS };
}

/**
 * The resources of the page.
 * @param settings those of the sweep; @param pack of kind `status`; @param allowsWrites whether its forms are let through
 */
export function desiredPageOf(
  settings: FcSettings,
  pack: { readonly zip: Uint8Array; readonly sha256: string },
  environment: Readonly<Record<string, string>>,
  allowsWrites: boolean,
): Desired {
  const like = desiredOf(pageSettings(settings), pack, environment);
  return {
    ...like,
    names: { ...like.names, trigger: HTTP_TRIGGER },
    function: { ...like.function, handler: 'index.status' },
    instances: INSTANCES,
    trigger: {
      name: HTTP_TRIGGER,
      description: like.trigger.description,
      type: 'http',
      qualifier: ALIAS,
      // the page asks for a token itself
      http: { authType: 'anonymous', methods: ['GET', 'HEAD', ...(allowsWrites ? ['POST'] : [])] },
    },
  };
}
