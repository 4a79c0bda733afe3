import { LAMBDA } from '../../infra/cost/lambda.ts';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { silentLog } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import type { MetricsBackend } from '../../lib/metrics/backend.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { SweepBudget } from '../../lib/sweep/budget.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import { draw, type Model, type Range } from './model.ts';

export interface ProcessParts {
  /** That of the process, which ends with it. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly live: LiveApi;
  readonly store: StateStore;
  readonly model: Pick<Model, 'storeCall' | 'sendCall' | 'publishCall'>;
  /** How long lists are read at most; null: as long as the platform lets it. */
  readonly readingMs: number | null;
  /** Identifies the timer event. */
  readonly trigger: string;
  /** Told of each snapshot before it is saved. */
  readonly onSave: (snapshot: RawSnapshot) => void;
}

/** A webhook's budget. */
const PER_MINUTE = 600;
/** Loading a state lists what is there, and reads the newest. */
const LOAD_REQUESTS = 2;

/** What one invocation of the sweep's function has around it: all of it takes time, and none of it fails by itself. */
export function sweepDepsOf(parts: ProcessParts): SweepDeps {
  const { clock, random, live, model, trigger, readingMs } = parts;
  const given = { enteredMs: clock.monotonicMs(), givenMs: LAMBDA.timeoutSeconds * 1_000 };
  const takes = (range: Range, signal?: AbortSignal) => clock.sleep(draw(range, random), signal);
  return {
    live,
    clock,
    random,
    trigger,
    log: silentLog,
    heartbeat: null,
    backends: [backendOf((signal) => takes(model.publishCall, signal))],
    channels: [channelOf((signal) => takes(model.sendCall, signal))],
    store: slowStore(parts, (signal) => takes(model.storeCall, signal)),
    budget: new SweepBudget(clock, readingMs === null ? given : { ...given, readingMs }),
  };
}

type Takes = (signal?: AbortSignal) => Promise<void>;

function slowStore({ store, onSave }: ProcessParts, takes: Takes): StateStore {
  return {
    ...store,
    async load(signal, taken) {
      for (let request = 0; request < LOAD_REQUESTS; request++) await takes(signal);
      return store.load(signal, taken);
    },
    async create(number, snapshot, signal) {
      onSave(snapshot);
      await takes(signal);
      return store.create(number, snapshot);
    },
  };
}

function channelOf(takes: Takes): AlertChannel {
  const send = async (signal?: AbortSignal) => {
    await takes(signal);
    return { ok: true as const, receipt: '' };
  };
  return {
    name: 'on-call',
    type: 'webhook',
    budget: { perMinute: PER_MINUTE },
    takesUpdates: false,
    send: (_, signal) => send(signal),
    check: async () => ({ ok: true, detail: '' }),
  };
}

function backendOf(takes: Takes): MetricsBackend {
  return {
    type: 'cloudwatch',
    detail: 'essential',
    async publish(points, _, signal) {
      await takes(signal);
      return { type: 'cloudwatch', ok: true, datapoints: points.length, rejected: 0 };
    },
    check: async () => ({ ok: true, detail: '' }),
  };
}
