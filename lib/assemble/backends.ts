import { ACCOUNT_DIMENSION } from '../config/account-metrics.ts';
import { present } from '../config/present.ts';
import type { Config, MetricsSettings } from '../config/schema.ts';
import type { MetricsBackend } from '../metrics/backend.ts';
import { createCloudMonitorBackend } from '../metrics/cloudmonitor/cloudmonitor.ts';
import { createCloudWatchBackend } from '../metrics/cloudwatch/cloudwatch.ts';
import { perTaskLimit } from '../metrics/cloudwatch/per-task-limit.ts';
import { createOtlpBackend } from '../metrics/otlp/otlp.ts';
import { createPrometheusBackend } from '../metrics/prometheus/prometheus.ts';
import { type Makers, made, type PartDeps } from './makers.ts';

interface Deps extends PartDeps {
  /** The first of the watched regions. */
  readonly liveRegion: string;
}

/** One line per backend. */
const BACKENDS: Makers<MetricsSettings, Deps, MetricsBackend> = {
  cloudwatch({ perTask, detail = 'essential', ...settings }, { clock, random, log }) {
    const backend = { ...createCloudWatchBackend(settings, { clock, random, log }), detail };
    return perTask ? { ...backend, perTask: perTaskLimit(perTask.costCap) } : backend;
  },
  prometheus: createPrometheusBackend,
  otlp: createOtlpBackend,
  cloudmonitor: (settings, { liveRegion, ownCredentials, ...deps }) =>
    createCloudMonitorBackend({ region: liveRegion, ...settings }, { ...deps, credentials: ownCredentials }),
};

/** The metrics backend for a section of the configuration. */
export function backendOf(
  settings: MetricsSettings,
  { live, account }: Pick<Config, 'live' | 'account'>,
  deps: PartDeps,
): MetricsBackend {
  const backend = made(BACKENDS, present(settings), { ...deps, liveRegion: live.regions[0] ?? '' });
  // the others have it among the settings of the backend, where the alarms find it too
  return account && settings.type === 'otlp' ? withDimension(backend, ACCOUNT_DIMENSION, account.name) : backend;
}

function withDimension(backend: MetricsBackend, dimension: string, value: string): MetricsBackend {
  return {
    ...backend,
    publish: (points, at, signal) =>
      backend.publish(
        points.map((one) => ({ ...one, dimensions: { ...one.dimensions, [dimension]: value } })),
        at,
        signal,
      ),
  };
}
