/** `oss-<region>.aliyuncs.com`, the internal or finance-cloud variants, and any prefix. */
const REGIONAL = /^(.+\.)?oss-([a-z]{2,20}-[a-z0-9-]+?)(?:-pub)?(?:-internal)?\.aliyuncs\.com$/;
/** Endpoints without a region: transfer acceleration. */
const OF_NO_REGION = /^(.+\.)?oss-accelerate(?:-overseas)?\.aliyuncs\.com$/;

/**
 * What is expected instead of an OSS endpoint; null if it can be used. Hosts outside of OSS are not judged.
 * Source: OSS, "Regions and endpoints".
 */
export function ossEndpointProblem(endpoint: string, region: string): string | null {
  if (!URL.canParse(endpoint)) return null;
  const { hostname, pathname, search, hash } = new URL(endpoint);
  if (`${pathname}${search}${hash}` !== '/')
    return 'an endpoint with only scheme and host; the start of object names is set by prefix';
  const host = hostname.replace(/\.$/, '');
  if (OF_NO_REGION.exec(host)?.[1] !== undefined) return WITHOUT_BUCKET;
  if (OF_NO_REGION.test(host)) return null;
  const [isRegional, before, named] = REGIONAL.exec(host) ?? [];
  if (isRegional === undefined) return null;
  if (before !== undefined) return WITHOUT_BUCKET;
  return named === region ? null : 'an endpoint in the region named by region';
}

const WITHOUT_BUCKET = 'an endpoint without the bucket, which is added in front of the host';
