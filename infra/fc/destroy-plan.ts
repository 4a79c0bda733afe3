import type { Found } from './look.ts';
import { isOurs } from './ownership.ts';
import type { Kind, Step } from './plan.ts';
import type { Desired } from './spec.ts';

/** The names and marks of a deployment, which follow from settings alone. */
export type Identity = Pick<Desired, 'id' | 'names'>;

export interface DestroyPlan {
  readonly steps: readonly Step[];
  /** Those of our resources that must stay because they contain something made by others; one sentence each. */
  readonly kept: readonly string[];
}

/** The steps that remove everything the deployment created, in order: the timer goes first. */
export function stepsToNothing({ id, names }: Identity, found: Found): DestroyPlan {
  const { service, aliases, versions, triggers } = found;
  const kept: string[] = [];
  const remove = (kind: Kind, name: string): Step => ({ action: 'delete', kind, name });
  const foreign = <T extends { readonly description: string }>(list: readonly T[]) =>
    list.filter((one) => !isOurs(one, id));
  const mine = <T extends { readonly description: string }>(list: readonly T[]) =>
    list.filter((one) => isOurs(one, id));

  const hasFunction = found.function !== null && isOurs(found.function.fields, id);
  const hasService = service !== null && isOurs(service, id);
  if (!hasFunction && !hasService) return { steps: [], kept };

  const usedByOthers = new Set(
    foreign(aliases).flatMap(({ versionId, weights }) => [versionId, ...Object.keys(weights)]),
  );
  const goneVersions = mine(versions).filter((version) => !usedByOthers.has(version.id));
  const others = (list: readonly { readonly name: string }[], kind: string) =>
    list.map(({ name }) => `${kind} ${name}`);
  const onVersions = [
    ...others(foreign(aliases), 'alias'),
    ...foreign(versions).map((version) => `version ${version.id}`),
  ];
  const inFunction = [...others(foreign(triggers), 'trigger'), ...(service === null ? onVersions : [])];
  const otherFunctions = found.functionNames.filter((name) => name !== names.function || !hasFunction);
  const inService = [
    ...otherFunctions.map((name) => `function ${name}`),
    ...onVersions,
    ...(hasFunction && inFunction.length > 0 ? [`function ${names.function}`] : []),
  ];
  const keep = (kind: string, name: string, holds: readonly string[]) => {
    if (holds.length > 0)
      kept.push(`${kind} ${name} stays, with ${holds.join(', ')}, which this deployment did not make`);
  };
  if (hasFunction) keep('function', names.function, inFunction);
  if (hasService) keep('service', names.service, inService);
  return {
    steps: [
      ...mine(triggers).map(({ name }) => remove('trigger', name)),
      ...(hasFunction && found.async !== null ? [remove('async config', names.function)] : []),
      ...(hasFunction && found.instanceCap !== null ? [remove('instance cap', names.function)] : []),
      ...mine(aliases).map(({ name }) => remove('alias', name)),
      ...goneVersions.map((version) => remove('version', version.id)),
      ...(hasFunction && inFunction.length === 0 ? [remove('function', names.function)] : []),
      ...(hasService && inService.length === 0 ? [remove('service', names.service)] : []),
    ],
    kept,
  };
}
