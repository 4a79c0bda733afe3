import type { FcSettings } from '../deploy/settings.ts';

/** What a deployment is called in the marks on its resources: their names, so that a copy made by hand does not count. */
export function deploymentId({ version, service, function: name }: FcSettings): string {
  return version === 2 ? `${service}/${name}` : name;
}

/** What every description begins with. Function Compute has descriptions on all that is marked, and tags on little. */
export function markOf(id: string): string {
  return `managed by relaywatch (${id})`;
}

/** A description of ours. @param code sha256 of the package, where there is code behind it */
export function descriptionOf(id: string, code?: string): string {
  return code === undefined ? markOf(id) : `${markOf(id)}, code sha256 ${code}`;
}

/** What makes a function differ from the version that was published last, where a version is wanted all the same. */
const AGAIN = ', again';

/** The same description for a function that is published once more. */
export function againOf(description: string): string {
  return `${description}${AGAIN}`;
}

/** A description without what only made it differ. */
export function withoutAgain(description: string): string {
  return description.endsWith(AGAIN) ? description.slice(0, -AGAIN.length) : description;
}

/** Whether relaywatch made it, for this deployment. */
export function isOurs({ description }: { readonly description: string }, id: string): boolean {
  return description.startsWith(markOf(id));
}

/** The sha256 of the package that a description tells; null when it tells none. */
export function codeSha256(description: string): string | null {
  return /, code sha256 ([0-9a-f]{64})$/.exec(description)?.[1] ?? null;
}

/** Whose a description is, in a few words for a refusal. */
export function ownerText(description: string): string {
  const other = /^managed by relaywatch \(([^)]*)\)/.exec(description)?.[1];
  return other === undefined ? 'its description has no mark of relaywatch' : `it belongs to the deployment ${other}`;
}
