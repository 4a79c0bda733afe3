import { type Difference, differences, type PlannedChange } from '../deploy/diff.ts';
import type { ExistingFunction } from './client.ts';
import type { Found } from './look.ts';
import { codeSha256, isOurs, ownerText } from './ownership.ts';
import { ALIAS, type Desired, VERSIONS_KEPT } from './spec.ts';

export type Kind = 'service' | 'function' | 'version' | 'alias' | 'instance cap' | 'async config' | 'trigger';

/** One step of a plan, with everything needed to carry it out. */
export type Step = PlannedChange & {
  readonly kind: Kind;
  /** For a changed function: whether its code changes. */
  readonly uploadsCode?: boolean;
  /** For an alias: the version it should point to; absent: the one that is published during the plan. */
  readonly versionId?: string;
};

/** The name in a plan of a version that is yet to be published. */
export const NEW_VERSION = 'new';

/** Environment variables are secrets: only their names are shown. */
export function isSecretField(path: string): boolean {
  return path.startsWith('environment.');
}

/**
 * The steps from the current to the desired state, in order: the timer calls the alias, so nothing of a new version
 * runs before it is complete. What others created is a conflict, and never touched.
 */
export function stepsTo(desired: Desired, found: Found): Step[] {
  const conflicts = conflictsOf(desired, found);
  if (conflicts.length > 0) return conflicts;
  const publishes = needsVersion(desired, found);
  const newest = found.versions.find((version) => isOurs(version, desired.id))?.id;
  return [
    ...serviceSteps(desired, found),
    functionStep(desired, found),
    ...(publishes || newest === undefined
      ? [{ action: 'create', kind: 'version', name: NEW_VERSION, note: `code ${shortCode(desired.sha256)}` } as const]
      : [{ action: 'nothing', kind: 'version', name: newest } as const]),
    aliasStep(desired, found, publishes ? undefined : newest),
    fieldsStep('instance cap', desired, found.instanceCap, desired.instances, `${desired.instances} at a time`),
    fieldsStep('async config', desired, found.async, desired.async, 'no retries, no event older than a minute'),
    triggerStep(desired, found),
    ...pruned(desired, found, publishes ? 1 : 0),
  ];
}

/** The first characters of a sha256, enough to tell packages apart. */
export function shortCode(sha256: string): string {
  return sha256.slice(0, 12);
}

function conflictsOf({ id, names, trigger }: Desired, found: Found): Step[] {
  const foreign = (kind: Kind, name: string, is: { readonly description: string } | null | undefined): Step[] =>
    !is || isOurs(is, id) ? [] : [{ action: 'conflict', kind, name, note: conflictNote(kind, is.description) }];
  return [
    ...foreign('service', names.service, found.service),
    ...foreign('function', names.function, found.function?.fields),
    ...foreign(
      'alias',
      ALIAS,
      found.aliases.find(({ name }) => name === ALIAS),
    ),
    ...foreign(
      'trigger',
      trigger.name,
      found.triggers.find(({ name }) => name === trigger.name),
    ),
  ];
}

const WAY_OUT: Readonly<Partial<Record<Kind, string>>> = {
  service: ', or set another deploy.fc.service',
  function: ', or set another deploy.fc.function',
};

function conflictNote(kind: Kind, description: string): string {
  return `there is one that this deployment did not make (${ownerText(description)}); rename or delete it${WAY_OUT[kind] ?? ''}`;
}

function serviceSteps({ service, names }: Desired, found: Found): Step[] {
  if (service === null) return [];
  const head = { kind: 'service', name: names.service } as const;
  if (found.service === null) return [{ ...head, action: 'create', note: service.role }];
  return [changeOr({ ...head }, differences(found.service, service))];
}

function functionStep(desired: Desired, found: Found): Step {
  const head = { kind: 'function', name: desired.names.function } as const;
  const { runtime, memoryMb, timeoutSeconds, environment } = desired.function;
  if (found.function === null) {
    const size = `${runtime}, ${memoryMb} MB, ${timeoutSeconds} s, code ${shortCode(desired.sha256)}`;
    const names = Object.keys(environment);
    return { ...head, action: 'create', note: names.length === 0 ? size : `${size}, environment ${names.join(' ')}` };
  }
  const code = codeDifference(desired, found.function, found);
  const fields = differences(
    withoutCode(found.function.fields, code !== null),
    withoutCode(desired.function, code !== null),
  );
  const all = code === null ? fields : [code, ...fields];
  return { ...changeOr(head, all), ...(code === null ? {} : { uploadsCode: true }) };
}

/** The description mentions the sha256 that was deployed; a version of ours with the same code confirms it. */
function codeDifference(
  { sha256 }: Desired,
  { fields, codeChecksum }: ExistingFunction,
  { newest }: Found,
): Difference | null {
  const is = codeSha256(fields.description);
  if (is !== sha256) {
    return { path: 'code', is: is === null ? undefined : shortCode(is), shallBe: shortCode(sha256) };
  }
  const proof = newest?.function;
  if (proof && codeSha256(proof.fields.description) === sha256) {
    if (proof.codeChecksum === codeChecksum) return null;
    return { path: 'code', is: 'changed by hand', shallBe: shortCode(sha256) };
  }
  return { path: 'code', is: 'not sure, since no version has it', shallBe: shortCode(sha256) };
}

/** The sha256 in the description is reported as `code`. */
function withoutCode<T extends { readonly description: string }>(fields: T, codeIsTold: boolean) {
  const { description, ...rest } = fields;
  return codeIsTold ? rest : fields;
}

/** Whether the desired function has not been published yet, or is not the latest version. */
function needsVersion(desired: Desired, { newest }: Found): boolean {
  if (newest === null) return true;
  return (
    differences(newest.function.fields, desired.function).length > 0 ||
    (desired.service !== null && differences(newest.service, desired.service).length > 0)
  );
}

function aliasStep({ aliasDescription }: Desired, found: Found, versionId: string | undefined): Step {
  const head = { kind: 'alias', name: ALIAS, ...(versionId === undefined ? {} : { versionId }) } as const;
  const alias = found.aliases.find(({ name }) => name === ALIAS);
  const target = versionId ?? NEW_VERSION;
  if (alias === undefined) return { ...head, action: 'create', note: `version ${target}` };
  const { description, weights } = alias;
  const is = { version: alias.versionId, description, weights };
  return changeOr(head, differences(is, { version: target, description: aliasDescription, weights: {} }));
}

function fieldsStep(
  kind: 'instance cap' | 'async config',
  { names }: Desired,
  is: unknown,
  shallBe: unknown,
  note: string,
): Step {
  const head = { kind, name: names.function };
  return is === null ? { ...head, action: 'create', note } : changeOr(head, differences(is, shallBe));
}

function triggerStep({ trigger }: Desired, found: Found): Step {
  const head = { kind: 'trigger', name: trigger.name } as const;
  const existing = found.triggers.find(({ name }) => name === trigger.name);
  if (existing === undefined) return { ...head, action: 'create', note: `${callerOf(trigger)}, calls ${ALIAS}` };
  const { url: _, ...fields } = existing;
  return changeOr(head, differences(fields, trigger));
}

function callerOf({ timer, http }: Desired['trigger']): string {
  return http ? http.methods.join(' and ') : (timer?.schedule ?? '');
}

/** Old versions of ours, as far as no alias points to them. */
function pruned({ id }: Desired, { versions, aliases }: Found, published: number): Step[] {
  const inUse = new Set(aliases.flatMap(({ versionId, weights }) => [versionId, ...Object.keys(weights)]));
  return versions
    .filter((version) => isOurs(version, id))
    .slice(VERSIONS_KEPT - published)
    .filter((version) => !inUse.has(version.id))
    .map((version) => ({ action: 'delete', kind: 'version', name: version.id, note: 'an old one' }));
}

function changeOr<Head extends { readonly kind: Kind; readonly name: string }>(
  head: Head,
  fields: readonly Difference[],
): Head & Step {
  return fields.length === 0 ? { ...head, action: 'nothing' } : { ...head, action: 'change', differences: fields };
}
