/** What a table says for a key; undefined where it says nothing, whatever the key is called. */
export function wordFor<Word>(words: Readonly<Record<string, Word>>, key: string): Word | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
