/** An event that PagerDuty would take. */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key?: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: 'critical' | 'error' | 'warning' | 'info';
    readonly custom_details?: unknown;
  };
}

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'warning', 'error', 'info'];
const SUMMARY_CHARS = 1_024;
const DEDUP_KEY_CHARS = 255;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a body as Events API v2 does.
 * @param keys the integration keys there are; null takes any of the right form
 * @returns the event, or the sentences of the refusal
 * Source: PagerDuty developer docs, Events API v2, "Send an Alert Event"; wording of the first two from public issues.
 */
export function readEvent(body: string, keys: readonly string[] | null): PagerDutyEvent | readonly string[] {
  const fields = objectOf(body);
  if (fields === null) return ['Invalid JSON'];
  const errors = [...keyErrors(fields.routing_key, keys), ...eventErrors(fields)];
  return errors.length > 0 ? errors : (fields as unknown as PagerDutyEvent);
}

export function isRefusal(read: PagerDutyEvent | readonly string[]): read is readonly string[] {
  return Array.isArray(read);
}

function objectOf(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyErrors(key: unknown, keys: readonly string[] | null): string[] {
  if (isBlank(key)) return ["'routing_key' is missing or blank"];
  const text = String(key);
  const errors = [
    ...(text.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(/^[A-Za-z0-9]*$/.test(text) ? [] : ["'routing_key' cannot contain non-alphanumeric characters."]),
  ];
  if (errors.length > 0 || keys === null || keys.includes(text)) return errors;
  return ['Invalid routing key'];
}

function eventErrors(fields: Fields): string[] {
  const { event_action: action, dedup_key: key, payload, links, images } = fields;
  const errors: string[] = [];
  if (!ACTIONS.includes(String(action)))
    errors.push("'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')");
  if (action !== 'trigger' && isBlank(key)) errors.push("'dedup_key' is missing or blank");
  if (key !== undefined && String(key).length > DEDUP_KEY_CHARS)
    errors.push(`'dedup_key' is too long (maximum is ${DEDUP_KEY_CHARS} characters)`);
  if (links !== undefined && !(Array.isArray(links) && links.every((link) => isObject(link) && !isBlank(link.href)))) {
    errors.push("'links' is invalid (each must have an 'href')");
  }
  if (images !== undefined && !(Array.isArray(images) && images.every((one) => isObject(one) && !isBlank(one.src)))) {
    errors.push("'images' is invalid (each must have a 'src')");
  }
  errors.push(...textErrors(fields, ['client', 'client_url']));
  if (action === 'trigger' || payload !== undefined) errors.push(...payloadErrors(payload));
  return errors;
}

function payloadErrors(payload: unknown): string[] {
  if (!isObject(payload)) return ["'payload' is missing or blank"];
  const { summary, source, severity, timestamp, custom_details: details } = payload;
  const errors: string[] = [];
  if (isBlank(summary)) errors.push("'payload.summary' is missing or blank");
  if (String(summary).length > SUMMARY_CHARS)
    errors.push(`'payload.summary' is too long (maximum is ${SUMMARY_CHARS} characters)`);
  if (isBlank(source)) errors.push("'payload.source' is missing or blank");
  if (!SEVERITIES.includes(String(severity))) {
    errors.push(
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    );
  }
  if (timestamp !== undefined && Number.isNaN(Date.parse(String(timestamp))))
    errors.push("'payload.timestamp' is invalid");
  errors.push(...textErrors(payload, ['component', 'group', 'class'], 'payload.'));
  if (details !== undefined && !isObject(details))
    errors.push("'payload.custom_details' is invalid (must be an object)");
  return errors;
}

/** Of fields that may be absent. */
function textErrors(fields: Fields, names: readonly string[], prefix = ''): string[] {
  const wrong = names.filter((name) => fields[name] !== undefined && typeof fields[name] !== 'string');
  return wrong.map((name) => `'${prefix}${name}' is invalid (must be a string)`);
}

function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}
