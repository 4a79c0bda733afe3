import type { CallbackTask } from '../../lib/live/callback-task.ts';

/** What relays are to have: our CallbackUrl, also instead of another's, or ours no more. */
export type Wish = 'ours' | 'ours-instead' | 'not-ours';

/** What is to be done to one relay. */
export type Step =
  /** It is as it shall be. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'changed' }
  /** It stays as it is, although something else was wished. */
  | { readonly kind: 'left'; readonly why: string };

export interface Planned {
  readonly task: CallbackTask;
  readonly step: Step;
}

const left = (why: string): Step => ({ kind: 'left', why });

/** What a wish means for one relay. */
export function stepFor(task: CallbackTask, wish: Wish): Step {
  const { callback } = task;
  if (wish === 'not-ours') {
    if (callback === null) return { kind: 'kept' };
    return callback.isOurs ? changeOf(task) : left('its CallbackUrl is not ours');
  }
  if (callback?.isOurs) return callback.isOutdated ? changeOf(task) : { kind: 'kept' };
  if (callback !== null && wish === 'ours') {
    return left('it has another CallbackUrl, which --replace would replace');
  }
  return changeOf(task);
}

/**
 * Whether Live lets the CallbackUrl of a task be changed. Source: ApsaraVideo Live API 2016-11-01,
 * UpdateLivePullToPush: while a task runs or retries, and when it is stopped.
 */
function changeOf({ status, taskId }: CallbackTask): Step {
  if (taskId === '') return left('Live gave no task id');
  switch (status) {
    case 'running':
    case 'recovering':
    case 'stopped':
      return { kind: 'changed' };
    case 'idle':
      return left('it has not started, and Live documents no change of CallbackUrl before StartTime');
    case 'exited':
      return left('it has ended');
    case 'unknown':
      return left('Live gives a status that it does not document');
  }
}
