import type { FcSettings } from '../deploy/settings.ts';
import { desiredWithHttp } from './http-function.ts';
import type { Desired } from './spec.ts';

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
  return desiredWithHttp(pageSettings(settings), pack, environment, {
    handler: 'index.status',
    methods: ['GET', 'HEAD', ...(allowsWrites ? ['POST'] : [])],
    instances: INSTANCES,
    requestsPerInstance: 1,
  });
}
