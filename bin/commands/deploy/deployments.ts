import type { FcClient } from '../../../infra/fc/client.ts';
import {
  type BesideKind,
  desiredFor,
  isWanted,
  type Located,
  located,
  locatedBeside,
} from '../../../infra/fc/deployment.ts';
import { stepsToNothing } from '../../../infra/fc/destroy-plan.ts';
import { type Found, look } from '../../../infra/fc/look.ts';
import { openFc } from '../../../infra/fc/open.ts';
import { type Step, stepsTo } from '../../../infra/fc/plan.ts';
import type { Desired } from '../../../infra/fc/spec.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { RelaywatchError } from '../../../lib/base/errors.ts';
import { ownBundle } from '../own-bundle.ts';

/** One function with all that belongs to it: the sweep's, or one beside it. */
export interface Place {
  readonly kind: PackageKind;
  readonly client: FcClient;
  readonly located: Located;
}

/** What shall become of it, and what is done for that. */
export interface Planned extends Place {
  /** Null when it shall not be there. */
  readonly desired: Desired | null;
  readonly steps: readonly Step[];
  /** What of ours has to stay; a sentence each. */
  readonly kept: readonly string[];
}

const BESIDE: readonly BesideKind[] = ['status', 'callback'];

/**
 * The place of the sweep, and those of the page and of the receiver where the configuration speaks of them. @throws
 * ConfigError, DeployError
 */
export async function placesOf(path: string): Promise<readonly [Place, ...Place[]]> {
  const sweep = await located(path, process.env);
  const others: Place[] = [];
  for (const kind of BESIDE) {
    const place = locatedBeside(kind, sweep);
    if (place !== null) others.push(await opened(kind, place));
  }
  return [await opened('sweep', sweep), ...others];
}

async function opened(kind: PackageKind, place: Located): Promise<Place> {
  const { settings, secrets } = place;
  return { kind, located: place, client: await openFc(settings, { secrets }) };
}

/** What apply does: a page or a receiver that is not wanted any more is taken away. Looks at all before anything is written. */
export async function plannedToBe(path: string, bundle: string | undefined): Promise<Planned[]> {
  const wanted = [];
  for (const place of await placesOf(path)) wanted.push({ place, desired: await desiredAt(place, path, bundle) });
  const plans: Planned[] = [];
  for (const { place, desired } of wanted) {
    const found = await foundAt(place);
    plans.push({ ...place, desired, ...stepsAt(place, desired, found) });
  }
  return plans;
}

/** What destroy does. */
export async function plannedToGo(path: string): Promise<Planned[]> {
  const plans: Planned[] = [];
  for (const place of await placesOf(path)) {
    plans.push({ ...place, desired: null, ...stepsAt(place, null, await foundAt(place)) });
  }
  return plans;
}

/** What apply would do at a place, or why that cannot be told. */
export async function stepsOrWhyNot(
  place: Place,
  path: string,
  bundle: string | undefined,
  found: Found,
): Promise<
  { readonly steps: readonly Step[]; readonly problem: null } | { readonly steps: null; readonly problem: string }
> {
  try {
    return { steps: stepsAt(place, await desiredAt(place, path, bundle), found).steps, problem: null };
  } catch (error) {
    if (error instanceof RelaywatchError) return { steps: null, problem: error.message };
    throw error;
  }
}

/** What is there now. */
export function foundAt({ client, located: { identity, settings } }: Place): Promise<Found> {
  return look(client, identity.id, settings.version === 2);
}

function stepsAt(
  { located: { identity } }: Place,
  desired: Desired | null,
  found: Found,
): Pick<Planned, 'steps' | 'kept'> {
  return desired === null ? stepsToNothing(identity, found) : { steps: stepsTo(desired, found), kept: [] };
}

/** @param bundle of the sweep; those of the others are always this installation's */
async function desiredAt({ kind, located: { settings } }: Place, path: string, bundle: string | undefined) {
  if (kind !== 'sweep' && isWanted(kind, settings) !== true) return null;
  const from = (kind === 'sweep' ? bundle : undefined) ?? ownBundle(kind);
  return (await desiredFor(path, process.env, from, kind)).desired;
}
