import type { FcSettings } from '../deploy/settings.ts';
import type { AsyncFields, FunctionFields, LogPlace, ServiceFields, TriggerFields } from './client.ts';
import { deploymentId, descriptionOf } from './ownership.ts';

export interface Names {
  readonly service: string;
  readonly function: string;
  readonly trigger: string;
}

/** What shall be there, as plain data. */
export interface Desired {
  /** Our resources are marked with it. */
  readonly id: string;
  readonly names: Names;
  /** FC 2.0 alone. */
  readonly service: ServiceFields | null;
  readonly function: FunctionFields;
  readonly zip: Uint8Array;
  readonly sha256: string;
  /** The description of each published version. */
  readonly versionDescription: string;
  readonly aliasDescription: string;
  readonly async: AsyncFields;
  readonly instances: number;
  readonly trigger: TriggerFields;
}

/** What the timer calls; `rollback` points it at an older version. */
export const ALIAS = 'live';
export const TIMER = 'timer';
/** Number of published versions to keep, newest first; Function Compute has a limit of its own. */
export const VERSIONS_KEPT = 10;

/** Of the status page, and of the receiver of callbacks. */
export const HTTP_TRIGGER = 'http';

/** Temporary disk; the smaller of two sizes. */
const DISK_MB = 512;
const MOST_CPU = 16;
/**
 * Of the sweep's function where callbacks wake it: one that sweeps or looks, and others that find that out and end, so
 * that no timer event waits behind them. The lease in the state lets one work at a time.
 */
const INSTANCES_WITH_LOOKS = 3;
/** vCPU per GB that Function Compute assigns when none is requested (0.35 at 512 MB). */
const CPU_OF_A_GB = 2 / 3;

/**
 * The resources of a deployment. One sweep of an account runs at a time, and none is repeated or delayed for long, since the next one is a
 * minute away.
 * @param accounts how many, where there are several
 * Sources: Function Compute, data types of API 2016-08-15 and 2023-03-30.
 */
export function desiredOf(
  settings: FcSettings,
  pack: { readonly zip: Uint8Array; readonly sha256: string },
  environment: Readonly<Record<string, string>>,
  accounts = 0,
): Desired {
  const { version, role, memoryMb, timeoutSeconds, schedule, payload = '' } = settings;
  const id = deploymentId(settings);
  const mark = descriptionOf(id);
  const log: LogPlace | null = settings.log ?? null;
  const owner = { role, log };
  return {
    id,
    names: { service: settings.service, function: settings.function, trigger: TIMER },
    service: version === 2 ? { description: mark, ...owner } : null,
    function: {
      description: descriptionOf(id, pack.sha256),
      runtime: 'nodejs20',
      handler: 'index.handler',
      memoryMb,
      timeoutSeconds,
      requestsPerInstance: 1,
      environment: accounts > 0 ? { ...environment, ...wakingEnvironment(settings) } : environment,
      ...(version === 3 ? { ...owner, cpu: cpuOf(memoryMb), diskMb: DISK_MB } : {}),
    },
    zip: pack.zip,
    sha256: pack.sha256,
    versionDescription: descriptionOf(id, pack.sha256),
    aliasDescription: mark,
    async: { retries: 0, eventAgeSeconds: 60 },
    // with several accounts the timer's invocation starts one for each, and ends
    instances: accounts + (settings.callbacks === true || accounts > 0 ? INSTANCES_WITH_LOOKS : 1),
    trigger: {
      name: TIMER,
      description: mark,
      type: 'timer',
      qualifier: ALIAS,
      timer: { schedule, enabled: true, payload },
    },
  };
}

/** The version of the sweep that the timer calls, so that a rollback is one for looks too, and one cap is for both. */
export function wakingEnvironment({ version, service, function: name, endpoint }: FcSettings): Record<string, string> {
  return {
    RELAYWATCH_SWEEP_FUNCTION: version === 2 ? `${service}.${ALIAS}/${name}` : `${name}.${ALIAS}`,
    ...(endpoint === undefined ? {} : { RELAYWATCH_SWEEP_ENDPOINT: endpoint }),
  };
}

/** In steps of 0.05. Set explicitly, because changing only the memory may violate the allowed ratio of 1:1 to 1:4. */
function cpuOf(memoryMb: number): number {
  return Math.min(MOST_CPU, Math.round((memoryMb / 1_024) * CPU_OF_A_GB * 20) / 20);
}
