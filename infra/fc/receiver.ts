import type { FcSettings } from '../deploy/settings.ts';
import { desiredWithHttp } from './http-function.ts';
import { type Desired, wakingEnvironment } from './spec.ts';

/**
 * vCPU comes with memory, and a cold start takes 0.15 s of it: with 256 MB that would be a second on the wall, while Live
 * waits.
 */
const LEAST_MEMORY_MB = 512;
/** Live waits five seconds for an answer; after that nobody listens. */
const ANSWER_SECONDS = 10;
/**
 * When many relays stop at once, each is told by a request of its own; what is refused Live sends again. The account has
 * 100 instances, which the sweep needs too.
 */
const INSTANCES = 10;
/** Of one instance in 2.0: it waits for the store most of the time. The built-in runtimes of 3.0 take one at a time. */
const REQUESTS = { 2: 20, 3: 1 } as const;

/** Where the receiver of callbacks is: beside the sweep and apart from it, as the status page is. */
export function receiverSettings(settings: FcSettings): FcSettings {
  const { service, function: name, role, callbackRole = role, memoryMb } = settings;
  const own = { service: `${service}-callback`, function: `${name}-callback`, role: callbackRole };
  return { ...settings, ...own, memoryMb: Math.max(memoryMb, LEAST_MEMORY_MB), timeoutSeconds: ANSWER_SECONDS };
}

/**
 * The resources of the receiver.
 * @param settings those of the sweep, which it wakes; @param pack of kind `callback`
 */
export function desiredReceiverOf(
  settings: FcSettings,
  pack: { readonly zip: Uint8Array; readonly sha256: string },
  environment: Readonly<Record<string, string>>,
): Desired {
  const waking = { ...environment, ...wakingEnvironment(settings) };
  return desiredWithHttp(receiverSettings(settings), pack, waking, {
    handler: 'index.callback',
    methods: ['POST'],
    instances: INSTANCES,
    requestsPerInstance: REQUESTS[settings.version],
  });
}
