import type { AlertChannel } from './alerts/channel.ts';
import { createConsoleChannel } from './alerts/console.ts';
import { createWebhookChannel } from './alerts/webhook.ts';
import type { Environment } from './config/load.ts';
import { type AlertSettings, type Config, isLoopback, type MetricsSettings } from './config/schema.ts';
import { createLiveClient, type LiveApi } from './live/client.ts';
import {
  defaultCredentials,
  fixedCredentials,
  type LiveCredentials,
  type LiveKeys,
  rotatingCredentials,
} from './live/credentials.ts';
import type { Log } from './log.ts';
import type { MetricsBackend } from './metrics/backend.ts';
import { createCloudWatchBackend } from './metrics/cloudwatch.ts';
import { createFileStore } from './state/file.ts';
import type { SweepDeps, SweepSettings } from './sweep.ts';
import type { Clock, Random } from './time.ts';

/** What the surroundings give: a laptop, Function Compute or Lambda. */
export interface Surroundings {
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
  /** Keys that the platform hands to this invocation. */
  readonly platformKeys?: LiveKeys;
}

/** The keys that the local stand-in of Live knows; worthless anywhere else. */
export const STAND_IN_KEYS: LiveKeys = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STAND_IN_AWS_KEYS = { accessKeyId: 'local-access-key', secretAccessKey: 'local-access-secret' };

/** Everything a sweep needs, built from the configuration. Built anew for each sweep: platform keys are short-lived. */
export function assemble(config: Config, surroundings: Surroundings): { settings: SweepSettings; deps: SweepDeps } {
  const { clock, random, log } = surroundings;
  return {
    settings: {
      regions: config.live.regions,
      scopes: config.live.scopes.map(({ taskId, taskName, dstUrl }) => ({
        ...(taskId === undefined ? {} : { taskId }),
        ...(taskName === undefined ? {} : { taskName }),
        ...(dstUrl === undefined ? {} : { dstUrl }),
      })),
      qps: config.live.qps,
      pageSize: config.live.pageSize,
      policy: { startGraceSeconds: config.sweep.startGraceSeconds },
    },
    deps: {
      live: liveOf(config, surroundings),
      backends: config.metrics.map((settings) => backendOf(settings, surroundings)),
      channels: config.alerts.map((settings) => channelOf(settings, surroundings)),
      store: config.state ? createFileStore(config.state.path) : null,
      clock,
      random,
      log,
    },
  };
}

/** The unpaced client of Live. */
export function liveOf(config: Config, surroundings: Surroundings): LiveApi {
  const { endpoint, callTimeoutSeconds, signature } = config.live;
  return createLiveClient(
    { callTimeoutMs: callTimeoutSeconds * 1_000, signature, ...(endpoint === undefined ? {} : { endpoint }) },
    credentialsOf(config, surroundings),
    surroundings.clock,
  );
}

function credentialsOf({ live }: Config, { env, platformKeys }: Surroundings): LiveCredentials {
  if (live.credentials.type !== 'default') return fixedCredentials(live.credentials);
  if (platformKeys) return rotatingCredentials(() => platformKeys);
  const local = typeof live.endpoint === 'string' && isLoopback(live.endpoint);
  return local && !env.ALIBABA_CLOUD_ACCESS_KEY_ID ? fixedCredentials(STAND_IN_KEYS) : defaultCredentials();
}

function backendOf(settings: MetricsSettings, { clock, random, log, env }: Surroundings): MetricsBackend {
  switch (settings.type) {
    case 'cloudwatch': {
      const { type: _, endpoint, dimensions, ...rest } = settings;
      const local = endpoint !== undefined && isLoopback(endpoint) && !env.AWS_ACCESS_KEY_ID;
      return createCloudWatchBackend(
        {
          ...rest,
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(dimensions === undefined ? {} : { dimensions }),
        },
        { clock, random, log, ...(local ? { credentials: STAND_IN_AWS_KEYS } : {}) },
      );
    }
  }
}

function channelOf(settings: AlertSettings, { clock, random, log, write }: Surroundings): AlertChannel {
  switch (settings.type) {
    case 'webhook': {
      const { url, secret, name } = settings;
      return createWebhookChannel(
        { url, ...(secret === undefined ? {} : { secret }), ...(name === undefined ? {} : { name }) },
        { clock, random, log },
      );
    }
    case 'console':
      return createConsoleChannel(write);
  }
}
