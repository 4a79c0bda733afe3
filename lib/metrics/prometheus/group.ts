/** Stays as it is in the path of any URL, behind any proxy. */
const PLAIN = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/** The path of a group: `job/relaywatch/stage/prod`. Values that a path could change are written in Base64. */
export function groupPath(job: string, labels: Readonly<Record<string, string>>): string {
  return Object.entries({ job, ...labels })
    .map(([label, value]) => (PLAIN.test(value) ? `${label}/${value}` : `${label}@base64/${inBase64(value)}`))
    .join('/');
}

/** An empty value is one padding character. Source: prometheus/pushgateway README, "URL". */
function inBase64(value: string): string {
  return Buffer.from(value).toString('base64url') || '=';
}
