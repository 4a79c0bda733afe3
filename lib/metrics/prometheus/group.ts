/** Passes unchanged through the path of any URL, and through any proxy. */
const PLAIN = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/** The path of a group: `job/relaywatch/stage/prod`. Values that might be altered in a path are encoded in Base64. */
export function groupPath(job: string, labels: Readonly<Record<string, string>>): string {
  return Object.entries({ job, ...labels })
    .map(([label, value]) => (PLAIN.test(value) ? `${label}/${value}` : `${label}@base64/${inBase64(value)}`))
    .join('/');
}

/** An empty value is written as one padding character. Source: prometheus/pushgateway README, "URL". */
function inBase64(value: string): string {
  return Buffer.from(value).toString('base64url') || '=';
}
