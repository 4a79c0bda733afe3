import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { errorText } from '../../lib/base/errors.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { type FcStandIn, startFcStandIn } from '../../stand-ins/fc/server.ts';
import { CALLERS, exportOf, STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import type { CallbackSpelling } from '../../stand-ins/live/callback-options.ts';
import { FAULT_KINDS, type FaultShares } from '../../stand-ins/live/faults.ts';
import type { ListOrder } from '../../stand-ins/live/list-order.ts';
import { parseScenario, type Scenario } from '../../stand-ins/live/scenario.ts';
import { type LiveStandInOptions, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { listening } from '../listening.ts';
import { block, line, type Part } from '../terminal/shown.ts';
import { print, printJson, telling } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

interface LiveStandInFlags extends PortFlags, FaultShares {
  readonly tasks: number;
  readonly regions: string[];
  readonly seed: number;
  readonly qps: number;
  readonly window: 'sliding' | 'fixed';
  readonly throttledCount: boolean;
  readonly retryAfter: boolean;
  readonly rtt: number;
  readonly jitter: number;
  readonly tailShare: number;
  readonly tailMs: number;
  readonly churn: number;
  readonly order: ListOrder;
  readonly scenario?: string;
  readonly canary?: string;
  readonly callbackUrl?: string;
  readonly callbackSpelling: CallbackSpelling;
  readonly callbackLost: number;
  readonly callbackDoubled: number;
  readonly callbackOvertaken: number;
  readonly callbackDelay: number;
}

export interface PortFlags {
  readonly port: number;
  readonly json?: boolean;
}

export interface WebhookStandInFlags extends PortFlags {
  readonly secret?: string;
}

interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the stand-in for ApsaraVideo Live until it is stopped. @returns the exit code */
export async function liveStandInCommand(flags: LiveStandInFlags): Promise<number> {
  const options = await liveOptions(flags);
  const live = await listening(flags.port, () => startLiveStandIn(options));
  const { total, byStatus } = live.tally();
  if (!flags.json)
    print(`${total.toLocaleString('en')} relay tasks in ${flags.regions.join(', ')}: ${JSON.stringify(byStatus)}`);
  const relays = { total, byStatus, regions: flags.regions };
  return untilStopped('ApsaraVideo Live', live, flags, { keys: CALLERS.alibabaCloud, more: { relays } });
}

export async function cloudWatchStandInCommand(flags: PortFlags): Promise<number> {
  const { port } = flags;
  const cloudWatch = await listening(port, () => startCloudWatchStandIn({ port }));
  return untilStopped('Amazon CloudWatch', cloudWatch, flags, { keys: CALLERS.aws });
}

export async function webhookStandInCommand(flags: WebhookStandInFlags): Promise<number> {
  const { port, secret } = flags;
  return untilStopped(
    'a webhook receiver',
    await listening(port, () => startWebhookStandIn({ port, ...(secret === undefined ? {} : { secret }) })),
    flags,
  );
}

/** Serves the stand-in for Function Compute; its timers fire by themselves, and the output of functions is shown. */
export async function fcStandInCommand(flags: PortFlags): Promise<number> {
  const { port } = flags;
  const credentials = acceptedKeys(process.env);
  const fc = await listening(port, () => startFcStandIn({ port, credentials }));
  const ticking = setInterval(() => void tickFc(fc, telling(flags.json)), 1_000);
  try {
    return await untilStopped('Function Compute', fc, flags, { keys: CALLERS.alibabaCloud });
  } finally {
    clearInterval(ticking);
  }
}

/** Fires what is due, and shows what functions print. */
export async function tickFc(fc: FcStandIn, tell: (part: Part) => void): Promise<void> {
  for (const { trigger, status, error, logs } of await fc.tick()) {
    tell(line`${block(logs)}timer ${trigger ?? 'by hand'}: ${status}${error === null ? '' : `, ${error}`}`);
  }
}

async function liveOptions(flags: LiveStandInFlags): Promise<LiveStandInOptions> {
  const { port, tasks, regions, seed, qps, window, throttledCount, order } = flags;
  const tail = flags.tailShare > 0 ? { tail: { share: flags.tailShare, extraMs: flags.tailMs } } : {};
  return {
    port,
    tasks,
    regions,
    seed,
    qps,
    window,
    throttledCount,
    faults: faultsOf(flags),
    order,
    callbacks: {
      spelling: flags.callbackSpelling,
      lost: flags.callbackLost,
      doubled: flags.callbackDoubled,
      overtaken: flags.callbackOvertaken,
      delayMs: flags.callbackDelay,
      ...(flags.callbackUrl === undefined ? {} : { url: flags.callbackUrl }),
    },
    retryAfterHeader: flags.retryAfter,
    churnPerSecond: flags.churn,
    credentials: acceptedKeys(process.env),
    ...(flags.rtt > 0 ? { latency: { rttMs: flags.rtt, jitterMs: flags.jitter, ...tail } } : {}),
    ...(flags.scenario === undefined ? {} : { scenario: await readScenario(flags.scenario) }),
    ...(flags.canary === undefined ? {} : { canary: flags.canary }),
  };
}

function faultsOf(flags: FaultShares): FaultShares {
  const kinds: readonly (keyof FaultShares)[] = [...FAULT_KINDS, 'newEnum', 'missingFields'];
  return Object.fromEntries(kinds.map((kind) => [kind, flags[kind] ?? 0]));
}

async function readScenario(path: string): Promise<Scenario> {
  try {
    return parseScenario(parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`--scenario ${path} cannot be used: ${errorText(error)}`);
  }
}

/**
 * The well-known local key and the keys of the environment, so that calls from this shell are accepted whichever they
 * use.
 */
function acceptedKeys(
  env: Readonly<Record<string, string | undefined>>,
): NonNullable<LiveStandInOptions['credentials']> {
  const {
    ALIBABA_CLOUD_ACCESS_KEY_ID: id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
    ALIBABA_CLOUD_SECURITY_TOKEN: token,
  } = env;
  if (!id || !secret) return [STAND_IN_KEYS];
  return [STAND_IN_KEYS, { accessKeyId: id, accessKeySecret: secret, ...(token ? { securityToken: token } : {}) }];
}

interface Serving {
  /** For the environment of what calls it; where nobody signs, none. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Further facts for programs. */
  readonly more?: object;
}

/** Says where it is, and waits; a program may read the one line as soon as it is there. */
async function untilStopped(
  what: string,
  running: Running,
  { json }: PortFlags,
  { keys, more }: Serving = {},
): Promise<number> {
  const stats = `${running.url}/_stats`;
  const stopped = signalled();
  if (json) printJson({ standIn: what, url: running.url, stats, environment: keys ?? {}, ...more });
  else {
    if (keys !== undefined) print(`before calling it: ${exportOf(keys)}`);
    print(`stand-in of ${what} at ${running.url}, figures at ${stats} (Ctrl-C stops it)`);
  }
  await stopped;
  await running.close();
  return 0;
}

/** Listen before anything is said: whoever reads it may send the signal at once. */
export async function signalled(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
