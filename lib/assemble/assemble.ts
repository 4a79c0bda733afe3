import { type Log, logOfAccount } from '../base/log.ts';
import type { Random } from '../base/time.ts';
import { hoursOf } from '../config/report.ts';
import type { Config } from '../config/schema.ts';
import { createHeartbeat } from '../metrics/heartbeat.ts';
import type { ReportSchedule } from '../monitor/report-due.ts';
import { createToldFile } from '../state/file/told-file.ts';
import type { SweepDeps, SweepSettings } from '../sweep/sweep-run.ts';
import { backendOf } from './backends.ts';
import { channelOf } from './channels.ts';
import { type LiveSurroundings, liveOf } from './live-clients.ts';
import { ownCredentialsOf } from './live-keys.ts';
import type { PartDeps } from './makers.ts';
import { storeOf } from './stores.ts';

const SECONDS_AN_HOUR = 3_600;

/** What the environment provides: a laptop, Function Compute or Lambda. */
export interface Surroundings extends LiveSurroundings {
  readonly random: Random;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
}

/**
 * Builds everything that a sweep needs from the configuration. Built anew for each sweep, since platform keys are
 * short-lived; only the Live client may be reused from the previous sweep.
 */
export function assemble(config: Config, surroundings: Surroundings): { settings: SweepSettings; deps: SweepDeps } {
  const { clock, random } = surroundings;
  const log = logOfAccount(surroundings.log, config.account);
  const parts = partDeps(config, { ...surroundings, log });
  const state = config.state ? storeOf(config.state, parts) : null;
  return {
    settings: {
      regions: config.live.regions,
      scopes: scopesOf(config),
      qps: config.live.qps,
      pageSize: config.live.pageSize,
      policy: config.policy,
      maintenance: config.maintenance,
      expectations: config.expect,
      routes: config.routes,
      ...(config.report === undefined ? {} : { report: reportOf(config.report) }),
      ...(config.sweep.mode === 'rolling' ? { rolling: { longestLapSeconds: config.sweep.longestLapSeconds } } : {}),
      describeBudget: config.sweep.describeBudget,
      leaseSeconds: config.sweep.leaseSeconds,
    },
    deps: {
      live: liveOf(config, surroundings),
      backends: config.metrics.map((settings) => backendOf(settings, config, parts)),
      channels: config.alerts.map((settings) => channelOf(settings, config, parts)),
      heartbeat: config.heartbeat ? createHeartbeat(config.heartbeat.url, { clock, random }) : null,
      store: state?.store ?? null,
      journal: state?.journal ?? null,
      hints: config.callbacks ? (state?.hints ?? null) : null,
      toldFile: state ? createToldFile(state.identity) : null,
      clock,
      random,
      log,
    },
  };
}

function reportOf({ since, ...report }: NonNullable<Config['report']>): ReportSchedule {
  return { ...report, sinceSeconds: since === undefined ? null : hoursOf(since) * SECONDS_AN_HOUR };
}

/** The lists that are read, as the configuration has them. */
export function scopesOf({ live }: Pick<Config, 'live'>): SweepSettings['scopes'] {
  return live.scopes.map(({ taskId, taskName, dstUrl }) => ({
    ...(taskId === undefined ? {} : { taskId }),
    ...(taskName === undefined ? {} : { taskName }),
    ...(dstUrl === undefined ? {} : { dstUrl }),
  }));
}

function partDeps(config: Config, surroundings: Surroundings): PartDeps {
  const { clock, random, log, write } = surroundings;
  return {
    clock,
    random,
    log,
    write,
    ownCredentials: ownCredentialsOf(config, surroundings),
  };
}
