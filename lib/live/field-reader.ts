import { parseUtcMs } from '../base/time.ts';
import { redactText } from '../http/redact.ts';
import type { ParseProblem } from '../monitor/relay-task.ts';

const LONGEST_RAW = 80;
/** Of nearly all tasks. */
const NONE: readonly never[] = [];

/** Reads fields of one task, which may hold anything, and records everything that is not as documented. */
export class FieldReader {
  #problems: ParseProblem[] | null = null;

  get problems(): readonly ParseProblem[] {
    return this.#problems ?? NONE;
  }

  note(field: string, kind: ParseProblem['kind'], raw?: unknown): void {
    this.#problems ??= [];
    this.#problems.push(raw === undefined ? { field, kind } : { field, kind, raw: rawText(raw) });
  }

  /** A text written by the user or by Live, with any URL in it cut. */
  text(value: unknown, field: string, isRequired = false): string | null {
    if (!isPresent(value)) {
      if (isRequired) this.note(field, 'absent');
      return null;
    }
    if (typeof value === 'string') return redactText(value);
    this.note(field, 'mistyped', value);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  }

  /** One of a small set of words. It becomes a metric dimension, so an unknown one is cut to a reasonable length. */
  word(raw: unknown, field: string, known: ReadonlySet<string>): string | null {
    if (raw === undefined || (typeof raw === 'string' && known.has(raw))) return raw ?? null;
    const value = this.text(raw, field)?.slice(0, LONGEST_RAW) ?? null;
    if (value !== null && !known.has(value)) this.note(field, 'new-value', value);
    return value;
  }

  integer(value: unknown, field: string, isRequired = false): number | null {
    if (value === undefined || value === null) {
      if (isRequired) this.note(field, 'absent');
      return null;
    }
    if (typeof value !== 'number' || !Number.isInteger(value)) this.note(field, 'mistyped', value);
    return integerIn(value);
  }

  /** Unix milliseconds. */
  time(value: unknown, field: string): number | null {
    if (!isPresent(value)) return null;
    const ms = typeof value === 'string' ? parseUtcMs(value) : null;
    if (ms === null) this.note(field, 'mistyped', value);
    return ms;
  }

  newFields(object: Readonly<Record<string, unknown>>, known: ReadonlySet<string>, prefix: string): void {
    // the value of an unknown field may be secret: only its name is kept
    for (const field in object)
      if (!known.has(field)) this.note(prefix + redactText(field).slice(0, LONGEST_RAW), 'new-field');
  }
}

/** A whole number, also when written as text. */
export function integerIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : null;
}

export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** What of a value may be shown, whatever it is. */
export function rawText(value: unknown): string {
  const text = typeof value === 'object' ? `(${Array.isArray(value) ? 'array' : 'object'})` : String(value);
  return redactText(text).slice(0, LONGEST_RAW);
}
