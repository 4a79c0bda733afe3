import { clipChars } from '../base/cut.ts';
import type { PublishResult } from './backend.ts';

/** A point that a backend would refuse, by the backend's own list of reasons. */
export interface UnfitPoint<Reason extends string> {
  readonly name: string;
  readonly reason: Reason;
}

/** The outcome of a publication of `given` points; `problems` are whole sentences. */
export function publishResult(
  type: string,
  given: number,
  accepted: number,
  problems: readonly string[],
): PublishResult {
  const counts = { type, datapoints: accepted, rejected: given - accepted };
  if (accepted === given) return { ...counts, ok: true };
  return {
    ...counts,
    ok: false,
    problem: `${given - accepted} of ${given} points not published: ${problems.join(' ')}`,
  };
}

const NAMES_SHOWN = 5;
const NAME_CHARS = 80;

/** The first few distinct names, for use in a sentence. */
export function shortList(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct
    .slice(0, NAMES_SHOWN)
    .map((name) => (name.trim() === '' ? '(no name)' : clipChars(name, NAME_CHARS)));
  const more = distinct.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** One sentence for each reason why points were left out, with some of their names. */
export function unfitProblems<Reason extends string>(
  unfit: readonly UnfitPoint<Reason>[],
  words: Readonly<Record<Reason, string>>,
): string[] {
  const reasons = [...new Set(unfit.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = unfit.filter((point) => point.reason === reason).map(({ name }) => name);
    return `points ${words[reason]} were left out: ${shortList(names)}.`;
  });
}

/** Why `familiesOf` left points out. */
export const UNFIT_WORDS = {
  'no-name': 'without a name',
  'not-a-number': 'that are not finite numbers',
  twice: 'with the name and labels of another',
} as const;
