import { RelaywatchError } from '../base/errors.ts';

/** No link of the vendor's key chain gave keys. The message says of each link why, in our own words: it holds no secret. */
export class KeyChainError extends RelaywatchError<'no-keys'> {
  constructor(why: string) {
    super('no-keys', why);
  }
}

/** Why there are no keys, to be put behind "no credentials were found"; empty when that is not known. */
export function whyNoKeys(error: unknown): string {
  return error instanceof KeyChainError ? ` (${error.message})` : '';
}
