import { createContext } from 'preact';
import { en } from './words/en.ts';
import type { Words } from './words/words.ts';
import { zh } from './words/zh.ts';

/** What every part of the page may want to know. */
export interface Surroundings {
  readonly words: Words;
  /** When the document was put together. */
  readonly at: string;
  /** Where the page's address begins, seen from this page: `./` or `../`. */
  readonly root: string;
  /** The reader's time is known in the browser alone, and only once the page has come to life. */
  readonly isAlive: boolean;
}

export const wordsIn = { en, zh } as const;

export const Around = createContext<Surroundings>({ words: en, at: '', root: './', isAlive: false });
