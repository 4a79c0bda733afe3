/** What the addresses of callbacks are made of. */
export interface CallbackAddress {
  /** Of the receiver, without a token. */
  readonly url: string;
  readonly token: string;
  readonly previousToken?: string | undefined;
}

/** The CallbackUrl for relays of a region; a secret. The region spares the receiver from asking all of them. */
export function callbackUrlOf({ url, token }: Pick<CallbackAddress, 'url' | 'token'>, region: string): string {
  return `${url.replace(/\/+$/, '')}/callback/${token}/${region}`;
}

/** Whose a CallbackUrl is. `ours-outdated`: it has the previous token, or leads to us and names another region. */
export type WhoseCallback = (url: string, region: string) => 'ours' | 'ours-outdated' | 'another';

/** Compares with our URLs, however Live writes them: its own samples have one without a scheme. */
export function whoseCallback({ url, token, previousToken }: CallbackAddress): WhoseCallback {
  const { protocol } = new URL(url);
  const tokens = [token, ...(previousToken === undefined ? [] : [previousToken])];
  const starts = tokens.map((one) => new URL(callbackUrlOf({ url, token: one }, '')).href);
  return (given, region) => {
    const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `${protocol}//${given}`;
    if (!URL.canParse(whole)) return 'another';
    const { href } = new URL(whole);
    if (href === `${starts[0]}${region}`) return 'ours';
    return starts.some((start) => href.startsWith(start) || `${href}/` === start) ? 'ours-outdated' : 'another';
  };
}
