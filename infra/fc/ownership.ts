import type { FcSettings } from '../deploy/settings.ts';

/**
 * The name of a deployment in the marks on its resources. Built from the resources' names, so that a copy made by hand
 * does not count.
 */
export function deploymentId({ version, service, function: name }: FcSettings): string {
  return version === 2 ? `${service}/${name}` : name;
}

/**
 * How every description of ours begins. Function Compute supports descriptions on everything that is marked, but tags
 * only on a few things.
 */
export function markOf(id: string): string {
  return `managed by relaywatch (${id})`;
}

/** A description of ours. @param code sha256 of the package, for resources with code */
export function descriptionOf(id: string, code?: string): string {
  return code === undefined ? markOf(id) : `${markOf(id)}, code sha256 ${code}`;
}

/** Added when a new version is wanted although nothing has changed since the last published one. */
const AGAIN = ', again';

/** The same description for a function that is published again. */
export function againOf(description: string): string {
  return `${description}${AGAIN}`;
}

/** A description without that suffix. */
export function withoutAgain(description: string): string {
  return description.endsWith(AGAIN) ? description.slice(0, -AGAIN.length) : description;
}

/** Whether relaywatch created it for this deployment. */
export function isOurs({ description }: { readonly description: string }, id: string): boolean {
  return description.startsWith(markOf(id));
}

/** The sha256 of the package that a description mentions; null when it mentions none. */
export function codeSha256(description: string): string | null {
  return /, code sha256 ([0-9a-f]{64})$/.exec(description)?.[1] ?? null;
}

/** Who owns a description, in a few words for a refusal. */
export function ownerText(description: string): string {
  const other = /^managed by relaywatch \(([^)]*)\)/.exec(description)?.[1];
  return other === undefined ? 'its description has no mark of relaywatch' : `it belongs to the deployment ${other}`;
}
