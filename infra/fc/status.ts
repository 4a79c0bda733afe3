import type { Found } from './look.ts';
import { codeSha256, isOurs } from './ownership.ts';
import { type Step, shortCode } from './plan.ts';
import { ALIAS, type Desired, HTTP_TRIGGER } from './spec.ts';

export type ResourceState = 'as configured' | 'differs' | 'missing' | 'not ours' | 'there' | 'absent';

/** What exists of a deployment, and whether it matches the configuration. */
export interface Status {
  readonly deployment: string;
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly state: ResourceState }[];
  /** Versions of this deployment, newest first. */
  readonly versions: readonly { readonly id: string; readonly code: string; readonly createdAt: string }[];
  /** The version that the timer calls; null if there is none. */
  readonly runs: { readonly version: string; readonly code: string | null } | null;
  /** Where its HTTP trigger answers; null where there is none, or Function Compute does not say. */
  readonly url: string | null;
  /** Null when the configuration cannot be compared. */
  readonly drift: boolean | null;
}

const STATES: Readonly<Record<Step['action'], ResourceState>> = {
  nothing: 'as configured',
  change: 'differs',
  create: 'missing',
  delete: 'differs',
  conflict: 'not ours',
};

/** @param steps that would lead to the configuration; null when unknown */
export function statusOf(
  { id, names }: Pick<Desired, 'id' | 'names'>,
  found: Found,
  steps: readonly Step[] | null,
): Status {
  const ours = found.versions.filter((version) => isOurs(version, id));
  const alias = found.aliases.find((one) => one.name === ALIAS && isOurs(one, id));
  const running = found.versions.find((version) => version.id === alias?.versionId);
  return {
    deployment: id,
    resources: steps === null ? presence(names, found, id) : steps.filter(isLasting).map(stateOf),
    versions: ours.map(({ id: versionId, description, createdAt }) => ({
      id: versionId,
      code: codeSha256(description) ?? '',
      createdAt,
    })),
    runs: alias ? { version: alias.versionId, code: running ? codeSha256(running.description) : null } : null,
    url: triggerUrl(found, id),
    drift: steps === null ? null : steps.some(({ action }) => action !== 'nothing'),
  };
}

/** The address of our HTTP trigger; null when there is none. */
export function triggerUrl({ triggers }: Pick<Found, 'triggers'>, id: string): string | null {
  return triggers.find((trigger) => trigger.name === HTTP_TRIGGER && isOurs(trigger, id))?.url ?? null;
}

/** Versions are listed separately. */
function isLasting({ kind }: Step): boolean {
  return kind !== 'version';
}

function stateOf({ kind, name, action }: Step): Status['resources'][number] {
  return { kind, name, state: STATES[action] };
}

function presence(names: Desired['names'], found: Found, id: string): Status['resources'] {
  const isThere = (one: { readonly description: string } | null | undefined): ResourceState =>
    one ? (isOurs(one, id) ? 'there' : 'not ours') : 'absent';
  return [
    ...(found.service === null ? [] : [{ kind: 'service', name: names.service, state: isThere(found.service) }]),
    { kind: 'function', name: names.function, state: isThere(found.function?.fields) },
    { kind: 'alias', name: ALIAS, state: isThere(found.aliases.find(({ name }) => name === ALIAS)) },
    { kind: 'trigger', name: names.trigger, state: isThere(found.triggers.find(({ name }) => name === names.trigger)) },
  ];
}

/** The version that the timer calls, in words: `version 3, code 0123456789ab`. */
export function runningText(runs: Status['runs']): string {
  if (runs === null) return 'nothing runs';
  return `version ${runs.version}${runs.code === null ? '' : `, code ${shortCode(runs.code)}`}`;
}
