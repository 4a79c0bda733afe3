import { DateTime, type DurationLike } from 'luxon';
import { vi } from 'vitest';
import { status } from '../../functions/status.ts';
import { signed } from '../../lib/status/access.ts';
import { formsOf, lambdaUrlOf } from './http-forms.ts';

export type { Asked } from './http-forms.ts';

export const TOKEN = 'the-token-of-the-page-4711';

export const FORMS = formsOf(status);
/** Asks in the form of a Lambda function URL. */
export const ask = lambdaUrlOf(status);

/** The key of a link that ends so long from now. */
export function linkKey(left: DurationLike, token = TOKEN): string {
  return signed('link', DateTime.utc().plus(left), { token });
}

/** Runs without what it logs showing up among the test results. */
export async function quietly<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly printed: string }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const result = await work();
    return { result, printed: write.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    write.mockRestore();
  }
}
