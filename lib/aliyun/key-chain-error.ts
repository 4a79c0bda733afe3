import { RelaywatchError } from '../base/errors.ts';

/**
 * No link of the vendor's credential chain returned keys. The message gives the reason for each link in our own words,
 * so it contains no secret.
 */
export class KeyChainError extends RelaywatchError<'no-keys'> {
  override readonly name = 'KeyChainError';

  constructor(why: string) {
    super('no-keys', why);
  }
}

/** Why there are no keys, to follow "no credentials were found"; empty when unknown. */
export function whyNoKeys(error: unknown): string {
  return error instanceof KeyChainError ? ` (${error.message})` : '';
}
