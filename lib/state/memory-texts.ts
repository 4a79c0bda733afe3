import { namesFor, type TextPlace } from './text-place.ts';

/** Texts in memory. @param texts by name, modified in place */
export function memoryTexts(texts: Map<string, string>): TextPlace {
  return {
    read: async (name) => texts.get(name) ?? null,
    replace: async (name, text) => void texts.set(name, text),
    names: async (query) => namesFor(query, [...texts.keys()]),
    async remove(names) {
      for (const name of names) texts.delete(name);
    },
  };
}
