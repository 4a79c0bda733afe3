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

/** What an HTTP trigger says. */
export interface HttpSettings extends JsonObject {
  readonly authType: string;
  readonly methods: readonly string[];
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

/** Settings of a trigger of that type. @param value an object (2.0) @throws Refusal */
export function triggerSettings(type: unknown, value: unknown): TimerSettings | HttpSettings {
  return type === 'http' ? httpSettings(value) : timerSettings(value);
}

/** @param value a JSON text of the same (3.0) @throws Refusal */
export function triggerSettingsText(type: unknown, value: unknown): TimerSettings | HttpSettings {
  if (typeof value !== 'string') return invalid('triggerConfig must be a JSON string');
  return triggerSettings(type, parseObject(value, 'triggerConfig'));
}

function httpSettings(value: unknown): HttpSettings {
  if (!isObject(value)) return invalid('triggerConfig must be an object');
  const { authType, methods } = value;
  if (authType !== 'anonymous' && authType !== 'function')
    return invalid("authType of triggerConfig must be 'anonymous' or 'function'");
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every((one) => METHODS.includes(String(one))))
    return invalid(`methods of triggerConfig must be some of ${METHODS.join(', ')}`);
  return { authType, methods: methods.map(String) };
}

/** @throws Refusal for any type but these two */
export function checkTriggerType(value: unknown): void {
  if (value !== 'timer' && value !== 'http')
    invalid(`triggerType '${String(value)}' is not served: this stand-in knows timer and http alone`);
}
