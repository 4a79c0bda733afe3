import { errorText } from '../base/errors.ts';
import { StateError } from './state-error.ts';

/** What kept something from being removed, as far as it is known. */
export interface Hindrance {
  /** Host and port of the service that refused; null of a folder. */
  readonly host: string | null;
  /** For example `AccessDenied` or `EACCES`. */
  readonly code: string | null;
}

/** Old snapshots that were to be removed and are still there. */
export interface NotCleared extends Hindrance {
  /** Null when not even their names could be had. */
  readonly count: number | null;
  /** One sentence for the person on call. */
  readonly problem: string;
}

/** Some of what was to be removed is still there, though each was tried. */
export class NotRemovedError extends StateError {
  readonly count: number;
  readonly hindrance: Hindrance;

  constructor(message: string, count: number, hindrance: Hindrance) {
    super('state-unwritable', message);
    this.count = count;
    this.hindrance = hindrance;
  }
}

/** What is known of old snapshots after clearing them away failed. */
export function notCleared(error: unknown): NotCleared {
  const { host, code } = error instanceof NotRemovedError ? error.hindrance : hindranceIn(error);
  return {
    count: error instanceof NotRemovedError ? error.count : null,
    host,
    code,
    problem: `old snapshots cannot be cleared away: ${errorText(error)}`,
  };
}

/** Errors of a bucket say where and why. */
export function hindranceIn(error: unknown): Hindrance {
  if (!(error instanceof StateError)) return { host: null, code: null };
  return {
    host: 'host' in error && typeof error.host === 'string' ? error.host : null,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  };
}
