import { differences, type PlannedChange } from '../deploy/diff.ts';
import type { PlannedAlarm } from './alarm.ts';
import { comparable } from './observed.ts';
import { dashboardMarkOf, markOf, OWNER_TAG } from './ownership.ts';
import type { ExistingAlarm } from './service.ts';

/** What should exist. */
export interface Wanted {
  readonly prefix: string;
  readonly region: string;
  readonly alarms: readonly PlannedAlarm[];
  /** Its content; null for none. */
  readonly dashboard: object | null;
}

export interface FoundAlarm extends ExistingAlarm {
  readonly tags: Readonly<Record<string, string>>;
}

/** What exists. */
export interface Found {
  /** All alarms whose names begin with the prefix. */
  readonly alarms: readonly FoundAlarm[];
  /** Body of the dashboard; null when there is none. */
  readonly dashboard: string | null;
}

/** One step of a plan, with what is needed to do it. */
export type Step = PlannedChange & { readonly alarm?: PlannedAlarm; readonly dashboard?: object };

/**
 * The steps from what exists to what should exist: alarms in the wanted order, then the dashboard, then what is no longer
 * wanted. What others made is never touched; if it is in the way, the step is a conflict.
 */
export function stepsTo(wanted: Wanted, found: Found): Step[] {
  const names = new Set(wanted.alarms.map(({ name }) => name));
  return [
    ...wanted.alarms.map((alarm) => alarmStep(alarm, wanted.prefix, found)),
    ...dashboardSteps(wanted, found),
    ...found.alarms.filter(({ name }) => !names.has(name)).flatMap((alarm) => staleSteps(alarm, wanted.prefix)),
  ];
}

/** The steps that remove everything of ours, including what was changed by hand. `wanted` supplies the names. */
export function stepsToNothing(wanted: Wanted, found: Found): Step[] {
  const names = new Set(wanted.alarms.map(({ name }) => name));
  return [
    ...found.alarms.flatMap((alarm) =>
      names.has(alarm.name) && isTagged(alarm, wanted.prefix) ? [deletion(alarm)] : staleSteps(alarm, wanted.prefix),
    ),
    ...dashboardSteps({ ...wanted, dashboard: null }, found),
  ];
}

/** An alarm that is not wanted is ours only if it has both tag and mark: a copy made by hand may have the tag. */
function staleSteps(alarm: FoundAlarm, prefix: string): Step[] {
  if (!isTagged(alarm, prefix)) return [];
  if (alarm.description.includes(markOf(alarm.name))) return [deletion(alarm)];
  const note = 'it has our tag, but not our mark in its description; if it is a copy, delete it by hand';
  return [{ action: 'nothing', kind: 'alarm', name: alarm.name, note }];
}

function deletion({ name }: FoundAlarm): Step {
  return { action: 'delete', kind: 'alarm', name };
}

function alarmStep(alarm: PlannedAlarm, prefix: string, found: Found): Step {
  const { name } = alarm;
  const existing = found.alarms.find((one) => one.name === name);
  if (existing === undefined) return { action: 'create', kind: 'alarm', name, note: alarm.firesWhen, alarm };
  if (!isTagged(existing, prefix) || existing.type !== 'metric')
    return conflict('alarm', name, whose(existing, prefix));
  const fields = differences(existing.fields, comparable(alarm.fields));
  if (fields.length === 0) return { action: 'nothing', kind: 'alarm', name };
  return { action: 'change', kind: 'alarm', name, differences: fields, alarm };
}

function dashboardSteps({ prefix, region, dashboard }: Wanted, found: Found): Step[] {
  const head = { kind: 'dashboard', name: prefix };
  if (found.dashboard === null) {
    return dashboard === null ? [] : [{ ...head, action: 'create', note: 'for on-call, at a glance', dashboard }];
  }
  const body = parsed(found.dashboard);
  const isMarked = textsOf(body).some((text) => text.includes(dashboardMarkOf(prefix, region)));
  if (dashboard === null) return isMarked ? [{ ...head, action: 'delete' }] : [];
  if (!isMarked) return [conflict('dashboard', prefix, "it lacks relaywatch's mark for this region")];
  const fields = differences(byTitle(body), byTitle(dashboard));
  return fields.length === 0
    ? [{ ...head, action: 'nothing' }]
    : [{ ...head, action: 'change', differences: fields, dashboard }];
}

function conflict(kind: string, name: string, why: string): Step {
  const note = `one exists that relaywatch did not make (${why}); rename or delete it, or choose another deploy.alarms.prefix`;
  return { action: 'conflict', kind, name, note };
}

function whose({ type, tags, description, name }: FoundAlarm, prefix: string): string {
  if (type !== 'metric') return `a ${type} alarm`;
  const owner = tags[OWNER_TAG];
  if (owner !== undefined && owner !== prefix) return `its tag ${OWNER_TAG} is ${JSON.stringify(owner)}`;
  const mark = description.includes(markOf(name)) ? ', which it once had' : '';
  return `no tag ${OWNER_TAG}=${prefix}${mark}`;
}

function isTagged({ tags }: FoundAlarm, prefix: string): boolean {
  return tags[OWNER_TAG] === prefix;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** A dashboard with its widgets by title instead of by position, since people know them by title. */
function byTitle(body: unknown): unknown {
  const { widgets, ...rest } = (body ?? {}) as { widgets?: unknown };
  if (!Array.isArray(widgets)) return body;
  const titled = widgets.map((widget: { properties?: { title?: unknown } } | null, place) => {
    const title = widget?.properties?.title;
    return [typeof title === 'string' ? title : `widget ${place + 1}`, widget] as const;
  });
  // if a title occurs twice, positions are the better names
  return new Set(titled.map(([title]) => title)).size < titled.length
    ? body
    : { ...rest, ...Object.fromEntries(titled) };
}

/** The texts of a dashboard's text widgets. */
function textsOf(body: unknown): string[] {
  const { widgets } = (body ?? {}) as { widgets?: unknown };
  if (!Array.isArray(widgets)) return [];
  return widgets.flatMap((widget: { properties?: { markdown?: unknown } } | null) => {
    const markdown = widget?.properties?.markdown;
    return typeof markdown === 'string' ? [markdown] : [];
  });
}
