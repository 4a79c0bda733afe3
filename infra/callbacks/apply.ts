import pLimit from 'p-limit';
import { RelaywatchError } from '../../lib/base/errors.ts';
import type { CallbackApi } from '../../lib/live/callback-client.ts';
import type { CallbackTask } from '../../lib/live/callback-task.ts';
import { LiveApiError, type LiveErrorReason } from '../../lib/live/errors.ts';
import { type Planned, type Step, stepFor, type Wish } from './plan.ts';

/** Relays that are changed side by side; the pace is kept by the client. */
const AT_ONCE = 5;

/** Failures of one relay; after any other, the next relay would fail just so. */
const OF_ONE_RELAY: ReadonlySet<LiveErrorReason> = new Set(['task-not-found', 'invalid-request', 'refused']);

/** More than the CallbackUrl of a relay was changed, so no other relay must be. */
export class MoreChangedError extends RelaywatchError<'more-changed'> {
  override readonly name = 'MoreChangedError';

  constructor({ region, taskId }: CallbackTask) {
    super(
      'more-changed',
      `${region}/${taskId}: something beside its CallbackUrl changed with it, by this or by somebody else. No further relay is changed: compare this one in the Live console with how it was.`,
    );
  }
}

/** What the changes of many relays came to. */
export interface Applied {
  readonly results: readonly Planned[];
  /** Why the rest was left alone; null when every relay was looked at. */
  readonly stoppedBy: RelaywatchError | null;
}

/**
 * Changes the CallbackUrl of relays. Live does not document that what an update leaves out stays as it is, so the first
 * relay is changed alone, and each is read before and after.
 * @param urlFor the CallbackUrl of relays of a region
 * @param tell called with each result
 */
export async function applyCallbacks(
  api: CallbackApi,
  tasks: readonly CallbackTask[],
  { wish, urlFor }: { readonly wish: Wish; readonly urlFor: (region: string) => string },
  tell: (result: Planned) => void = () => undefined,
): Promise<Applied> {
  const results: Planned[] = [];
  let stoppedBy: RelaywatchError | null = null;
  const change = async (task: CallbackTask) => {
    if (stoppedBy !== null) return;
    try {
      const step = await changed(api, task, wish, wish === 'not-ours' ? '' : urlFor(task.region));
      const result = { task, step };
      results.push(result);
      tell(result);
    } catch (error) {
      if (!(error instanceof RelaywatchError)) throw error;
      stoppedBy ??= error;
    }
  };
  const [first, ...others] = tasks;
  if (first !== undefined) await change(first);
  const limit = pLimit(AT_ONCE);
  await Promise.all(others.map((task) => limit(() => change(task))));
  return { results, stoppedBy };
}

/** Changes one relay and reads it again. @throws MoreChangedError, LiveApiError when others would fail, too */
async function changed(
  api: CallbackApi,
  { region, taskId }: CallbackTask,
  wish: Wish,
  callbackUrl: string,
): Promise<Step> {
  const id = { region, taskId };
  try {
    const before = await api.describe(id);
    if (before === null) return GONE;
    const step = stepFor(before, wish);
    if (step.kind !== 'changed') return step;
    await api.update({ ...id, callbackUrl, repeatNumber: repeatNumberOf(before) });
    const after = await api.describe(id);
    if (after === null) return GONE;
    if (after.restKey !== before.restKey) throw new MoreChangedError(before);
    const isDone = wish === 'not-ours' ? after.callback === null : stepFor(after, wish).kind === 'kept';
    return isDone ? step : { kind: 'left', why: 'Live accepted the change, but shows the CallbackUrl of before' };
  } catch (error) {
    if (!(error instanceof LiveApiError) || !OF_ONE_RELAY.has(error.reason)) throw error;
    return error.reason === 'task-not-found' ? GONE : { kind: 'left', why: error.message };
  }
}

const GONE: Step = { kind: 'left', why: 'it is gone' };

/** A live source repeats nothing. Of the others it is the one setting that may be changed while they run, so it is sent along. */
function repeatNumberOf({ sourceType, repeatNumber }: CallbackTask): number | null {
  return sourceType === 'live' ? null : repeatNumber;
}
