import { ownEntry } from '../base/lookup.ts';

/**
 * The host of each region that has its own. All other regions use the shared host.
 * Source: ApsaraVideo Live API 2016-11-01, endpoints.
 */
const OWN_HOST: Readonly<Record<string, string>> = {
  'ap-southeast-1': 'live.ap-southeast-1.aliyuncs.com',
  'eu-central-1': 'live.eu-central-1.aliyuncs.com',
  'us-east-1': 'live-vpc.us-east-1.aliyuncs.com',
};
const SHARED_HOST = 'live.aliyuncs.com';

/** One URL for all regions, or one per region (regions left out use the documented host). */
export type EndpointOverride = string | Readonly<Record<string, string>>;

export interface LiveEndpoint {
  readonly protocol: 'http' | 'https';
  /** With the port when it is not the default one. */
  readonly host: string;
}

/** The endpoint of a region, overridden by configuration. */
export function endpointOf(region: string, override?: EndpointOverride): LiveEndpoint {
  const url = typeof override === 'string' ? override : ownEntry(override ?? {}, region);
  if (url === undefined) return { protocol: 'https', host: ownEntry(OWN_HOST, region) ?? SHARED_HOST };
  const { protocol, host } = new URL(url);
  return { protocol: protocol === 'http:' ? 'http' : 'https', host };
}
