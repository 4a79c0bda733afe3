import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { errorText } from '../../lib/base/errors.ts';
import type { Account } from './account.ts';
import { createCodeFolders } from './code-folders.ts';
import { type InstanceOrder, type InstanceOutcome, runInstance } from './instance.ts';
import { contextOf, environmentOf, type RoleCredentials } from './instance-environment.ts';
import { Refusal } from './refusal.ts';
import { createSlots, type Slots } from './slots.ts';
import { findTarget, type Target, type TargetName } from './target.ts';

/** An event that was accepted to be worked off later. */
export interface AsyncEvent {
  readonly requestId: string;
  readonly target: TargetName;
  readonly event: Buffer;
  /** Of the timer that fired; null: somebody invoked. */
  readonly trigger: string | null;
}

/** What came of an event in the end. */
export interface AsyncOutcome extends AsyncEvent {
  /** `expired`: too old before it could run. `refused`: nothing to run it, or no instance allowed. */
  readonly status: 'succeeded' | 'failed' | 'expired' | 'refused';
  readonly attempts: readonly InstanceOutcome[];
  /** Of the last attempt: what was returned, as JSON if it is; null after an error. */
  readonly result: unknown;
  readonly error: string | null;
  /** What all attempts printed. */
  readonly logs: string;
}

/** Runs functions. */
export interface Invoker {
  /** @throws Refusal when there is no such function */
  check(target: TargetName): void;
  /** @throws Refusal 'ResourceExhausted' when no more instances are allowed */
  invoke(
    target: TargetName,
    event: Buffer,
    requestId: string,
    form?: InstanceOrder['form'],
  ): Promise<{ target: Target; outcome: InstanceOutcome }>;
  /** Accepts an event; works it off with retries, as its function's settings say. Never rejects. */
  enqueue(event: Omit<AsyncEvent, 'requestId'>, requestId?: string): Promise<AsyncOutcome>;
  outcomes(): readonly AsyncOutcome[];
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Ends what runs and deletes unpacked code. */
  close(): Promise<void>;
}

const KEPT = 1_000;
/** Of an instance that the stand-in's end came before. */
const ENDED: InstanceOutcome = {
  body: null,
  error: { errorMessage: 'Process exited unexpectedly before completing request' },
  errorKind: 'unhandled',
  logs: '',
  durationMs: 0,
  maxMemoryMb: 0,
};

/** Runs instances, as many at a time as are allowed. */
class Instances {
  readonly slots: Slots;
  closed = false;
  readonly #account: Account;
  readonly #credentials: RoleCredentials;
  readonly #folders = createCodeFolders();
  readonly #processes = new Set<ChildProcess>();

  constructor(account: Account, credentials: RoleCredentials) {
    this.#account = account;
    this.#credentials = credentials;
    this.slots = createSlots(() => account.quotas.instances);
  }

  /** In a slot that was taken, which is free again at the end. */
  async run(
    target: Target,
    event: Buffer,
    requestId: string,
    form: InstanceOrder['form'] = 'event',
  ): Promise<InstanceOutcome> {
    try {
      const { shown, code } = target.stored;
      const folder = await this.#folders.folderOf(String(shown.codeChecksum), code);
      const home = await this.#folders.home();
      if (this.closed) return ENDED;
      return await runInstance(
        {
          folder,
          handler: String(shown.handler),
          memoryMb: Number(shown.memorySize),
          timeoutSeconds: Number(shown.timeout),
          environment: environmentOf(target, this.#account, this.#credentials, home),
          event,
          form,
          context: contextOf(target, this.#account, this.#credentials, requestId),
        },
        this.#processes,
      );
    } catch (error) {
      return { ...ENDED, error: { errorType: 'CodeUnavailable', errorMessage: errorText(error) } };
    } finally {
      this.slots.release(target.key);
    }
  }

  /** What runs is killed. */
  end(): void {
    this.closed = true;
    for (const child of this.#processes) child.kill('SIGKILL');
  }

  clear(): Promise<void> {
    return this.#folders.clear();
  }
}

/** Tries an event as often as its function wants. */
async function workOff(event: AsyncEvent, account: Account, instances: Instances): Promise<AsyncOutcome> {
  const { slots } = instances;
  const acceptedAt = account.now();
  const attempts: InstanceOutcome[] = [];
  for (;;) {
    const target = foundOrNull(account, event.target);
    if (!target || target.mostInstances === 0 || instances.closed) return told(event, 'refused', attempts);
    await slots.waitFor(target.key, target.mostInstances);
    const expired = account.now() - acceptedAt > target.eventAgeMs;
    if (expired || instances.closed) {
      slots.release(target.key);
      return told(event, expired ? 'expired' : 'refused', attempts);
    }
    attempts.push(await instances.run(target, event.event, event.requestId));
    if (attempts.at(-1)?.error === null) return told(event, 'succeeded', attempts);
    if (attempts.length > target.retries) return told(event, 'failed', attempts);
  }
}

/** Functions of the account, with the role's credentials. */
export function createInvoker(account: Account, credentials: RoleCredentials): Invoker {
  const instances = new Instances(account, credentials);
  const underWay = new Set<Promise<unknown>>();
  const outcomes: AsyncOutcome[] = [];

  return {
    check: (name) => void findTarget(account, name),
    async invoke(name, event, requestId, form) {
      const target = findTarget(account, name);
      if (!instances.slots.take(target.key, target.mostInstances)) {
        throw new Refusal(429, 'ResourceExhausted', `no more instances of function '${name.name}' are allowed`);
      }
      return { target, outcome: await instances.run(target, event, requestId, form) };
    },
    async enqueue(event, requestId = randomUUID()) {
      const work = workOff({ ...event, requestId }, account, instances);
      underWay.add(work);
      const outcome = await work;
      underWay.delete(work);
      outcomes.push(outcome);
      if (outcomes.length > KEPT) outcomes.shift();
      return outcome;
    },
    outcomes: () => outcomes,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      instances.end();
      await Promise.all(underWay);
      await instances.clear();
    },
  };
}

function foundOrNull(account: Account, name: TargetName): Target | null {
  try {
    return findTarget(account, name);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function told(event: AsyncEvent, status: AsyncOutcome['status'], attempts: readonly InstanceOutcome[]): AsyncOutcome {
  const last = attempts.at(-1);
  return {
    ...event,
    status,
    attempts,
    result: last?.body ? jsonOrText(last.body) : null,
    error: last?.error?.errorMessage ?? null,
    logs: attempts.map(({ logs }) => logs).join(''),
  };
}

function jsonOrText(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
