import { errorText } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { NotCleared } from '../../state/not-cleared.ts';
import type { StateStore } from '../../state/store.ts';

/** How well the state worked in one sweep. */
export interface StateOutcome {
  /** False when it could not be loaded, leased or saved. */
  readonly ok: boolean;
  /** Why not, and what to do. */
  readonly problem?: string;
  /** What is wrong with it although it works, one sentence each. */
  readonly notes?: readonly string[];
  /** Old snapshots that the last clearing left behind: how many, and what kept them. */
  readonly notCleared?: Pick<NotCleared, 'count' | 'host' | 'code'>;
}

/** List at most this many damaged parts. */
const MOST_NOTES = 5;

/** Collects what went wrong with the state in one sweep. After one failure it counts as failed until the sweep ends. */
export class StateHealth {
  readonly #store: StateStore;
  readonly #log: Log;
  readonly #damaged: string[] = [];
  #problem: string | null = null;

  constructor(store: StateStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** The first thing that went wrong; null while all is well. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Some of what is stored is skipped. */
  isDamaged(problems: readonly string[]): void {
    this.#damaged.push(...problems);
    for (const problem of shortened(problems)) this.#log.warn('state_damaged', { problem });
  }

  isNotLoaded(error: unknown): null {
    return this.#fails('state_not_loaded', error);
  }

  isNotSaved(error: unknown): null {
    return this.#fails('state_not_saved', error);
  }

  outcome(): StateOutcome {
    const left = this.#store.notCleared();
    const notes = shortened([...this.#damaged, ...this.#store.troubles()]);
    return {
      ok: this.#problem === null,
      ...(this.#problem === null ? {} : { problem: this.#problem }),
      ...(notes.length > 0 ? { notes } : {}),
      ...(left === null ? {} : { notCleared: { count: left.count, host: left.host, code: left.code } }),
    };
  }

  #fails(event: string, error: unknown): null {
    const problem = isLate(error)
      ? `${this.#store.name} did not answer in the time that the sweep had for it`
      : errorText(error);
    this.#log.error(event, { problem });
    this.#problem ??= problem;
    return null;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function shortened(sentences: readonly string[]): string[] {
  const rest = sentences.length - MOST_NOTES;
  return rest > 0 ? [...sentences.slice(0, MOST_NOTES), `and ${rest} more of the kind`] : [...sentences];
}
