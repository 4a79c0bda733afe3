import { isRecord } from '../../lib/base/records.ts';

/** A field that differs from what is wanted. `undefined` means absent. */
export interface Difference {
  /** Keys joined by dots, list positions in brackets: `metrics[0].period`; empty for the value itself. */
  readonly path: string;
  readonly is: unknown;
  readonly shallBe: unknown;
}

/** What a plan does with one resource; `conflict` means that somebody else's resource has the name we need. */
export type PlannedAction = 'create' | 'change' | 'delete' | 'nothing' | 'conflict';

/** One resource of a plan, as far as it is printed. */
export interface PlannedChange {
  readonly action: PlannedAction;
  /** For example `alarm` or `trigger`. */
  readonly kind: string;
  readonly name: string;
  /** The fields of a `change`. */
  readonly differences?: readonly Difference[];
  /** An explanation, where the action alone is not clear. */
  readonly note?: string;
}

/**
 * The fields in which two plain values differ, in the order of `shallBe`, followed by fields that only `is` has. Lists
 * are compared by position; a key with the value `undefined` counts as absent. Values must be plain data: objects,
 * lists, texts, numbers.
 */
export function differences(is: unknown, shallBe: unknown, path = ''): Difference[] {
  if (Object.is(is, shallBe)) return [];
  if (Array.isArray(is) && Array.isArray(shallBe)) {
    const places = Array.from({ length: Math.max(is.length, shallBe.length) }, (_, place) => place);
    return places.flatMap((place) => differences(is[place], shallBe[place], `${path}[${place}]`));
  }
  if (isRecord(is) && isRecord(shallBe)) {
    const keys = new Set([...Object.keys(shallBe), ...Object.keys(is)]);
    return [...keys].flatMap((key) => differences(is[key], shallBe[key], path === '' ? key : `${path}.${key}`));
  }
  return [{ path, is, shallBe }];
}

/** How differences are shown. */
export interface Showing {
  /** Fields whose values are hidden, such as environment variables; only the fact that they differ is shown. */
  readonly isSecret?: (path: string) => boolean;
  /** Maximum number of lines per resource; the rest is counted. Default: no limit. */
  readonly mostFields?: number;
}

/** The conflicts of a plan, a line each; null when it has none. */
export function conflictsIn(steps: readonly PlannedChange[]): string | null {
  const conflicts = steps.filter(({ action }) => action === 'conflict');
  return conflicts.length === 0
    ? null
    : conflicts.map(({ kind, name, note }) => `  ${kind} ${name}: ${note}`).join('\n');
}

const MOST_CHARS = 60;

/** A difference as one line without indentation: `period: 300 → 60`. Long values are cut. */
export function differenceLine({ path, is, shallBe }: Difference, { isSecret }: Showing = {}): string {
  const label = path === '' ? 'value' : path;
  if (isSecret?.(path)) return `${label}: ${is === undefined ? 'new' : shallBe === undefined ? 'removed' : 'changed'}`;
  const [from, to] = [is, shallBe].map(textOf) as [string, string];
  const others = [...to];
  const firstOther = [...from].findIndex((char, place) => char !== others[place]);
  // two long texts may begin alike, but the difference must be visible
  const skip = Math.max(from.length, to.length) > MOST_CHARS ? Math.max(0, firstOther - MOST_CHARS / 3) : 0;
  return `${label}: ${cut(from, skip)} → ${cut(to, skip)}`;
}

const MARKS: Readonly<Record<PlannedAction, string>> = {
  create: '+',
  change: '~',
  delete: '-',
  nothing: ' ',
  conflict: '!',
};
const VERBS: Readonly<Record<PlannedAction, string>> = {
  create: 'create',
  change: 'change',
  delete: 'delete',
  nothing: 'leave',
  conflict: 'conflict with',
};

/**
 * A plan as lines for people: each affected resource, with its fields below. Unchanged resources only get a line if
 * they have a note.
 */
export function planLines(changes: readonly PlannedChange[], showing: Showing = {}): string[] {
  return changes
    .filter(({ action, note }) => action !== 'nothing' || note !== undefined)
    .flatMap(({ action, kind, name, differences: fields = [], note }) => [
      `${MARKS[action]} ${VERBS[action]} ${kind} ${name}${note === undefined ? '' : `: ${note}`}`,
      ...fieldLines(fields, showing).map((line) => `    ${line}`),
    ]);
}

function fieldLines(fields: readonly Difference[], showing: Showing): string[] {
  const { mostFields = fields.length } = showing;
  const shown = fields.slice(0, mostFields).map((field) => differenceLine(field, showing));
  const more = fields.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** The last line of a plan: `2 to create, 1 to change, 9 unchanged`, or `no changes, 12 unchanged` when there is nothing to do. */
export function planSummary(changes: readonly PlannedChange[]): string {
  const count = (wanted: PlannedAction) => changes.filter(({ action }) => action === wanted).length;
  const parts: readonly [PlannedAction, string][] = [
    ['create', 'to create'],
    ['change', 'to change'],
    ['delete', 'to delete'],
    ['conflict', 'in conflict'],
  ];
  const told = parts.filter(([action]) => count(action) > 0).map(([action, text]) => `${count(action)} ${text}`);
  const unchanged = count('nothing') === 0 ? [] : [`${count('nothing')} unchanged`];
  return told.length === 0 ? ['no changes', ...unchanged].join(', ') : [...told, ...unchanged].join(', ');
}

function textOf(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function cut(text: string, skip: number): string {
  const chars = [...text];
  const end = skip + MOST_CHARS;
  return `${skip > 0 ? '…' : ''}${chars.slice(skip, end).join('')}${chars.length > end ? '…' : ''}`;
}
