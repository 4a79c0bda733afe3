import type { JsonObject } from './call.ts';
import { isObject, optionalText, parseObject } from './fields.ts';
import { invalid } from './refusal.ts';
import { parseSchedule } from './schedule.ts';

/** What a timer trigger says. */
export interface TimerSettings extends JsonObject {
  readonly cronExpression: string;
  readonly enable: boolean;
  readonly payload: string;
}

/** That of an asynchronous request. */
const MOST_PAYLOAD_BYTES = 128 * 1024;

/** @param value an object (2.0) @throws Refusal */
export function timerSettings(value: unknown): TimerSettings {
  if (!isObject(value)) return invalid('triggerConfig must be an object');
  parseSchedule(value.cronExpression, 0);
  const { enable = false } = value;
  if (typeof enable !== 'boolean') return invalid('enable of triggerConfig must be a boolean');
  const payload = optionalText(value.payload, 'payload of triggerConfig') ?? '';
  if (Buffer.byteLength(payload) > MOST_PAYLOAD_BYTES) {
    invalid(`payload of triggerConfig has more than ${MOST_PAYLOAD_BYTES} bytes`);
  }
  return { cronExpression: value.cronExpression as string, enable, payload };
}

/** @param value a JSON text of the same (3.0) @throws Refusal */
export function timerSettingsText(value: unknown): TimerSettings {
  if (typeof value !== 'string') return invalid('triggerConfig must be a JSON string');
  return timerSettings(parseObject(value, 'triggerConfig'));
}

/** @throws Refusal for any type but timer */
export function checkTriggerType(value: unknown): void {
  if (value !== 'timer') invalid(`triggerType '${String(value)}' is not served: this stand-in knows timer alone`);
}
