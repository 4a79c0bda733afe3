import type { CallbackPlace, CallbackTask } from '../../../lib/live/callback-task.ts';
import { aTask } from '../../../stand-ins/simulation/a-task.ts';

export const OURS: CallbackPlace = { isOurs: true, origin: 'https://relays.example.com' };
export const OTHER: CallbackPlace = { isOurs: false, origin: 'https://hooks.example.com' };

/** A running task without a callback. */
export function aCallbackTask(changed: Partial<CallbackTask> = {}): CallbackTask {
  return { ...aTask({ status: 'running' }), callback: null, restKey: 'rest', ...changed };
}
