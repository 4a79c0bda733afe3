import leven from 'leven';

/** The known word that was probably meant; null when none is similar. Case, `_` and `-` are ignored. */
export function meant(written: string, words: Iterable<string>): string | null {
  const bare = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
  const most = mostSlips(bare(written).length);
  let best: { readonly word: string; readonly slips: number } | null = null;
  for (const word of words) {
    const slips = leven(bare(written), bare(word));
    if (slips <= most && slips < (best?.slips ?? Number.POSITIVE_INFINITY)) best = { word, slips };
  }
  return best?.word ?? null;
}

/** Two swapped letters count as two edits. */
function mostSlips(length: number): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return length < 9 ? 2 : 3;
}

/** A suffix for what is expected; empty when nothing is similar. */
export function didYouMean(word: string | null): string {
  return word === null ? '' : `; did you mean ${word}?`;
}
