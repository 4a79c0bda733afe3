import { type ChildProcess, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { JsonObject } from './call.ts';
import { INSTANCE_PROGRAM } from './instance-program.ts';

/** What an instance is started with. */
export interface InstanceOrder {
  readonly folder: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly event: Buffer;
  /** `http`: the handler is one of `(request, response, context)`, and the event is its request as JSON. */
  readonly form: 'event' | 'http';
  /** The documented context; its logger is added inside. */
  readonly context: JsonObject;
}

/** What came of one invocation. */
export interface InstanceOutcome {
  /** What the handler returned; null after an error. */
  readonly body: Buffer | null;
  readonly error: { readonly errorType?: string; readonly errorMessage: string; readonly stackTrace?: string[] } | null;
  /** `handled`: the handler threw. `unhandled`: it was too slow, ended the process, or could not be loaded. */
  readonly errorKind: 'handled' | 'unhandled' | null;
  /** What it printed, standard error included. */
  readonly logs: string;
  readonly durationMs: number;
  readonly maxMemoryMb: number;
}

type Told =
  | { readonly kind: 'started' }
  | { readonly kind: 'returned'; readonly body: Uint8Array; readonly maxRssKb: number }
  | {
      readonly kind: 'threw';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly stackTrace: string[];
    };

/** Loading the code does not count towards the timeout, but must end at some point. */
const LONGEST_START_MS = 60_000;

/** Runs one invocation in a separate process. @param running is given the process, so that it can be ended */
export function runInstance(order: InstanceOrder, running: Set<ChildProcess>): Promise<InstanceOutcome> {
  const child = spawn(process.execPath, [`--max-old-space-size=${order.memoryMb}`, '-e', INSTANCE_PROGRAM], {
    cwd: order.folder,
    env: order.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => printed.push(chunk));
  child.send({ handler: order.handler, event: order.event, form: order.form, context: order.context }, () => {});
  return new Promise((resolve) => {
    let startedAt: number | null = null;
    let told: Told | null = null;
    let timedOut = false;
    const expire = () => {
      timedOut = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(expire, LONGEST_START_MS);
    child.on('message', (message: Told) => {
      if (message.kind !== 'started') {
        told = message;
        child.kill('SIGKILL'); // as an instance that is frozen and never used again
        return;
      }
      startedAt = performance.now();
      clearTimeout(timer);
      timer = setTimeout(expire, order.timeoutSeconds * 1_000);
    });
    child.once('error', () => {}); // 'close' follows
    child.once('close', () => {
      clearTimeout(timer);
      running.delete(child);
      const durationMs = startedAt === null ? 0 : performance.now() - startedAt;
      const logs = Buffer.concat(printed).toString('utf8');
      resolve({ ...outcomeOf(told, startedAt !== null, timedOut, order.timeoutSeconds), logs, durationMs });
    });
  });
}

function outcomeOf(told: Told | null, started: boolean, timedOut: boolean, timeoutSeconds: number) {
  const failed = { body: null, maxMemoryMb: 0 };
  if (told?.kind === 'returned') {
    const maxMemoryMb = Math.round(told.maxRssKb / 1_024);
    return { body: Buffer.from(told.body), error: null, errorKind: null, maxMemoryMb };
  }
  if (told?.kind === 'threw') {
    const { kind: _, ...error } = told;
    return { ...failed, error, errorKind: started ? ('handled' as const) : ('unhandled' as const) };
  }
  const errorMessage = timedOut
    ? `Function timed out after ${timeoutSeconds} seconds`
    : 'Process exited unexpectedly before completing request';
  return { ...failed, error: { errorMessage }, errorKind: 'unhandled' as const };
}
