import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import { present } from '../config/present.ts';
import type { Config, MetricsSettings } from '../config/schema.ts';
import type { MetricsBackend } from '../metrics/backend.ts';
import { type CloudMonitorDeps, createCloudMonitorBackend } from '../metrics/cloudmonitor/cloudmonitor.ts';
import { type CloudWatchDeps, createCloudWatchBackend } from '../metrics/cloudwatch/cloudwatch.ts';
import { perTaskLimit } from '../metrics/cloudwatch/per-task-limit.ts';
import { createOtlpBackend } from '../metrics/otlp/otlp.ts';
import { createPrometheusBackend } from '../metrics/prometheus/prometheus.ts';

export interface BackendSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Keys for an AWS stand-in on this machine; none for any other endpoint. */
  readonly localAws: (endpoint: string | undefined) => Pick<CloudWatchDeps, 'credentials'>;
  /** The keys that Live is called with. */
  readonly credentials: CloudMonitorDeps['credentials'];
}

/** The metrics backend that a line of the configuration means. */
export function backendOf(
  settings: MetricsSettings,
  { live }: Pick<Config, 'live'>,
  { clock, random, log, localAws, credentials }: BackendSurroundings,
): MetricsBackend {
  const deps = { clock, random, log };
  switch (settings.type) {
    case 'cloudwatch': {
      const { type: _, perTask, ...rest } = settings;
      const backend = createCloudWatchBackend(present(rest), { ...deps, ...localAws(settings.endpoint) });
      return perTask ? { ...backend, perTask: perTaskLimit(perTask.costCap) } : backend;
    }
    case 'prometheus':
      return createPrometheusBackend(present(settings), deps);
    case 'otlp':
      return createOtlpBackend(present(settings), deps);
    case 'cloudmonitor': {
      const region = settings.region ?? live.regions[0] ?? '';
      return createCloudMonitorBackend({ ...present(settings), region }, { ...deps, credentials });
    }
  }
}
