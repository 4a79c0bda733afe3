import { isRecord } from '../base/records.ts';
import type { Hint } from '../monitor/hint.ts';
import { REGION_PATTERN, TASK_ID_PATTERN } from './request.ts';
import { STATUS_OF_CODE } from './task.ts';

/** What the body of a callback says. */
export interface CallbackBody {
  readonly hints: readonly Hint[];
  /** Entries that name no relay, or are about something else; nothing can be asked for them. */
  readonly ignored: number;
}

/** Live's events about relays; the documentation itself spells one of them in two ways. */
const ABOUT_RELAYS = /^LivePullToPush/i;
const BY_USER = 'TriggerByUser';
/** Later than any time in seconds, and earlier than any in milliseconds. */
const FIRST_MILLISECONDS = 1e11;
const LAST_SECONDS = 8.64e12;

/**
 * Reads the body of a callback: one event or an array of them. Of an event only what a hint needs is read, so the
 * stream keys in its URLs go no further; unknown fields, events and values never throw.
 * @param region as the address of the callback says it; null when it does not
 * @returns null when the body is not JSON, or neither an object nor an array
 * Source: ApsaraVideo Live, event callbacks of pull-to-push tasks.
 */
export function callbackBody(text: string, region: string | null): CallbackBody | null {
  const value = parsed(text);
  if (!isRecord(value) && !Array.isArray(value)) return null;
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  const hints = events.flatMap((event) => hintOf(event, region) ?? []);
  return { hints, ignored: events.length - hints.length };
}

function hintOf(event: unknown, region: string | null): Hint | null {
  if (!isRecord(event) || typeof event.Event !== 'string' || !ABOUT_RELAYS.test(event.Event)) return null;
  const taskId = taskIdOf(event);
  if (taskId === null) return null;
  return {
    taskId,
    region: regionOf(event) ?? region,
    status: STATUS_OF_CODE[numberOf(event.TaskStatus) ?? Number.NaN] ?? 'unknown',
    eventSeconds: secondsOf(event.EventTime),
    byUser: [event.TaskInvalidReason, event.TaskExitReason].includes(BY_USER),
  };
}

function taskIdOf(event: Readonly<Record<string, unknown>>): string | null {
  const inside = isRecord(event.TaskInfo) ? event.TaskInfo.TaskId : undefined;
  const id = [event.TaskId, inside].find((one) => typeof one === 'string' && TASK_ID_PATTERN.test(one));
  return typeof id === 'string' ? id : null;
}

/** Not documented for callbacks; the answers to other calls have it. */
function regionOf(event: Readonly<Record<string, unknown>>): string | null {
  const inside = isRecord(event.TaskInfo) ? event.TaskInfo.Region : undefined;
  return typeof inside === 'string' && REGION_PATTERN.test(inside) ? inside : null;
}

function secondsOf(value: unknown): number | null {
  const number = numberOf(value);
  if (number === null || number <= 0 || number > LAST_SECONDS) return null;
  return Math.floor(number >= FIRST_MILLISECONDS ? number / 1_000 : number);
}

/** Live's samples have numbers as texts. */
function numberOf(value: unknown): number | null {
  const isText = typeof value === 'string' && /^\s*-?\d{1,15}(?:\.\d{1,9})?\s*$/.test(value);
  const number = isText ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
