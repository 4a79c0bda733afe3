import { quote } from '../../http/redact.ts';

/** A chat robot that can be called. Its address is its credential. */
export interface RobotTarget {
  readonly url: string;
  /** The only part of the address that may be shown. */
  readonly host: string;
  readonly origin: string;
}

/** @returns the target, or a sentence (without address and secret) that says what is wrong */
export function readRobotTarget(rawUrl: string, secret: string | undefined): RobotTarget | string {
  if (!URL.canParse(rawUrl)) return 'its URL is not a URL; copy it from the robot, it starts with https://';
  const url = new URL(rawUrl);
  if (!/^https?:$/.test(url.protocol)) return 'its URL must start with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'its URL must not hold a user name or password';
  // an empty variable must not silently turn signing off
  if (secret !== undefined && secret.trim() === '') return 'its secret is empty; give one, or leave `secret` out';
  return { url: url.href, host: url.host, origin: url.origin };
}

/** A vendor's own words, fit to be shown: nothing of address or secret, one line, short. */
export function vendorWords(
  text: string,
  settings: { readonly url: string; readonly secret?: string | undefined },
): string {
  return quote(text, secretsOf(settings), 120);
}

function secretsOf({ url, secret }: { readonly url: string; readonly secret?: string | undefined }): string[] {
  const whole = secret === undefined ? [url] : [url, secret];
  if (!URL.canParse(url)) return whole;
  const { pathname, searchParams, hash } = new URL(url);
  return [...whole, ...pathname.split('/'), ...searchParams.values(), ...searchParams.keys(), hash.slice(1)];
}
