import leven from 'leven';

/** The word that somebody probably meant, among those there are; null when none is near. Case and `_ -` do not count. */
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

/** Two letters that changed places are two slips. */
function mostSlips(length: number): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return length < 9 ? 2 : 3;
}

/** To follow what is expected; empty when nothing is near. */
export function didYouMean(word: string | null): string {
  return word === null ? '' : `; did you mean ${word}?`;
}
