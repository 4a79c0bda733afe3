import { type Clock, parseUtc } from '../base/time.ts';
import type { HeldSlots, PacerMemory } from '../monitor/reading-memory.ts';
import { CallSlot, LONGEST_WAY_MS, WHOLE_SLOT_MS } from './call-slot.ts';

/** The memory of a pacer that is known to be the first caller. */
export const NOBODY_BEFORE: PacerMemory = {
  shortestMs: 0,
  samples: 0,
  held: { at: '1970-01-01T00:00:00.000Z', freeInMs: [] },
};

/** Upper bound for the clock difference between two machines that take turns sweeping. */
const CLOCKS_APART_MS = 100;
/** No slot is held longer than this after its call has ended. */
const LONGEST_HELD_MS = LONGEST_WAY_MS + WHOLE_SLOT_MS;

/** The part of `slots` that a later process has to respect. */
export function heldNow(slots: readonly CallSlot[], clock: Clock): HeldSlots {
  const nowMs = clock.monotonicMs();
  const freeInMs = slots
    .map(({ surelyFreeAtMs }) => Math.min(Math.ceil(surelyFreeAtMs - nowMs), LONGEST_HELD_MS))
    .filter((ms) => ms > 0);
  return { at: clock.nowUtc().toISO(), freeInMs };
}

/**
 * The slots that a new pacer starts with: those still held by earlier calls, or all of them when nothing is known about
 * earlier calls.
 */
export function heldBefore(memory: PacerMemory | undefined, qps: number, clock: Clock): CallSlot[] {
  const at = parseUtc(memory?.held?.at ?? '');
  const freeInMs = memory?.held && at ? leftOf(memory.held, clock.nowUtc().diff(at).toMillis()) : allHeld(qps);
  const nowMs = clock.monotonicMs();
  return freeInMs.map((ms) => CallSlot.ofAnother(nowMs + ms - WHOLE_SLOT_MS));
}

/** A clock that was set back, or that is behind the other machine's, must not prolong a slot. */
function leftOf({ freeInMs }: HeldSlots, passedMs: number): number[] {
  return freeInMs
    .map((ms) => Math.min(ms, LONGEST_HELD_MS) + CLOCKS_APART_MS - Math.max(0, passedMs))
    .filter((ms) => ms > 0);
}

function allHeld(qps: number): number[] {
  return new Array<number>(qps).fill(WHOLE_SLOT_MS);
}
