import { describe, expect, it } from 'vitest';

export interface Component {
  readonly installed: boolean;
  /** A sentence: what is missing, and how to get it. */
  readonly howToInstall: string;
}

/** Tests that need software of others: skipped with a sentence where it is missing, but not in continuous integration. */
export function describeComponent(name: string, { installed, howToInstall }: Component, tests: () => void): void {
  if (!installed && process.env.CI === 'true') {
    it(`has ${name}`, () => expect.fail(howToInstall));
  }
  describe.skipIf(!installed)(installed ? name : `${name}: ${howToInstall}`, tests);
}
